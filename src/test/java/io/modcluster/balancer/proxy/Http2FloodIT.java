package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that cost the client little and the balancer much: each ends the connection, and nobody else's. */
class Http2FloodIT {
    private static final long ENHANCE_YOUR_CALM = 11;
    /** Who goes on sending may lose the last word: what comes after the end is answered with RST, which takes it away. */
    private static final long UNHEARD = -1;

    private static final String[] HEAD = {
        ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop.example"
    };

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        proxy.start();
    }

    @AfterEach
    void stop() throws Exception {
        try (RawHttp2 other = client()) {
            other.get(1, "/other");
            assertThat(other.reply(1, ProxyFixture.SOON).status())
                    .as("another client")
                    .isEqualTo(200);
        }
        proxy.close();
        node.close();
    }

    private RawHttp2 client() throws Exception {
        return RawHttp2.connect(proxy.clearTextPort());
    }

    /** Sends that many, a hundred in a write, until the server has closed; the error it says then. */
    private static long errorAfter(RawHttp2 client, int count, IntFunction<byte[]> frame) throws Exception {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            some.writeBytes(frame.apply(i));
            if (i % 100 == 99) {
                client.send(some.toByteArray());
                some.reset();
            }
        }
        client.send(some.toByteArray());
        long error = client.goAway(ProxyFixture.SOON);
        assertThat(client.isClosedWithin(ProxyFixture.SOON)).isTrue();
        return error;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] request(int stream, int flags) {
        return RawHttp2.bytesOf(RawHttp2.HEADERS, flags | RawHttp2.END_HEADERS, stream, RawHttp2.block(HEAD));
    }

    @Test
    void c_03_rapid_resets_end_the_connection_after_200() throws Exception {
        try (RawHttp2 client = client()) {
            long error = errorAfter(
                    client,
                    2000,
                    i -> join(
                            request(2 * i + 1, RawHttp2.END_STREAM),
                            RawHttp2.bytesOf(RawHttp2.RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8})));
            assertThat(error).isIn(ENHANCE_YOUR_CALM, UNHEARD);
        }
        assertThat(node.requests().size()).isLessThanOrEqualTo(201);
    }

    @Test
    void c_04_resets_that_the_client_makes_the_balancer_send_count_too() throws Exception {
        try (RawHttp2 client = client()) {
            // a WINDOW_UPDATE of 0 is an error of the stream (RFC 9113 section 6.9)
            long error = errorAfter(
                    client,
                    2000,
                    i -> join(
                            request(2 * i + 1, 0),
                            RawHttp2.bytesOf(RawHttp2.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4])));
            assertThat(error).isIn(ENHANCE_YOUR_CALM, UNHEARD);
        }
        assertThat(node.requests().size()).isLessThanOrEqualTo(201);
    }

    @Test
    void c_05_a_head_in_endless_pieces_ends_the_connection() throws Exception {
        try (RawHttp2 client = client().settled(ProxyFixture.SOON)) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block(HEAD));
            assertThat(errorAfter(
                            client, 1000, i -> RawHttp2.bytesOf(RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("x", "y"))))
                    .isIn(ENHANCE_YOUR_CALM, UNHEARD);
        }
        try (RawHttp2 client = client().settled(ProxyFixture.SOON)) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block(HEAD));
            assertThat(errorAfter(client, 1000, i -> RawHttp2.bytesOf(RawHttp2.CONTINUATION, 0, 1, new byte[0])))
                    .as("pieces of nothing")
                    .isIn(ENHANCE_YOUR_CALM, UNHEARD);
        }
        try (RawHttp2 client = client().settled(ProxyFixture.SOON)) {
            client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block(HEAD));
            byte[] large = RawHttp2.bytesOf(RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("x", "y".repeat(16_000)));
            errorAfter(client, 64, i -> large);
        }
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void c_05_an_hpack_bomb_is_431() throws Exception {
        // one entry of 4000 bytes in the dynamic table (RFC 7541 section 6.2.1), then a reference of a byte, 1000 times
        byte[] bomb = new byte[1000];
        Arrays.fill(bomb, (byte) (0x80 | 62));
        byte[] literal = RawHttp2.block("x-bomb", "b".repeat(4000));
        literal[0] = 0x40;
        try (RawHttp2 client = client()) {
            client.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_STREAM | RawHttp2.END_HEADERS,
                    1,
                    join(RawHttp2.block(HEAD), literal, bomb));
            RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
            assertThat(reply.status() == 431 || client.goAway(ProxyFixture.SOON) > 0)
                    .as("%s", reply)
                    .isTrue();
        }
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void c_08_frames_that_carry_nothing_end_the_connection() throws Exception {
        flood(RawHttp2.PING, 0, new byte[8]);
        flood(RawHttp2.SETTINGS, 0, new byte[0]);
        flood(RawHttp2.PRIORITY, 1, new byte[] {0, 0, 0, 3, 16});
        flood(RawHttp2.WINDOW_UPDATE, 0, new byte[] {0, 0, 0, 1});
        flood(0x42, 0, new byte[0]);
        try (RawHttp2 client = client()) {
            client.post(1, "/");
            long error = errorAfter(client, 3000, i -> RawHttp2.bytesOf(RawHttp2.DATA, 0, 1, new byte[0]));
            assertThat(error).as("empty DATA").isIn(ENHANCE_YOUR_CALM, UNHEARD);
        }
    }

    private void flood(int type, int stream, byte[] payload) throws Exception {
        try (RawHttp2 client = client()) {
            long error = errorAfter(client, 3000, i -> RawHttp2.bytesOf(type, 0, stream, payload));
            assertThat(error).as("type %s", type).isIn(ENHANCE_YOUR_CALM, UNHEARD);
            assertThat(client.frames(RawHttp2.PING)).isLessThanOrEqualTo(1001);
        }
    }

    @Test
    void c_08_a_client_that_pings_for_each_answer_is_no_flood() throws Exception {
        proxy.options.getHttp2().setMaxControlFrames(10);
        try (RawHttp2 client = client()) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/" + i);
                assertThat(client.reply(2 * i + 1, ProxyFixture.SOON).status()).isEqualTo(200);
                client.frame(
                        RawHttp2.PING, 0, 0, ByteBuffer.allocate(8).putLong(i).array());
            }
        }
        assertThat(node.requests()).hasSizeGreaterThanOrEqualTo(100);
    }
}
