package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.Future;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams of one connection: how each ends, how fast it goes, and what the others notice of it. */
@SuppressWarnings("try") // a client that leaves lets the balancer stop
class Http2StreamsIT {
    private static final Duration A_WHILE = Duration.ofMillis(300);
    private static final long INTERNAL_ERROR = 2;
    private static final long REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int MIB = 1 << 20;

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private RawHttp2 client() throws Exception {
        return RawHttp2.connect(proxy.clearTextPort());
    }

    @Test
    void a_client_that_resets_its_stream_ends_the_exchange_with_the_node() throws Exception {
        node.answer(any -> Answer.never());
        proxy.start();
        try (RawHttp2 client = client()) {
            client.get(1, "/");
            await().atMost(ProxyFixture.SOON).until(() -> node.requests().size() == 1);
            client.reset(1, CANCEL);
            await().atMost(ProxyFixture.SOON).until(() -> node.openConnections() == 0);
            proxy.assertCountersAtRest();
        }
    }

    @Test
    void a_node_that_breaks_off_resets_that_stream_and_the_others_go_on() throws Exception {
        node.answer(request -> request.target().equals("/broken") ? Answer.closeMidBody(1000) : Answer.ok("ok"));
        proxy.start();
        try (RawHttp2 client = client()) {
            client.get(1, "/broken").get(3, "/good");
            assertThat(client.reply(1, ProxyFixture.SOON).reset()).isEqualTo(INTERNAL_ERROR);
            assertThat(client.reply(3, ProxyFixture.SOON).body()).isEqualTo("ok");
            client.get(5, "/good");
            assertThat(client.reply(5, ProxyFixture.SOON).body()).isEqualTo("ok");
        }
    }

    @Test
    void a_stale_connection_to_the_node_is_not_shown_to_the_client() throws Exception {
        proxy.start();
        try (RawHttp2 client = client()) {
            client.get(1, "/");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            node.answerNext(Answer.closeWithoutAnswer());
            client.get(3, "/");
            assertThat(client.reply(3, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests()).hasSize(3);
    }

    @Test
    void an_answer_before_the_end_of_a_body_tells_the_client_to_stop_sending() throws Exception {
        try (ByteNode early = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
            connection.readToEnd();
        })) {
            proxy.put(ProxyFixture.node("n1", early.port()));
            proxy.start();
            try (RawHttp2 client = client()) {
                client.post(1, "/").data(1, false, "a");
                RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
                assertThat(reply.status()).isEqualTo(413);
                await().atMost(ProxyFixture.SOON).until(() -> reply.reset() == 0);
                assertThat(reply.body()).isEqualTo("large");
            }
        }
    }

    @Test
    void more_streams_than_allowed_are_refused_one_by_one() throws Exception {
        node.answer(any -> Answer.ok("ok").delayed(A_WHILE));
        proxy.options.getHttp2().setMaxStreams(2);
        proxy.start();
        try (RawHttp2 client = client()) {
            client.get(1, "/").get(3, "/").get(5, "/");
            assertThat(client.reply(5, ProxyFixture.SOON).reset()).isEqualTo(REFUSED_STREAM);
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            assertThat(client.reply(3, ProxyFixture.SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_comes_too_slowly_is_408_and_the_connection_stays() throws Exception {
        proxy.traffic.setBodyTimeout(Duration.ofSeconds(1));
        proxy.start();
        try (RawHttp2 client = client()) {
            client.post(1, "/slow").data(1, false, "a");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(408);
            client.get(3, "/");
            assertThat(client.reply(3, ProxyFixture.SOON).status()).isEqualTo(200);
        }
    }

    @Test
    @Tag("long")
    void a_body_that_the_node_does_not_take_is_not_the_clients_fault() throws Exception {
        try (ByteNode slow = ByteNode.start(connection -> {
            connection.readHead();
            connection.read(1);
            Future<Void> never = Future.future(promise -> {});
            await().atMost(Duration.ofSeconds(5))
                    .pollDelay(Duration.ofSeconds(4))
                    .until(() -> !never.isComplete());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        })) {
            proxy.put(ProxyFixture.node("n1", slow.port()));
            proxy.traffic.setBodyTimeout(Duration.ofSeconds(1)).setMinBodyRate(8 * MIB);
            proxy.options.getHttp2().setStreamWindow(16 * MIB).setConnectionWindow(16 * MIB);
            proxy.start();
            try (RawHttp2 client = client()) {
                // the larger windows are good once this client has acknowledged them
                await().atMost(ProxyFixture.SOON).until(() -> client.frames(RawHttp2.SETTINGS) > 0);
                client.post(1, "/");
                String piece = "x".repeat(16_384);
                for (int i = 0; i < 16 * 64; i++) {
                    client.data(1, false, piece);
                }
                assertThat(client.reply(1, Duration.ofSeconds(20)).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void c_09_a_client_that_does_not_read_holds_up_the_node_and_is_reset_in_the_end() throws Exception {
        String piece = "x".repeat(64 * 1024);
        try (ByteNode large = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 1024L * MIB + "\r\n\r\n");
            while (true) {
                connection.send(piece);
            }
        })) {
            proxy.put(ProxyFixture.node("n1", large.port()));
            proxy.traffic.setStreamIdleTimeout(Duration.ofMillis(1500));
            proxy.start();
            try (RawHttp2 client = RawHttp2.over(
                            new Socket(java.net.InetAddress.getLoopbackAddress(), proxy.clearTextPort()))
                    .begin(0)) {
                for (int stream = 1; stream < 20; stream += 2) {
                    client.get(stream, "/");
                }
                for (int stream = 1; stream < 20; stream += 2) {
                    RawHttp2.Reply reply = client.reply(stream, Duration.ofSeconds(20));
                    assertThat(reply.status()).as("%s", stream).isEqualTo(200);
                    assertThat(reply.reset()).as("%s: %s", stream, reply).isEqualTo(CANCEL);
                }
                assertThat(large.sent())
                        .as("of 10 GiB, mostly in buffers of the system")
                        .isLessThan(100L * MIB);
                assertThat(client.isClosedWithin(A_WHILE)).isFalse();
            }
        }
    }

    @Test
    void c_10_a_stop_lets_a_hundred_streams_finish_and_takes_no_new_ones() throws Exception {
        node.answer(any -> Answer.ok("ok").delayed(Duration.ofSeconds(1)));
        proxy.start();
        try (RawHttp2 client = client()) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            await().atMost(ProxyFixture.SOON).until(() -> node.requests().size() == 100);
            Future<Void> stopped = proxy.stop();
            assertThat(client.goAway(ProxyFixture.SOON)).isZero();
            client.get(201, "/late");
            for (int i = 0; i < 100; i++) {
                RawHttp2.Reply reply = client.reply(2 * i + 1, ProxyFixture.SOON);
                assertThat(reply.body()).as("%s: %s", 2 * i + 1, reply).isEqualTo("ok");
            }
            assertThat(client.isClosedWithin(ProxyFixture.SOON)).isTrue();
            client.close();
            await().atMost(ProxyFixture.SOON).until(stopped::isComplete);
        }
        assertThat(node.requests()).hasSize(100);
    }

    @Test
    void a_connection_without_requests_is_closed_before_the_first_and_after_the_last() throws Exception {
        proxy.traffic.setHeaderTimeout(Duration.ofMillis(500)).setIdleTimeout(Duration.ofSeconds(1));
        proxy.start();
        try (RawHttp2 silent = client();
                RawHttp2 served = client();
                Socket nothing = new Socket(java.net.InetAddress.getLoopbackAddress(), proxy.clearTextPort())) {
            served.get(1, "/");
            assertThat(served.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            assertThat(silent.goAway(ProxyFixture.SOON)).isZero();
            assertThat(silent.isClosedWithin(ProxyFixture.SOON)).isTrue();
            assertThat(served.goAway(ProxyFixture.SOON)).isZero();
            assertThat(served.isClosedWithin(ProxyFixture.SOON)).isTrue();
            nothing.setSoTimeout(5000);
            assertThat(nothing.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void http_1_is_not_served_on_the_port_for_http_2_without_tls() throws Exception {
        proxy.start();
        try (RawHttp http1 = RawHttp.connect(proxy.clearTextPort())) {
            http1.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Xength: 1\r\n\r\n");
            assertThat(http1.readWhatComes(A_WHILE).responses()).isEmpty();
        }
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void a_request_that_there_is_no_memory_for_is_refused_as_http_2_has_it() throws Exception {
        node.answer(any -> Answer.never());
        proxy.options.getOverload().setRefuseRequestsAt(1);
        proxy.start();
        // new connections are refused before
        try (RawHttp2 client = client()) {
            client.get(1, "/");
            await().atMost(ProxyFixture.SOON).until(() -> node.requests().size() == 1);
            System.gc();
            await().pollDelay(Duration.ofMillis(600)).until(() -> true);
            client.get(3, "/");
            RawHttp2.Reply reply = client.reply(3, ProxyFixture.SOON);
            assertThat(reply.status()).as("%s", reply).isEqualTo(503);
            assertThat(reply.headers()).doesNotContainKey("connection");
            assertThat(client.goAway(ProxyFixture.SOON)).isZero();
            assertThat(client.isClosedWithin(A_WHILE)).isFalse();
        }
    }
}
