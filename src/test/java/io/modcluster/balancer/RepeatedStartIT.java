package io.modcluster.balancer;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a balancer leaves behind in the Vert.x of an application that starts and stops it again and again: nothing. */
class RepeatedStartIT {
    private static final int TIMES = 50;

    private final Consumers consumers = new Consumers();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setMetricsOptions(consumers.newOptions().setEnabled(true)))
            .withMetrics(consumers)
            .build();

    /** Counts who listens on the bus. */
    private static final class Consumers implements VertxMetricsFactory, VertxMetrics, EventBusMetrics<String> {
        private final Map<String, AtomicInteger> byAddress = new ConcurrentHashMap<>();

        @Override
        public VertxMetrics metrics(VertxOptions options) {
            return this;
        }

        @Override
        public EventBusMetrics<?> createEventBusMetrics() {
            return this;
        }

        @Override
        public String handlerRegistered(String address) {
            byAddress.computeIfAbsent(address, none -> new AtomicInteger()).incrementAndGet();
            return address;
        }

        @Override
        public void handlerUnregistered(String address) {
            byAddress.computeIfAbsent(address, none -> new AtomicInteger()).decrementAndGet();
        }

        int sum() {
            return byAddress.values().stream().mapToInt(AtomicInteger::get).sum();
        }
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void fifty_starts_and_stops_leave_no_consumer_timer_or_thread() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            startUseAndStop(node);
            int consumersAfterOne = consumers.sum();
            int timersAfterOne = timers();
            int threadsAfterOne = vertxThreads();
            assertThat(consumers.byAddress).as("somebody listened").isNotEmpty();

            for (int i = 1; i < TIMES; i++) {
                startUseAndStop(node);
            }

            // a proxy looks for nodes that are gone a second after the table changed; nothing else may be left
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(consumers.sum())
                        .as("consumers " + consumers.byAddress)
                        .isZero();
                assertThat(timers()).as("timers").isZero();
                assertThat(node.openConnections()).as("connections").isZero();
            });
            assertThat(consumersAfterOne).isZero();
            assertThat(timersAfterOne).isLessThan(TIMES);
            assertThat(vertxThreads() - threadsAfterOne)
                    .as("threads; pools may fill up once")
                    .isLessThan(TIMES / 2);
            assertThat(vertx.deploymentIDs()).isEmpty();
        }
    }

    private void startUseAndStop(RecordingNode node) throws Exception {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.1").setPort(0).setInstances(2).setStopDelay(Duration.ZERO);
        options.getManager().setPort(0);
        options.getMcmp().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        ModClusterBalancer.Subscription events = balancer.onNodeEvent(event -> {});
        await(balancer.start());
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(balancer.requestHandler())
                .listen(0, "127.0.0.1"));
        McmpClient client = new McmpClient(balancer.mcmpPort());
        client.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Type=http&Port=" + node.port());
        client.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost&Context=/");
        for (int port : new int[] {balancer.trafficPort(), server.actualPort()}) {
            RawHttp.Response response = RawHttp.exchange(
                            port,
                            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                            Duration.ofSeconds(5))
                    .responses()
                    .get(0);
            assertThat(response.body()).isEqualTo("n1");
        }
        await(server.close());
        await(balancer.stop());
        await(events.cancel());
    }

    /** Vert.x tells nobody how many timers there are. */
    private int timers() throws ReflectiveOperationException {
        Field timeouts = vertx.getClass().getDeclaredField("timeouts");
        timeouts.setAccessible(true);
        return ((Map<?, ?>) timeouts.get(vertx)).size();
    }

    private static int vertxThreads() {
        Set<Thread> all = Thread.getAllStackTraces().keySet();
        return (int) all.stream()
                .filter(thread -> thread.getName().startsWith("vert.x-"))
                .count();
    }
}
