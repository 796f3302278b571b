package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesIT {
    private static final int MIB = 1024 * 1024;
    private static final int BIG = 20 * MIB;
    /** What the kernel keeps for two sockets of loopback on top of what the proxy keeps. */
    private static final long KERNEL_BUFFERS = 8L * MIB;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twenty_mib_pass_both_ways_unchanged(boolean chunked) throws Exception {
        String body = pattern(chunked ? BIG / 4 : BIG);
        String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length();
        String framed = chunked ? chunks(body) : body;
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                Socket client = connect(proxy.port())) {
            node.answer(request -> Answer.raw("HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n" + framed));
            OutputStream out = client.getOutputStream();
            out.write(bytes("PUT /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + length + "\r\n\r\n"));
            out.write(bytes(framed));

            String response = text(client.getInputStream().readAllBytes());

            assertThat(node.requests().get(0).body().equals(body)).isTrue();
            assertThat(bodyOf(response, chunked).equals(body)).isTrue();
            assertThat(proxy.counter("n1").read()).isEqualTo(body.length());
            assertThat(proxy.counter("n1").transferred()).isEqualTo(body.length());
        }
    }

    @Test
    void a_client_that_does_not_read_keeps_the_node_from_sending() throws Exception {
        String mib = pattern(MIB);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 300L * MIB + "\r\n\r\n");
                    for (int i = 0; i < 300; i++) {
                        connection.send(mib);
                    }
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                Socket client = connect(proxy.port())) {
            client.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));

            long pushed = atRest(node::sent);

            assertThat(pushed).isLessThan(2 * KERNEL_BUFFERS);
            assertThat(proxy.counter("n1").read()).isLessThan(KERNEL_BUFFERS + MIB);
        }
    }

    @Test
    void a_node_that_does_not_read_keeps_the_client_from_sending() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                Socket client = connect(proxy.port())) {
            OutputStream out = client.getOutputStream();
            out.write(bytes("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + 300L * MIB + "\r\n\r\n"));
            Thread sender = new Thread(() -> send(out, sent));
            sender.setDaemon(true);
            sender.start();

            assertThat(atRest(sent::get)).isLessThan(2 * KERNEL_BUFFERS + MIB);
            assertThat(proxy.counter("n1").transferred()).isLessThan(KERNEL_BUFFERS + MIB);
        }
    }

    @ParameterizedTest
    @DisplayName("B-15: bodyless responses stay bodyless and their fields stay")
    @ValueSource(
            strings = {
                "HEAD|200 OK|Content-Length: 1234",
                "HEAD|200 OK|Transfer-Encoding: chunked",
                "HEAD|404 Not Found|Content-Length: 9",
                "GET|204 No Content|X: y",
                "GET|304 Not Modified|Content-Length: 77",
                "GET|304 Nothing New|ETag: \"a\"",
            })
    void b_15_bodyless(String text) throws Exception {
        String[] parts = text.split("\\|", 3);
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            node.answerNext(Answer.raw("HTTP/1.1 " + parts[1] + "\r\n" + parts[2] + "\r\n\r\n"));
            client.send(parts[0] + " / HTTP/1.1\r\nHost: h\r\n\r\n");

            String head = headOf(client);

            assertThat(head).startsWith("HTTP/1.1 " + parts[1].substring(0, 3));
            assertThat(head).doesNotContain("chunked");
            if (parts[2].startsWith("Content-Length")) {
                assertThat(head).contains(parts[2]);
            } else {
                assertThat(head.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-length");
            }
            assertThat(proxy.get("/").body()).isEqualTo("n1");
            assertThat(node.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("B-15: the body of a 204 is not passed on")
    void b_15_a_204_with_a_body() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            node.answerNext(Answer.raw("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"));

            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read(SOON)
                            .status())
                    .isEqualTo(204);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read(SOON)
                            .body())
                    .isEqualTo("n1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 12, 40})
    void a_slow_client_gets_all_of_a_response_whose_connection_the_node_has_closed(int pieces) throws Exception {
        String piece = pattern(200_000);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                    for (int i = 0; i < pieces; i++) {
                        connection.send(piece);
                    }
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                Socket client = connect(proxy.port())) {
            client.getOutputStream().write(bytes("GET / HTTP/1.0\r\nHost: h\r\n\r\n"));
            atRest(node::sent);

            String response = text(client.getInputStream().readAllBytes());

            assertThat(bodyOf(response, false).length()).isEqualTo(pieces * piece.length());
        }
    }

    @Test
    void a_stream_of_events_arrives_piece_by_piece() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    connection.read(1);
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.readUntilQuiet(Duration.ofSeconds(1)).rest())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\n");
        }
    }

    private static String headOf(RawHttp client) throws IOException {
        RawHttp.Outcome outcome = client.readUntilQuiet(Duration.ofSeconds(1));
        return outcome.responses().isEmpty()
                ? outcome.rest()
                : outcome.responses().get(0).head();
    }

    private static void send(OutputStream out, AtomicLong sent) {
        byte[] piece = new byte[64 * 1024];
        try {
            while (true) {
                out.write(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException closedAtTheEndOfTheTest) {
            sent.get();
        }
    }

    /** The count once it has stood still for half a second. */
    private static long atRest(java.util.function.LongSupplier count) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500)).atMost(SOON).until(() -> {
            long now = count.getAsLong();
            return last.getAndSet(now) == now;
        });
        return last.get();
    }

    private static String pattern(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; text.length() < length; i++) {
            text.append(i).append(',');
        }
        text.setLength(length);
        return text.toString();
    }

    private static String chunks(String body) {
        StringBuilder framed = new StringBuilder();
        for (int at = 0; at < body.length(); at += 30_000) {
            String chunk = body.substring(at, Math.min(body.length(), at + 30_000));
            framed.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return framed.append("0\r\n\r\n").toString();
    }

    private static String bodyOf(String response, boolean chunked) {
        int at = response.indexOf("\r\n\r\n") + 4;
        if (!chunked) {
            return response.substring(at);
        }
        StringBuilder body = new StringBuilder();
        while (true) {
            int lineEnd = response.indexOf("\r\n", at);
            int size = Integer.parseInt(response.substring(at, lineEnd), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(response, lineEnd + 2, lineEnd + 2 + size);
            at = lineEnd + 2 + size + 2;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
