package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.options.AccessLogOptions.Sink;
import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.ws.Frames;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say little, slowly or nothing, and what is let go of then. */
@Timeout(60)
@SuppressWarnings("try") // a client that leaves is what is tested
class SlowClientsIT {
    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    private static final int CANCEL = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private static ByteNode silent() throws Exception {
        return ByteNode.start(connection -> {
            connection.readHead();
            connection.readToEnd();
        });
    }

    private static ProxyFixture proxyFor(int port) {
        ProxyFixture proxy = new ProxyFixture(node("n1", port));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        return proxy;
    }

    @Test
    void who_asks_whether_to_send_a_body_and_does_not_gets_408_in_the_time_of_a_body() throws Exception {
        try (ByteNode node = silent();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.traffic.setBodyTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (RawHttp client = proxy.client()) {
                client.send(EXPECTING);
                assertThat(client.read(SOON).status()).isEqualTo(100);
                assertThat(client.read(SOON).status()).isEqualTo(408);
                assertThat(client.isClosedWithin(SOON)).isTrue();
            }
            try (RawHttp2 client = RawHttp2.connect(proxy.clearTextPort())) {
                client.post(1, "/", "expect", "100-continue");
                await().atMost(SOON)
                        .until(() -> client.reply(1, Duration.ofMillis(1)).status() == 408);
            }
        }
    }

    @Test
    void a_client_that_was_sent_away_is_not_counted_as_one_that_left() throws Exception {
        try (ByteNode node = silent();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.traffic.setBodyTimeout(Duration.ofSeconds(1));
            proxy.start();
            String post = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
            try (RawHttp slow = proxy.client();
                    RawHttp2 slowToo = RawHttp2.connect(proxy.clearTextPort());
                    RawHttp broken = proxy.client();
                    RawHttp leaves = proxy.client()) {
                slow.send(post);
                slowToo.post(1, "/").data(1, false, "a");
                broken.send(post + "no chunk\r\n");
                leaves.send(post);
                await().atMost(SOON).until(() -> proxy.counter("n1").connected() >= 3);
                leaves.close();

                assertThat(broken.read(SOON).status()).isEqualTo(400);
                assertThat(slow.read(SOON).status()).isEqualTo(408);
                assertThat(slowToo.reply(1, SOON).status()).isEqualTo(408);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(proxy.metrics())
                    .contains("request_errors_total{kind=\"body_too_slow\"} 2\n")
                    .contains("request_errors_total{kind=\"body_broken\"} 1\n")
                    .contains("request_errors_total{kind=\"client_gone\"} 1\n")
                    .contains("requests_in_flight 0\n"));
        }
    }

    @Test
    void a_408_over_http_2_is_one_in_the_access_log_too() throws Exception {
        Path file = folder.resolve("access.log");
        try (ByteNode node = silent();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.options
                    .getAccessLog()
                    .setTo(Sink.FILE)
                    .setFile(file.toString())
                    .setFormat(Format.JSON);
            proxy.traffic.setBodyTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (RawHttp2 client = RawHttp2.connect(proxy.clearTextPort())) {
                client.post(1, "/slow").data(1, false, "a");
                assertThat(client.reply(1, SOON).status()).isEqualTo(408);
            }
            await().atMost(SOON).until(() -> Files.exists(file) && Files.size(file) > 0);
            JsonObject line = new JsonObject(Files.readAllLines(file).get(0));
            assertThat(line.getInteger("status")).isEqualTo(408);
            assertThat(line.getString("end")).isEqualTo("refused");
        }
    }

    private static ByteNode endless() throws Exception {
        String piece = "x".repeat(64 * 1024);
        return ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 30) + "\r\n\r\n");
            while (true) {
                connection.send(piece);
            }
        });
    }

    private static RawHttp2 notReading(ProxyFixture proxy) throws Exception {
        return RawHttp2.over(new Socket(InetAddress.getLoopbackAddress(), proxy.clearTextPort()))
                .begin(0);
    }

    @Test
    void window_for_all_streams_keeps_no_stream_that_stands_still() throws Exception {
        try (ByteNode node = endless();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.traffic.setStreamIdleTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (RawHttp2 client = notReading(proxy)) {
                client.get(1, "/");
                await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
                    client.window(0, 1);
                    return client.reply(1, Duration.ofMillis(1)).reset() == CANCEL;
                });
            }
        }
    }

    @Test
    void a_client_that_takes_a_little_now_and_then_is_left_alone() throws Exception {
        try (ByteNode node = endless();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.traffic.setStreamIdleTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (RawHttp2 client = notReading(proxy)) {
                client.get(1, "/");
                int[] given = new int[1];
                await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
                    client.window(1, 10);
                    return ++given[0] == 12;
                });
                RawHttp2.Reply reply = client.reply(1, Duration.ofMillis(100));
                assertThat(reply.reset()).isEqualTo(-1);
                assertThat(reply.body().length()).isEqualTo(120);
                client.reset(1, CANCEL);
            }
        }
    }

    @Test
    void upgrades_that_a_node_has_not_answered_take_its_connections() throws Exception {
        List<RawHttp> asking = new ArrayList<>();
        try (ByteNode node = silent();
                ProxyFixture proxy = proxyFor(node.port())) {
            proxy.traffic.setMaxConnectionsPerNode(2);
            proxy.start();
            for (int i = 0; i < 2; i++) {
                asking.add(proxy.client().send(Frames.request("/chat") + "\r\n"));
            }
            await().atMost(SOON).until(() -> node.connections() == 2);
            assertThat(proxy.ask(Frames.request("/chat") + "\r\n").status()).isEqualTo(503);
            asking.get(0).close();
            await().atMost(SOON).until(() -> proxy.counter("n1").connected() == 1);
            asking.add(proxy.client().send(Frames.request("/chat") + "\r\n"));
            await().atMost(SOON).until(() -> node.connections() == 3);
            for (RawHttp client : asking) {
                client.close();
            }
        }
    }

    private void withTls(ProxyFixture proxy) throws Exception {
        Issued shop = new TestCertificates("test authority").issue("*.example");
        Files.setPosixFilePermissions(shop.key(), PosixFilePermissions.fromString("rw-------"));
        proxy.options
                .getTls()
                .setHost("127.0.0.1")
                .setPort(0)
                .setRedirect(true)
                .setCertificates(List.of(new TlsCertificate(
                        shop.certificate().toString(), shop.key().toString())));
    }

    @Test
    void what_came_over_tls_as_far_as_a_trusted_proxy_is_served_and_not_sent_round() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: ";
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = proxyFor(node.port())) {
            withTls(proxy);
            proxy.options.getForwarded().setTrusted(List.of(CidrBlock.parse("127.0.0.1/32")));
            proxy.start();
            assertThat(proxy.ask(request + "https\r\n\r\n").status()).isEqualTo(200);
            assertThat(proxy.ask(request + "http\r\n\r\n").status()).isEqualTo(308);
        }
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = proxyFor(node.port())) {
            withTls(proxy);
            proxy.start();
            assertThat(proxy.ask(request + "https\r\n\r\n").status())
                    .as("from somebody who is not trusted")
                    .isEqualTo(308);
        }
    }

    @Test
    void a_start_that_fails_lets_go_of_the_access_log() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyFixture proxy = proxyFor(1)) {
            proxy.options
                    .getAccessLog()
                    .setTo(Sink.FILE)
                    .setFile(folder.resolve("access.log").toString());
            proxy.traffic.setPort(taken.getLocalPort());
            assertThatThrownBy(proxy::start).hasMessageContaining("Address already in use");
            assertThat(proxy.vertx()
                            .sharedData()
                            .getLocalMap(ProxyFixture.ADDRESSES.prefix() + ".access-log")
                            .isEmpty())
                    .isTrue();
        }
    }
}
