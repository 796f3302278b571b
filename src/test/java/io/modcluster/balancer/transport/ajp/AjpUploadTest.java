package io.modcluster.balancer.transport.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which bytes of a request go when, and in how many calls of the system. */
class AjpUploadTest {
    private static final String HEAD = "HEAD";
    private static final int SMALL = 8186;
    private static final int LARGE = 65_530;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final PacketOutput output = new PacketOutput(channel.pipeline().firstContext());

    @AfterEach
    void nothing_is_left() {
        channel.runPendingTasks();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    private AjpUpload upload(long length) {
        AjpUpload upload = new AjpUpload(output, Unpooled.copiedBuffer(HEAD, ISO_8859_1), length, wanted -> {});
        upload.start();
        return upload;
    }

    private static Buffer bytes(int count) {
        return Buffer.buffer("x".repeat(count));
    }

    /** Each buffer that was flushed: what stands before the length of the data, and that length. */
    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (ByteBuf packet = channel.readOutbound(); packet != null; packet = channel.readOutbound()) {
            boolean head = packet.readableBytes() >= 4
                    && packet.toString(packet.readerIndex(), 4, ISO_8859_1).equals(HEAD);
            packet.skipBytes(head ? 4 : 0);
            String data =
                    packet.isReadable() ? Integer.toString(packet.getUnsignedShort(packet.readerIndex() + 4)) : "";
            assertThat(packet.readableBytes())
                    .isEqualTo(data.isEmpty() ? 0 : packet.getUnsignedShort(packet.readerIndex() + 2) + 4);
            sent.add((head ? HEAD : "") + data);
            packet.release();
        }
        return sent;
    }

    @Test
    void pieces_that_were_read_in_one_go_are_one_packet_with_the_head() {
        AjpUpload upload = upload(100_000);
        upload.flushHead();
        upload.write(bytes(3000));
        upload.write(bytes(3000));

        assertThat(sent()).isEmpty();
        channel.runPendingTasks();
        assertThat(sent()).containsExactly("HEAD6000");
    }

    @Test
    void a_packet_that_is_full_goes_at_once() {
        AjpUpload upload = upload(100_000);
        upload.write(bytes(8192));
        assertThat(sent()).containsExactly("HEAD8186");

        upload.write(bytes(8192));
        assertThat(sent()).isEmpty();
        upload.wanted(SMALL);
        assertThat(sent()).containsExactly("8186");
    }

    @Test
    void the_end_of_a_body_goes_at_once() {
        AjpUpload told = upload(50);
        told.write(bytes(20));
        told.write(bytes(30));
        assertThat(sent()).containsExactly("HEAD50");
        assertThat(told.end()).isTrue();
        assertThat(told.isComplete()).isTrue();

        AjpUpload untold = upload(ForwardRequest.UNKNOWN);
        channel.runPendingTasks();
        assertThat(sent()).containsExactly(HEAD);
        untold.wanted(SMALL);
        untold.write(bytes(20));
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
        upload.write(bytes(100));
        assertThat(sent()).containsExactly("100");
    }

    @Test
    void a_node_that_asks_for_more_gets_more_and_the_next_time_unasked() {
        AjpUpload first = upload(100_000);
        first.write(bytes(100_000));
        assertThat(sent()).containsExactly("HEAD8186");
        first.wanted(LARGE);
        assertThat(sent()).containsExactly(Integer.toString(LARGE));
        first.wanted(LARGE);
        assertThat(sent()).containsExactly("26284");

        AjpUpload second = upload(100_000);
        second.write(bytes(100_000));
        assertThat(sent()).containsExactly(HEAD + LARGE);
        // it has asked for less, which holds for this packet only
        second.wanted(10);
        assertThat(sent()).containsExactly("10");
    }

    @Test
    void no_packet_is_longer_than_any_can_be_whatever_a_node_asks_for() {
        AjpUpload upload = upload(200_000);
        upload.write(bytes(200_000));
        upload.wanted(65_535);
        assertThat(sent()).containsExactly("HEAD8186", Integer.toString(LARGE));
    }

    @Test
    void what_is_said_while_replies_are_read_goes_in_one_call() {
        AjpUpload upload = upload(20_000);
        upload.write(bytes(20_000));
        assertThat(sent()).containsExactly("HEAD8186");

        output.hold();
        upload.wanted(SMALL);
        upload.wanted(SMALL);
        assertThat(sent()).isEmpty();
        output.release();
        assertThat(sent()).containsExactly("8186", "3628");
    }

    @Test
    void nothing_goes_after_it_was_stopped() {
        AjpUpload upload = upload(100_000);
        upload.flushHead();
        upload.write(bytes(3000));
        upload.stop();
        upload.write(bytes(9000));
        channel.runPendingTasks();
        assertThat(sent()).isEmpty();
    }

    @Test
    void the_client_is_held_up_as_long_as_enough_waits() {
        AjpUpload upload = upload(1_000_000);
        upload.write(bytes(SMALL + 65_535));
        assertThat(upload.isFull()).isFalse();
        upload.write(bytes(1));
        assertThat(upload.isFull()).isTrue();

        // two packets of its size from now on; one of them goes
        upload.wanted(LARGE);
        assertThat(upload.isFull()).isFalse();
        upload.write(bytes(2 * LARGE - 6));
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
            upload.write(bytes(LARGE));
        }

        assertThat(asked).isBetween(2, 10);
        upload.stop();
        output.release();
        assertThat(sent()).hasSize(1 + asked);
    }
}
