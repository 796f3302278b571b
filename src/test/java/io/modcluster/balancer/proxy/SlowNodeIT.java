package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E-11: nodes that drip, half-close, or say too much. */
class SlowNodeIT {
    @Test
    @DisplayName("E-11 a body that drips byte by byte reaches the client as it comes")
    void a_dripping_body_passes_as_it_comes() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                    for (char c : "12345678".toCharArray()) {
                        connection.send(String.valueOf(c));
                    }
                    try {
                        next.await(SOON.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    connection.send("9");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("a", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            RawHttp.Outcome early = client.readUntilQuiet(Duration.ofMillis(500));
            assertThat(early.responses()).isEmpty();
            assertThat(early.rest()).endsWith("12345678");

            next.countDown();
            assertThat(client.read(SOON).body()).isEqualTo("123456789");
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("E-11 a node that half-closes after its whole response costs nothing, one that does so before is 502")
    void half_closed() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    if (connection.readHead().contains("/whole")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                    connection.finishSending();
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("a", node.port())).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.get("/whole").body()).isEqualTo("ok");
                assertThat(proxy.get("/none").status()).isEqualTo(502);
            }
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("E-11 five thousand header fields are too much, and the next request is clean")
    void five_thousand_headers() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("a", node.port())).start()) {
            node.answerNext(
                    Answer.raw("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(5_000) + "Content-Length: 2\r\n\r\nok"));

            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(proxy.get("/").body()).isEqualTo("n1");
            assertThat(proxy.failures()).isEmpty();
        }
    }
}
