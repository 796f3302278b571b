package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.ws.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** J-02: clients that go away at any byte, of a request or of its answer, leave nothing behind. */
@Timeout(600)
class AbortsIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int ABORTS = Extent.isFull() ? 50_000 : 1_500;
    private static final long SEED = Long.getLong("seed", 42);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(SEED);
    private final List<byte[]> http1 = List.of(
            bytes("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"),
            bytes("GET /late HTTP/1.1\r\nHost: h\r\n\r\nGET /large HTTP/1.1\r\nHost: h\r\n\r\n"),
            bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000\r\n\r\n" + "x".repeat(3000)),
            bytes(
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n"),
            bytes("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"),
            bytes(Frames.request("/chat") + "\r\n"));
    private final byte[] http2 = http2();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] http2() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(PREFACE);
        all.writeBytes(RawHttp2.bytesOf(RawHttp2.SETTINGS, 0, 0, new byte[0]));
        for (int stream = 1; stream < 6; stream += 2) {
            byte[] head = RawHttp2.block(":method", "POST", ":scheme", "http", ":path", "/large", ":authority", "h");
            all.writeBytes(RawHttp2.bytesOf(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, head));
            all.writeBytes(RawHttp2.bytesOf(RawHttp2.DATA, RawHttp2.END_STREAM, stream, new byte[500]));
        }
        return all.toByteArray();
    }

    private void abort(int port, byte[] all) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            if (random.nextBoolean()) {
                // ends with a reset
                socket.setSoLinger(true, 0);
            }
            int cut = random.nextInt(4) == 0 ? all.length : random.nextInt(all.length + 1);
            socket.getOutputStream().write(all, 0, cut);
            if (cut == all.length && random.nextBoolean()) {
                socket.setSoTimeout(20);
                socket.getInputStream().readNBytes(random.nextInt(60_000));
            }
        } catch (IOException closedOrSlow) {
            // as it may be
        }
    }

    @Test
    void clients_that_go_away_at_any_byte_leave_nothing_behind() throws Exception {
        String large = "y".repeat(100_000);
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()))) {
            node.answer(request -> request.target().equals("/large")
                    ? Answer.ok(large)
                    : request.target().equals("/late")
                            ? Answer.ok("late").delayed(Duration.ofMillis(20))
                            : Answer.ok(""));
            proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
            proxy.start();
            for (int i = 0; i < ABORTS; i++) {
                if (random.nextInt(5) == 0) {
                    abort(proxy.clearTextPort(), http2);
                } else {
                    abort(proxy.port(), http1.get(random.nextInt(http1.size())));
                }
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(BalancerMetrics.of(proxy.vertx(), ProxyFixture.ADDRESSES.prefix())
                                    .counter(Metric.CLIENT_CONNECTIONS)
                                    .sum())
                            .as("connections of clients, seed %d", SEED)
                            .isZero());
            proxy.assertCountersAtRest();
            assertThat(node.openConnections()).isLessThan(proxy.traffic.getMaxConnectionsPerNode());
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/large").body()).isEqualTo(large);
            }
            FIGURES.info(
                    "J-02 {} aborts: {} requests at the node, {} connections to it, {} open at the end",
                    ABORTS,
                    node.requests().size(),
                    node.connections(),
                    node.openConnections());
            assertThat(node.violations()).isEmpty();
        }
    }
}
