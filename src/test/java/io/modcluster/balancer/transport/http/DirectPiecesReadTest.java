package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.ReadSizes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import org.junit.jupiter.api.Test;

/** How much is read at once of a response. */
class DirectPiecesReadTest {
    private static final int KIB = 1024;

    private final DirectPieces pieces = new DirectPieces(new EmbeddedChannel());

    @SuppressWarnings("deprecation") // as in ReadSizes
    private final RecvByteBufAllocator.Handle sizes = new ReadSizes(pieces::mostRead).newHandle();

    private int afterFullReads(int count) {
        for (int i = 0; i < count; i++) {
            read(sizes.guess());
        }
        return sizes.guess();
    }

    private void read(int bytes) {
        sizes.attemptedBytesRead(sizes.guess());
        sizes.lastBytesRead(bytes);
    }

    private void begin(boolean direct) {
        pieces.giveTo(new DirectBody.Taker() {
            @Override
            public boolean begins() {
                return direct;
            }

            @Override
            public void take(ByteBuf piece) {
                piece.release();
            }

            @Override
            public void readComplete() {
                // nothing is held back here
            }
        });
        pieces.take(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
    }

    @Test
    void a_body_that_goes_straight_on_is_read_in_ever_longer_pieces() {
        begin(true);

        assertThat(sizes.guess()).isEqualTo(2 * KIB);
        assertThat(afterFullReads(1)).isEqualTo(8 * KIB);
        assertThat(afterFullReads(10)).isEqualTo(256 * KIB);
    }

    @Test
    void a_body_that_is_copied_is_read_in_short_pieces() {
        begin(true);
        afterFullReads(10);
        pieces.ended();
        begin(false);

        assertThat(sizes.guess()).isEqualTo(16 * KIB);
        assertThat(afterFullReads(10)).isEqualTo(16 * KIB);
    }

    @Test
    void a_client_that_was_behind_gets_shorter_pieces_for_the_rest_of_its_body() {
        begin(true);
        afterFullReads(10);
        pieces.pause();
        pieces.resume();

        assertThat(sizes.guess()).isEqualTo(64 * KIB);

        pieces.ended();
        assertThat(sizes.guess()).isEqualTo(256 * KIB);
    }

    @Test
    void short_answers_bring_it_down_again() {
        begin(true);
        afterFullReads(10);
        pieces.ended();
        for (int i = 0; i < 20; i++) {
            read(300);
        }

        assertThat(sizes.guess()).isEqualTo(2 * KIB);
    }
}
