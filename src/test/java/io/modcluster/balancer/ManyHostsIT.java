package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.HostingSite;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thousand nodes with fifty aliases each, a tenth of them wildcards. */
@Timeout(600)
final class ManyHostsIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int NODES = 1_000;
    private static final int GUESTS = 40;
    private static final int GUESTS_AT_A_TIME = 10;
    private static final int PER_SECOND = Extent.isFull() ? 2_000 : 300;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration QUIET = Extent.seconds(1, 20);
    private static final Duration CHANGES = Extent.seconds(5, 60);
    private static final int SAMPLES = 200;
    private static final long MEGABYTE = 1 << 20;
    private static final long MAX_HEAP = 300 * MEGABYTE;

    private final HostingSite site = new HostingSite(NODES, GUESTS);
    private final List<Vertx> vertxes = new ArrayList<>();
    private final List<ModClusterBalancer> balancers = new ArrayList<>();

    ManyHostsIT() throws IOException {}

    @AfterEach
    void close() {
        balancers.forEach(balancer -> ClusteredVertx.await(balancer.stop()));
        vertxes.forEach(vertx -> ClusteredVertx.await(vertx.close()));
        site.close();
    }

    @Test
    void ten_backends_per_second_that_come_and_go_among_50_000_aliases_cost_no_request() throws Exception {
        start(Vertx.vertx(), "alone");
        serveWhileBackendsComeAndGo();
    }

    @Test
    void two_members_of_a_cluster_lose_no_request_either() throws Exception {
        assumeTrue(Extent.isFull(), "with -Pcluster");
        for (Vertx vertx : new ClusteredVertx(2).all()) {
            start(vertx, "member-" + balancers.size());
        }
        serveWhileBackendsComeAndGo();
    }

    private void start(Vertx vertx, String name) {
        vertxes.add(vertx);
        BalancerOptions options = new BalancerOptions().setName(name);
        options.getTraffic().setHost("127.0.0.1").setPort(0).setVirtualHosts(VirtualHostMode.STRICT);
        options.getMcmp().setPort(0).setMaxNodes(NODES + GUESTS);
        options.getManager().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        ClusteredVertx.await(balancer.start());
        balancers.add(balancer);
    }

    private void serveWhileBackendsComeAndGo() throws Exception {
        long before = liveHeap();
        register();
        long heap = liveHeap() - before;
        log.info("heap: {} MB for what is registered", heap / MEGABYTE);
        assertThat(heap).isLessThan(MAX_HEAP);
        for (InetSocketAddress traffic : traffic()) {
            site.isRouted(traffic, SAMPLES);
        }
        try (SteadyLoad load = SteadyLoad.start(plan())) {
            Extent.pass(QUIET);
            load.lap();
            Extent.pass(QUIET);
            log.info("nobody comes or goes: {}", flawless(load.lap()));
            comeAndGo();
            log.info("{} came, {} went: {}", site.added(), site.removed(), flawless(load.lap()));
            askForInfo();
            log.info("INFO asked for: {}", flawless(load.lap()));
        }
        log.info("heap: {} MB with connections to the nodes", (liveHeap() - before) / MEGABYTE);
        assertThat(site.servedByGuests()).isPositive();
        for (InetSocketAddress traffic : traffic()) {
            site.isRouted(traffic, SAMPLES);
        }
    }

    /** With the first; the others of a cluster hear of it. */
    private void register() {
        long start = System.nanoTime();
        site.register(mcmp().get(0));
        log.info("{} aliases on {} nodes registered in {}", site.aliases(), NODES, since(start));
        for (InetSocketAddress mcmp : mcmp()) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> aliasesAt(mcmp) == site.aliases());
        }
        log.info("known to {} balancers after {}", balancers.size(), since(start));
    }

    private void comeAndGo() throws IOException {
        int guests = (int) CHANGES.dividedBy(BETWEEN);
        long start = System.nanoTime();
        long busy = 0;
        for (int i = 0; i < guests; i++) {
            long due = start + i * BETWEEN.toNanos();
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> System.nanoTime() >= due);
            long began = System.nanoTime();
            site.add(mcmp());
            if (i >= GUESTS_AT_A_TIME) {
                site.remove(mcmp());
            }
            busy += System.nanoTime() - began;
        }
        while (site.removed() < guests) {
            site.remove(mcmp());
        }
        log.info("one comes and one goes: {} on average", Duration.ofNanos(busy / guests));
        assertThat(site.added()).isEqualTo(guests);
        assertThat(site.removed()).isEqualTo(guests);
    }

    private void askForInfo() {
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            String info = new McmpClient(mcmp().get(0)).info();
            log.info("INFO: {} characters in {}", info.length(), since(start));
            assertThat(aliases(info)).isEqualTo(site.aliases());
        }
    }

    private static long aliasesAt(InetSocketAddress mcmp) {
        return aliases(new McmpClient(mcmp).info());
    }

    private static long aliases(String info) {
        return info.lines().filter(line -> line.startsWith("Vhost: ")).count();
    }

    private List<InetSocketAddress> mcmp() {
        return balancers.stream().map(balancer -> at(balancer.mcmpPort())).toList();
    }

    private List<InetSocketAddress> traffic() {
        return balancers.stream().map(balancer -> at(balancer.trafficPort())).toList();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private LoadPlan plan() {
        LoadPlan plan = LoadPlan.get("/", PER_SECOND).sending(site.requests());
        for (InetSocketAddress traffic : traffic()) {
            plan = plan.to("port " + traffic.getPort(), traffic);
        }
        return plan;
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).as("%s", report).isEmpty();
        report.targets().forEach((name, target) -> {
            assertThat(target.failed()).as("%s", report).isZero();
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
