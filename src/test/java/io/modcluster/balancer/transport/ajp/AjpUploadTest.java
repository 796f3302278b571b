package io.modcluster.balancer.transport.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bytes of a request go when, and in how many calls of the system. */
class AjpUploadTest {
    private static final String HEAD = "HEAD";
    private static final int SMALL = 8186;
    private static final int LARGE = 65_530;

    private int flushes;
    private int given;
    private int seen;
    private final EmbeddedChannel channel = new EmbeddedChannel(new FlushCounter(), new ChannelInboundHandlerAdapter());
    private final PacketOutput output = new PacketOutput(channel.pipeline().lastContext());

    /** What was read to be sent, and whatever happened: memory that must be given back. */
    private final List<ByteBuf> pieces = new ArrayList<>();

    private final List<AjpUpload> uploads = new ArrayList<>();

    @AfterEach
    void nothing_is_left() {
        channel.runPendingTasks();
        assertThat(channel.finishAndReleaseAll()).isFalse();
        uploads.forEach(AjpUpload::stop);
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.refCnt()).isZero());
    }

    private AjpUpload upload(long length) {
        AjpUpload upload = new AjpUpload(output, Unpooled.copiedBuffer(HEAD, ISO_8859_1), length, wanted -> {});
        upload.start();
        uploads.add(upload);
        return upload;
    }

    private final class FlushCounter extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            ctx.flush();
        }
    }

    /** In memory that has to be released, as the network gives it; the n-th byte that was ever given is n. */
    private ByteBuf bytes(int count) {
        ByteBuf piece = channel.alloc().directBuffer(count);
        pieces.add(piece);
        for (int i = 0; i < count; i++) {
            piece.writeByte(given++);
        }
        return piece;
    }

    /** Each packet that was flushed: its head, and the length of its data. In its order, each byte once. */
    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        while (all.isReadable()) {
            String head = isHead(all) ? all.readCharSequence(4, ISO_8859_1).toString() : "";
            sent.add(head + (all.isReadable() && !isHead(all) ? packet(all) : ""));
        }
        return sent;
    }

    private static boolean isHead(ByteBuf all) {
        return all.toString(all.readerIndex(), 4, ISO_8859_1).equals(HEAD);
    }

    private String packet(ByteBuf all) {
        assertThat(all.readShort()).isEqualTo((short) 0x1234);
        int payload = all.readUnsignedShort();
        int length = all.readUnsignedShort();
        assertThat(payload).isEqualTo(length + 2);
        for (int i = 0; i < length; i++) {
            assertThat(all.readByte()).isEqualTo((byte) seen++);
        }
        return Integer.toString(length);
    }

    @Test
    void pieces_that_were_read_in_one_go_are_one_packet_with_the_head() {
        AjpUpload upload = upload(100_000);
        upload.flushHead();
        upload.take(bytes(3000));
        upload.take(bytes(3000));

        assertThat(sent()).isEmpty();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly("HEAD6000");
        assertThat(flushes).isOne();
    }

    @Test
    void a_packet_that_is_full_goes_at_once() {
        AjpUpload upload = upload(100_000);
        upload.take(bytes(8192));
        assertThat(sent()).containsExactly("HEAD8186");

        upload.take(bytes(8192));
        assertThat(sent()).isEmpty();
        upload.wanted(SMALL);
        assertThat(sent()).containsExactly("8186");
    }

    @Test
    void the_end_of_a_body_goes_at_once() {
        AjpUpload told = upload(50);
        told.take(bytes(20));
        told.take(bytes(30));
        assertThat(sent()).containsExactly("HEAD50");
        assertThat(told.end()).isTrue();
        assertThat(told.isComplete()).isTrue();

        AjpUpload untold = upload(ForwardRequest.UNKNOWN);
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(HEAD);
        untold.wanted(SMALL);
        untold.take(bytes(20));
        assertThat(sent()).isEmpty();
        untold.end();
        assertThat(sent()).containsExactly("20");
        untold.wanted(SMALL);
        assertThat(sent()).containsExactly("0");
        assertThat(untold.isComplete()).isTrue();
    }

    @Test
    void a_head_goes_alone_when_no_body_has_come() {
        AjpUpload upload = upload(100);
        upload.flushHead();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(HEAD);
        upload.take(bytes(100));
        assertThat(sent()).containsExactly("100");
    }

    @Test
    void a_node_that_asks_for_more_gets_more_and_the_next_time_unasked() {
        AjpUpload first = upload(100_000);
        first.take(bytes(100_000));
        assertThat(sent()).containsExactly("HEAD8186");
        first.wanted(LARGE);
        assertThat(sent()).containsExactly(Integer.toString(LARGE));
        first.wanted(LARGE);
        assertThat(sent()).containsExactly("26284");

        AjpUpload second = upload(100_000);
        second.take(bytes(100_000));
        assertThat(sent()).containsExactly(HEAD + LARGE);
        // it has asked for less, which holds for this packet only
        second.wanted(10);
        assertThat(sent()).containsExactly("10");
    }

    @Test
    void no_packet_is_longer_than_any_can_be_whatever_a_node_asks_for() {
        AjpUpload upload = upload(200_000);
        upload.take(bytes(200_000));
        upload.wanted(65_535);
        assertThat(sent()).containsExactly("HEAD8186", Integer.toString(LARGE));
    }

    @Test
    void what_is_said_while_replies_are_read_goes_in_one_call() {
        AjpUpload upload = upload(20_000);
        upload.take(bytes(20_000));
        assertThat(sent()).containsExactly("HEAD8186");

        output.hold();
        upload.wanted(SMALL);
        upload.wanted(SMALL);
        assertThat(sent()).isEmpty();
        int before = flushes;
        output.release();
        assertThat(sent()).containsExactly("8186", "3628");
        assertThat(flushes).isEqualTo(before + 1);
    }

    @Test
    void nothing_goes_after_it_was_stopped() {
        AjpUpload upload = upload(100_000);
        upload.flushHead();
        upload.take(bytes(3000));
        upload.stop();
        upload.take(bytes(9000));
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.refCnt()).isZero());
        channel.runPendingTasks();
        assertThat(sent()).isEmpty();
    }

    @Test
    void the_client_is_held_up_as_long_as_enough_waits() {
        AjpUpload upload = upload(1_000_000);
        upload.take(bytes(SMALL + 65_535));
        assertThat(upload.isFull()).isFalse();
        upload.take(bytes(1));
        assertThat(upload.isFull()).isTrue();

        // two packets of its size from now on; one of them goes
        upload.wanted(LARGE);
        assertThat(upload.isFull()).isFalse();
        upload.take(bytes(2 * LARGE - 6));
        assertThat(upload.isFull()).isTrue();
        assertThat(sent()).containsExactly("HEAD8186", Integer.toString(LARGE));
    }

    @Test
    void a_node_that_asks_and_does_not_read_gets_no_more() {
        output.hold();
        AjpUpload upload = upload(ForwardRequest.UNKNOWN);
        int asked = 0;
        while (asked < 100 && upload.wanted(LARGE)) {
            asked++;
            upload.take(bytes(LARGE));
        }

        assertThat(asked).isBetween(2, 10);
        upload.stop();
        output.release();
        // the head was alone when it was written
        assertThat(sent()).hasSize(asked);
        assertThat(flushes).isOne();
    }

    /** Bodies of a few lengths, read in pieces of one length and asked for in packets of another. */
    @ParameterizedTest
    @CsvSource({
        "8186, 8192", "8186, 1", "8186, 8186", "8186, 8185", "8186, 100", "8186, 2048", "8186, 2049", "8186, 65536",
        "65530, 65536", "65530, 8192", "65530, 100", "1, 10", "2047, 2048", "2048, 2049", "2049, 4096", "100, 20000"
    })
    void whatever_its_pieces_the_node_gets_each_byte_once_and_in_order(int asked, int read) {
        for (int length : new int[] {1, 2048, 2049, 8186, 8187, 70_000}) {
            for (boolean told : new boolean[] {true, false}) {
                AjpUpload upload = upload(told ? length : ForwardRequest.UNKNOWN);
                int first = seen;
                for (int at = 0; at < length; at += read) {
                    upload.take(bytes(Math.min(read, length - at)));
                    channel.runPendingTasks();
                    if (at % 3 == 0) {
                        sent();
                        upload.wanted(asked);
                    }
                }
                assertThat(upload.end()).isTrue();
                sent();
                while (!upload.isComplete()) {
                    assertThat(upload.wanted(asked)).isTrue();
                    channel.runPendingTasks();
                    sent();
                }
                assertThat(seen - first).as("told %s, of %d", told, length).isEqualTo(length);
            }
        }
    }

    @Test
    void crumbs_of_a_body_do_not_keep_what_they_were_read_with() {
        AjpUpload upload = upload(1_000_000);
        upload.take(bytes(SMALL));
        for (int i = 0; i < 1000; i++) {
            upload.take(bytes(10));
        }

        assertThat(sent()).containsExactly(HEAD + SMALL);
        assertThat(pieces.stream().filter(piece -> piece.refCnt() > 0)).hasSizeLessThan(20);
    }
}
