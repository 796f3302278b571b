package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the manager answers about 1,000 nodes with ten contexts each: all of it, in pages of a bounded size; its times are told
 * in the log {@code figures}. {@code -Dmanager.calls=50} for times that mean something.
 */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ThousandNodesIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int CALLS = Integer.getInteger("manager.calls", Extent.isFull() ? 50 : 4);
    private static final int WARM_UP = CALLS / 2;

    private static RunningBalancer balancer;
    private static ManagerClient manager;

    @BeforeAll
    static void start() {
        balancer = RunningBalancer.start();
        manager = new ManagerClient(balancer);
        ThousandNodes.register(balancer.vertx());
        ThousandNodes.serve(balancer.vertx(), "mycluster", 100);
    }

    @AfterAll
    static void stop() {
        balancer.close();
    }

    /** The last of many answers; how long they took, and what that cost the processor, both ends together. */
    private static String timed(String path) {
        String body = "";
        long[] nanos = new long[CALLS];
        long cpu = 0;
        for (int i = -WARM_UP; i < CALLS; i++) {
            cpu = i == 0 ? cpuNanos() : cpu;
            long start = System.nanoTime();
            body = manager.sendText("GET", path, "").body();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        cpu = cpuNanos() - cpu;
        Arrays.sort(nanos);
        FIGURES.info(
                "manager nodes=1000 contexts=10000 path={} p50_ms={} p99_ms={} cpu_ms={} bytes={}",
                path,
                millis(nanos[CALLS / 2]),
                millis(nanos[CALLS - 1 - CALLS / 100]),
                millis(cpu / CALLS),
                body.length());
        return body;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", (double) nanos / 1_000_000);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static void isPage(JsonObject page, int items, int total) {
        assertThat(page.getInteger("total")).isEqualTo(total);
        assertThat(page.getJsonArray("items")).hasSize(items);
    }

    @Test
    void I_07_lists_of_nodes_are_cut_into_pages() {
        isPage(new JsonObject(timed("/api/v1/nodes")), 100, 1_000);
        isPage(new JsonObject(timed("/api/v1/nodes?limit=1000")), 1_000, 1_000);
        isPage(new JsonObject(timed("/api/v1/nodes?sort=-load&offset=500")), 100, 1_000);
        isPage(new JsonObject(timed("/api/v1/nodes?q=node-99")), 11, 11);
    }

    @Test
    void I_07_lists_of_contexts_and_hosts_are_cut_into_pages() {
        isPage(new JsonObject(timed("/api/v1/contexts")), 100, 10_000);
        isPage(new JsonObject(timed("/api/v1/contexts?q=h99&sort=-node")), 100, 110);
        isPage(new JsonObject(timed("/api/v1/virtual-hosts?q=h99")), 11, 11);
        isPage(new JsonObject(timed("/api/v1/counters?limit=1000")), 1_000, 1_000);
    }

    @Test
    void I_07_the_classic_page_and_its_texts_have_all_of_them() {
        String page = timed("/mod_cluster_manager");
        assertThat(page.length()).isLessThan(5 * 1024 * 1024);
        assertThat(count(page, "<h1> Node ")).isEqualTo(ThousandNodes.NODES);
        assertThat(count(page, ", Status: ENABLED Request: 0 "))
                .isEqualTo(ThousandNodes.NODES * ThousandNodes.CONTEXTS);
        assertThat(count(timed("/mod_cluster_manager?Cmd=INFO&Range=ALL"), "\nNode: "))
                .isEqualTo(ThousandNodes.NODES - 1);
    }

    @Test
    void the_overview_is_small_and_tells_what_was_served_lately() throws Exception {
        ThousandNodes.serve(balancer.vertx(), "mycluster", 100);
        String text = timed("/api/v1/overview");
        JsonObject overview = new JsonObject(text);

        assertThat(new OpenApi(Files.readString(Path.of("src/main/resources/api/openapi.yaml")))
                        .problems("Overview", overview))
                .isEmpty();
        assertThat(text.length()).isLessThan(30_000);
        assertThat(overview.getJsonObject("nodes").getInteger("total")).isEqualTo(ThousandNodes.NODES);
        assertThat(overview.getJsonObject("contexts").getInteger("enabled"))
                .isEqualTo(ThousandNodes.NODES * ThousandNodes.CONTEXTS);
        JsonObject minute = overview.getJsonObject("traffic").getJsonObject("minute");
        assertThat(minute.getDouble("requestsPerSecond")).isPositive();
        assertThat(minute.getDouble("errorsPerSecond") / minute.getDouble("requestsPerSecond"))
                .isBetween(0.009, 0.011);
        assertThat(minute.getDouble("p50Millis")).isBetween(2.5, 5.0);
        assertThat(minute.getDouble("p99Millis")).isBetween(4.9, 250.0);
        assertThat(overview.getJsonArray("members").getJsonObject(0).getJsonObject("minute"))
                .isEqualTo(minute);
    }

    @Test
    void a_scrape_has_all_of_them_and_is_bounded() {
        String text = timed("/metrics");
        for (String metric : List.of("node_up", "node_load", "node_elected_total", "tries_total")) {
            assertThat(count(text, "\nmodcluster_" + metric + "{")).as(metric).isEqualTo(ThousandNodes.NODES);
        }
        assertThat(text.length()).isLessThan(5_000_000);
    }
}
