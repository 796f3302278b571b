package io.modcluster.balancer.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberPlan;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of clients: many that do nothing, more than are allowed, more than the system gives. */
class ManyConnectionsIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String GET = "GET /app/5 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int IDLE = Extent.isFull() ? 10_000 : 500;
    private static final int MORE = Extent.isFull() ? 3_000 : 300;
    private static final long MIB = 1024 * 1024;

    private static MemberPlan plan(String name) {
        return MemberPlan.onLoopback(name)
                .with("traffic.max-connections-per-client", "0")
                .with("traffic.idle-timeout", "10m");
    }

    private static int statusOf(RawHttp client) throws IOException {
        return client.send(GET).read(SOON).status();
    }

    @Test
    @DisplayName("G-01, G-02: idle connections cost little, those over the bound are closed, the others go on")
    void g_01_idle_and_g_02_flood() throws Exception {
        MemberPlan plan = plan("many-connections")
                .with("traffic.max-connections", Integer.toString(IDLE + 50))
                .withJvmArguments("-Xmx512m");
        List<RawHttp> idle = new ArrayList<>();
        List<RawHttp> flood = new ArrayList<>();
        try (MemberProcess balancer = MemberProcess.start(plan).waitUntilReady();
                BulkNode node = BulkNode.start().register(balancer.mcmp(), "bulk");
                RawHttp early = RawHttp.connect(balancer.traffic())) {
            assertThat(statusOf(early)).isEqualTo(200);
            long before = ProcessFigures.rss(balancer.pid());
            for (int i = 0; i < IDLE; i++) {
                RawHttp client = RawHttp.connect(balancer.traffic());
                idle.add(client);
                assertThat(statusOf(client)).isEqualTo(200);
            }
            long grown = ProcessFigures.rss(balancer.pid()) - before;
            FIGURES.info(
                    "G-01 {} idle connections: RSS {} MiB more, {} KiB each, {} MiB in all",
                    IDLE,
                    grown / MIB,
                    grown / 1024 / IDLE,
                    (before + grown) / MIB);
            if (Extent.isFull()) {
                assertThat(grown).isLessThan(200 * MIB);
            }

            for (int i = 0; i < MORE; i++) {
                flood.add(RawHttp.connect(balancer.traffic()));
            }
            long served = flood.stream().filter(ManyConnectionsIT::isServed).count();
            assertThat(served).isBetween(1L, 50L);
            assertThat(statusOf(early)).isEqualTo(200);
            assertThat(statusOf(idle.get(IDLE - 1))).isEqualTo(200);
            close(flood);
            await().atMost(SOON).ignoreExceptions().until(() -> {
                try (RawHttp late = RawHttp.connect(balancer.traffic())) {
                    return statusOf(late) == 200;
                }
            });
            assertThat(node.sent()).isPositive();
        } finally {
            close(idle);
            close(flood);
        }
    }

    private static boolean isServed(RawHttp client) {
        try {
            return statusOf(client) == 200;
        } catch (IOException | AssertionError closed) {
            return false;
        }
    }

    private static void close(List<RawHttp> clients) throws IOException {
        for (RawHttp client : clients) {
            client.close();
        }
        clients.clear();
    }

    @Test
    @DisplayName("G-11: without file descriptors it waits, and goes on when there are some")
    void g_11_no_descriptors() throws Exception {
        int most = 260;
        MemberPlan plan = plan("no-descriptors");
        MemberPlan limited = new MemberPlan(
                plan.name(),
                plan.address(),
                List.of("bash", "-c", "ulimit -n " + most + "; exec \"$@\"", "bash"),
                plan.settings(),
                plan.jvmArguments());
        List<RawHttp> clients = new ArrayList<>();
        try (MemberProcess balancer = MemberProcess.start(limited).waitUntilReady();
                BulkNode node = BulkNode.start().register(balancer.mcmp(), "bulk");
                RawHttp early = RawHttp.connect(balancer.traffic())) {
            assertThat(statusOf(early)).isEqualTo(200);
            for (int i = 0; i < most; i++) {
                clients.add(RawHttp.connect(balancer.traffic()));
            }
            await().atMost(SOON).until(() -> ProcessFigures.files(balancer.pid()) >= most - 3);
            assertThat(statusOf(early)).as("a connection that it has").isEqualTo(200);
            Duration cpu = balancer.cpuTime();
            Extent.pass(Duration.ofSeconds(2));
            Duration spent = balancer.cpuTime().minus(cpu);
            FIGURES.info("G-11 two seconds without descriptors: {} ms of CPU", spent.toMillis());
            close(clients);

            await().atMost(SOON).ignoreExceptions().until(() -> {
                try (RawHttp late = RawHttp.connect(balancer.traffic())) {
                    return statusOf(late) == 200;
                }
            });
            assertThat(spent).as("it must not turn in circles").isLessThan(Duration.ofMillis(1500));
            assertThat(node.sent()).isPositive();
        } finally {
            close(clients);
        }
    }
}
