package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.HostingSite;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thousand nodes with fifty aliases each, a tenth of them wildcards. */
@Timeout(240)
final class ManyHostsIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int NODES = 1_000;
    private static final int GUESTS = 40;
    private static final int GUESTS_AT_A_TIME = 10;
    private static final int PER_SECOND = Extent.isFull() ? 2_000 : 300;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration QUIET = Extent.seconds(2, 20);
    private static final Duration CHANGES = Extent.seconds(6, 120);
    private static final long MEGABYTE = 1 << 20;
    private static final long MAX_HEAP = 300 * MEGABYTE;

    private final HostingSite site = new HostingSite(NODES, GUESTS);
    private final RunningBalancer balancer = RunningBalancer.start(options -> {
        options.getTraffic().setVirtualHosts(VirtualHostMode.STRICT);
        options.getMcmp().setMaxNodes(NODES + GUESTS);
    });

    ManyHostsIT() throws IOException {}

    @AfterEach
    void close() {
        balancer.close();
        site.close();
    }

    @Test
    void ten_backends_per_second_that_come_and_go_among_50_000_aliases_cost_no_request() throws Exception {
        long before = liveHeap();
        long start = System.nanoTime();
        site.register(balancer.mcmp());
        log.info("{} aliases on {} nodes registered in {}", site.aliases(), NODES, since(start));
        long heap = liveHeap() - before;
        log.info("heap: {} MB for all that is registered", heap / MEGABYTE);
        assertThat(heap).isLessThan(MAX_HEAP);

        site.isRouted(balancer.traffic(), 200);
        LoadPlan plan = LoadPlan.get("/", PER_SECOND).sending(site.requests()).to("balancer", balancer.traffic());
        try (SteadyLoad load = SteadyLoad.start(plan)) {
            Extent.pass(QUIET);
            load.lap();
            Extent.pass(QUIET);
            log.info("nobody comes or goes: {}", flawless(load.lap()));
            comeAndGo(List.of(balancer.mcmp()));
            log.info("{} came, {} went: {}", site.added(), site.removed(), flawless(load.lap()));
            log.info("heap with connections to the nodes: {} MB", (liveHeap() - before) / MEGABYTE);
            load.lap();
            askForInfo();
            log.info("INFO asked for: {}", flawless(load.lap()));
        }
        assertThat(site.servedByGuests()).isPositive();
        site.isRouted(balancer.traffic(), 200);
    }

    private void comeAndGo(List<InetSocketAddress> mcmp) throws IOException {
        int guests = (int) CHANGES.dividedBy(BETWEEN);
        long start = System.nanoTime();
        long busy = 0;
        for (int i = 0; i < guests; i++) {
            long due = start + i * BETWEEN.toNanos();
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> System.nanoTime() >= due);
            long began = System.nanoTime();
            site.add(mcmp);
            if (i >= GUESTS_AT_A_TIME) {
                site.remove(mcmp);
            }
            busy += System.nanoTime() - began;
        }
        while (site.removed() < guests) {
            site.remove(mcmp);
        }
        log.info("one comes and one goes: {} on average", Duration.ofNanos(busy / guests));
        assertThat(site.added()).isEqualTo(guests);
        assertThat(site.removed()).isEqualTo(guests);
    }

    private void askForInfo() {
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            String info = balancer.info();
            log.info("INFO: {} characters in {}", info.length(), since(start));
            assertThat(info.lines().filter(line -> line.startsWith("Vhost: ")).count())
                    .isEqualTo(site.aliases());
        }
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).as("%s", report).isEmpty();
        report.targets().forEach((name, target) -> {
            assertThat(target.failed()).isZero();
            assertThat(target.statuses()).as("%s", report).containsOnlyKeys(200);
        });
        return report;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
