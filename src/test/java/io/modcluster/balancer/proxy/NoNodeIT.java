package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withBalancer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When no node can serve: who waits, who is told what. */
@SuppressWarnings("try") // a node that dies is what is tested
class NoNodeIT {
    private RecordingNode alive;

    @BeforeEach
    void start() throws Exception {
        alive = RecordingNode.start("alive");
    }

    @AfterEach
    void stop() throws Exception {
        alive.close();
        assertThat(alive.violations()).isEmpty();
    }

    @Test
    @DisplayName("E-14: all down is an immediate 503 with Retry-After; a node that returns serves at once")
    void e_14_all_down_and_back() throws Exception {
        try (ProxyFixture proxy = new ProxyFixture(node("a", alive.port())).start()) {
            proxy.get("/");
            proxy.publish(new Reachability(Map.of(new JvmRoute("a"), new Reachability.Fault("test", 1, 1, 1))));
            await().untilAsserted(() -> assertThat(proxy.get("/").status()).isEqualTo(503));

            // of ten, since what delays one may be the machine
            assertThat(IntStream.range(0, 10)).anyMatch(any -> timeOf(proxy).toMillis() < 50);
            RawHttp.Response down = proxy.get("/");
            assertThat(down.header("Retry-After")).isEqualTo("1");
            assertThat(down.body()).isEqualTo("no node is up at the moment\n");

            proxy.publish(Reachability.ALL_UP);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(proxy.get("/").status()).isEqualTo(200));
        }
    }

    @Test
    void a_node_in_doubt_is_better_than_nobody_and_one_without_doubt_is_not() throws Exception {
        JvmRoute doubted = new JvmRoute("a");
        Map<JvmRoute, Reachability.Fault> fault = Map.of(doubted, new Reachability.Fault("test", 1, 1, 1));
        try (RecordingNode other = RecordingNode.start("other");
                ProxyFixture proxy = new ProxyFixture(node("a", alive.port()), node("b", other.port())).start()) {
            proxy.publish(new Reachability(fault, Set.of(doubted), Set.of()));
            await().untilAsserted(() -> {
                for (int i = 0; i < 4; i++) {
                    assertThat(proxy.get("/").body()).isEqualTo("other");
                }
            });
            // the moment that the other one dies, before health can have said anything
            other.close();
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.get("/").body()).isEqualTo("alive");
            }

            proxy.publish(new Reachability(fault));
            await().untilAsserted(() -> assertThat(proxy.get("/").status()).isEqualTo(503));
        }
    }

    @Test
    void with_wait_worker_a_request_waits_for_a_node_that_comes_back() throws Exception {
        BalancerConfig waiting = new BalancerConfig("mycluster", StickySession.DEFAULT, SOON, OptionalInt.empty());
        Reachability down = new Reachability(Map.of(new JvmRoute("a"), new Reachability.Fault("test", 1, 1, 1)));
        try (ProxyFixture proxy =
                        new ProxyFixture(node("a", alive.port(), config -> withBalancer(config, waiting))).start();
                RawHttp client = proxy.client()) {
            proxy.publish(down);
            // the news travels over the event bus: the first request may be quicker
            await().until(() -> client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    .readWhatComes(Duration.ofMillis(500))
                    .responses()
                    .isEmpty());

            proxy.publish(Reachability.ALL_UP);
            assertThat(client.read(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void with_wait_worker_a_request_is_refused_when_it_has_waited_its_time() throws Exception {
        BalancerConfig waiting =
                new BalancerConfig("mycluster", StickySession.DEFAULT, Duration.ofSeconds(1), OptionalInt.empty());
        Reachability down = new Reachability(Map.of(new JvmRoute("a"), new Reachability.Fault("test", 1, 1, 1)));
        try (ProxyFixture proxy =
                new ProxyFixture(node("a", alive.port(), config -> withBalancer(config, waiting))).start()) {
            proxy.publish(down);
            await().until(() -> proxy.get("/").status() == 503);
            long start = System.nanoTime();

            RawHttp.Response response = proxy.get("/");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(950), SOON);
        }
    }

    private static Duration timeOf(ProxyFixture proxy) {
        long start = System.nanoTime();
        try {
            assertThat(proxy.get("/").status()).isEqualTo(503);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
