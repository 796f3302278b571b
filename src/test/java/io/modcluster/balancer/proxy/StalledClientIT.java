package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take nothing: their connections end, too, and not only what the node does for them. */
class StalledClientIT {
    private static final String LARGE = "x".repeat(20_000_000);

    private static long clients(ProxyFixture proxy) {
        return BalancerMetrics.of(proxy.vertx(), ProxyFixture.ADDRESSES.prefix())
                .counter(Metric.CLIENT_CONNECTIONS)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void a_client_that_takes_nothing_keeps_no_connection(String version) throws Exception {
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()))) {
            proxy.options.getRequest().setWriteTimeout(Duration.ofMillis(300));
            node.answerNext(Answer.ok(LARGE));
            proxy.start();
            try (RawHttp client = proxy.client()) {
                client.send("GET / " + version + "\r\nHost: h\r\n\r\n");
                await().atMost(SOON).until(() -> node.requests().size() == 1);

                await().atMost(SOON).until(() -> clients(proxy) == 0);
                assertThat(client.isClosedWithin(SOON)).isTrue();
            }
        }
    }

    @Test
    void nor_does_it_when_the_exchange_ends_for_another_reason() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()))) {
            proxy.options.getRequest().setWriteTimeout(Duration.ofMillis(1000)).setTotalTimeout(Duration.ofMillis(300));
            node.answerNext(Answer.ok(LARGE));
            proxy.start();
            try (RawHttp client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await().atMost(SOON).until(() -> node.requests().size() == 1);

                await().atMost(SOON).until(() -> clients(proxy) == 0);
                assertThat(client.isClosedWithin(SOON)).isTrue();
            }
        }
    }
}
