package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.transport.DirectBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectPiecesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final DirectPieces pieces = new DirectPieces(channel);
    private final List<String> told = new ArrayList<>();

    private final class Taker implements DirectBody.Taker {
        private final boolean willing;

        Taker(boolean willing) {
            this.willing = willing;
        }

        @Override
        public boolean begins() {
            told.add("begins");
            return willing;
        }

        @Override
        public void take(ByteBuf piece) {
            told.add("take " + piece.readableBytes());
            piece.release();
        }

        @Override
        public void readComplete() {
            told.add("complete");
        }
    }

    private static HttpContent piece(int bytes) {
        return new DefaultHttpContent(Unpooled.buffer(bytes).writerIndex(bytes));
    }

    private static LastHttpContent last(int bytes) {
        return new DefaultLastHttpContent(Unpooled.buffer(bytes).writerIndex(bytes));
    }

    @Test
    void all_pieces_go_to_who_wants_them_and_each_read_is_told_complete_once() {
        pieces.giveTo(new Taker(true));

        assertThat(pieces.take(piece(10))).isTrue();
        assertThat(pieces.take(piece(20))).isTrue();
        pieces.readComplete();
        pieces.readComplete();
        LastHttpContent end = pieces.takeLast(last(3));
        pieces.ended();
        pieces.readComplete();

        assertThat(told).containsExactly("begins", "take 10", "take 20", "complete", "take 3", "complete");
        assertThat(end.content().readableBytes()).isZero();
    }

    @Test
    void nothing_is_taken_from_who_did_not_begin_with_the_first_piece() {
        pieces.giveTo(new Taker(false));
        HttpContent first = piece(10);
        HttpContent second = piece(20);
        LastHttpContent end = last(100_000);

        assertThat(pieces.take(first)).isFalse();
        pieces.giveTo(new Taker(true));

        assertThat(pieces.take(second)).isFalse();
        assertThat(pieces.takeLast(end)).isSameAs(end);
        assertThat(List.of(first.refCnt(), second.refCnt(), end.refCnt())).containsOnly(1);
        assertThat(told).containsExactly("begins");
    }

    @Test
    void a_short_body_that_comes_whole_is_left_where_it_is() {
        pieces.giveTo(new Taker(true));
        LastHttpContent shortOne = last(4096);
        LastHttpContent longOne = last(4097);

        assertThat(pieces.takeLast(shortOne)).isSameAs(shortOne);
        assertThat(pieces.takeLast(longOne)).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(told).containsExactly("begins", "take 4097");
    }

    @Test
    void trailers_stay_with_the_end() {
        pieces.giveTo(new Taker(true));
        LastHttpContent end = last(5000);
        end.trailingHeaders().add("X-Sum", "1");

        LastHttpContent left = pieces.takeLast(end);

        assertThat(left.trailingHeaders().get("X-Sum")).isEqualTo("1");
        assertThat(left.content().readableBytes()).isZero();
    }

    @Test
    void what_comes_after_a_stop_is_released() {
        Taker taker = new Taker(true);
        pieces.giveTo(taker);
        pieces.take(piece(10));
        pieces.stop(taker);
        HttpContent late = piece(20);
        LastHttpContent end = last(30);

        assertThat(pieces.take(late)).isTrue();
        pieces.takeLast(end);

        assertThat(late.refCnt()).isZero();
        assertThat(end.refCnt()).isZero();
        assertThat(told).containsExactly("begins", "take 10");
    }

    @Test
    void the_end_of_a_body_lets_the_connection_be_read_again_and_the_next_body_decide_anew() {
        pieces.giveTo(new Taker(true));
        pieces.take(piece(10));
        pieces.pause();
        assertThat(channel.config().isAutoRead()).isFalse();

        pieces.ended();

        assertThat(channel.config().isAutoRead()).isTrue();
        HttpContent next = piece(10);
        assertThat(pieces.take(next)).isFalse();
        assertThat(next.refCnt()).isOne();
    }

    @Test
    void it_resumes_only_what_it_has_paused() {
        channel.config().setAutoRead(false);

        pieces.resume();
        pieces.ended();

        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void who_stops_after_his_body_has_ended_takes_nothing_from_the_next() {
        Taker first = new Taker(false);
        pieces.giveTo(first);
        assertThat(pieces.take(piece(10))).isFalse();
        pieces.ended();
        pieces.giveTo(new Taker(true));
        pieces.take(piece(20));

        pieces.stop(first);
        pieces.take(piece(30));

        assertThat(told).containsExactly("begins", "begins", "take 20", "take 30");
    }
}
