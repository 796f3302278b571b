package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.KillableNode;
import io.modcluster.balancer.testkit.PostingClients;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of two nodes, processes of their own, is killed with {@code kill -9} while requests run. */
@Timeout(300)
@SuppressWarnings("try") // closed before its counts are read
final class KilledNodeIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int CLIENTS = 64;

    private final RunningBalancer balancer = RunningBalancer.start();
    private final List<KillableNode> nodes = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (KillableNode node : nodes) {
            node.close();
        }
        balancer.close();
    }

    @Test
    @Tag("long")
    @DisplayName("E-03 kill -9 of one of two 50 ms nodes: no GET is lost")
    void a_killed_node_costs_no_get() throws Exception {
        losesNoGet(50, 1_000, Duration.ofSeconds(4));
    }

    @Test
    @Tag("long")
    @DisplayName("E-02 kill -9 of one of two fast nodes at 2,000 requests a second: no GET is lost")
    void a_killed_fast_node_costs_no_get() throws Exception {
        losesNoGet(0, 2_000, Duration.ofSeconds(4));
    }

    private void losesNoGet(long delayMillis, int perSecond, Duration half) throws Exception {
        startTwo(delayMillis);
        try (SteadyLoad load = SteadyLoad.start(gets(perSecond))) {
            Extent.pass(half);
            nodes.get(0).kill9();
            Extent.pass(half);
            LoadReport report = load.lap();
            log.info("kill -9 of one of two {} ms nodes, GET: {}", delayMillis, report);
            flawless(report, CLIENTS);
        }
    }

    @Test
    @Tag("long")
    @DisplayName(
            "E-04 kill -9 of one of two 50 ms nodes: POSTs lost are those in flight, each 502 with a body, none twice")
    void a_killed_node_loses_no_more_posts_than_it_had() throws Exception {
        startTwo(50);
        try (PostingClients clients = PostingClients.start(balancer.traffic(), CLIENTS)) {
            Extent.pass(Duration.ofSeconds(4));
            nodes.get(0).kill9();
            Extent.pass(Duration.ofSeconds(4));
            clients.close();
            log.info(
                    "kill -9 of one of two 50 ms nodes, POST: served={} lost={}",
                    clients.served(),
                    clients.lost().size());
            assertThat(clients.served()).isGreaterThan(CLIENTS);
            // one in flight for each client, of which about half were at the killed node
            assertThat(clients.lost()).hasSizeLessThanOrEqualTo(CLIENTS);
            clearlyLostAndNoneTwice(clients);
        }
    }

    @Test
    @DisplayName(
            "E-02 E-04 E-16 a node that is killed and comes back, again and again: no GET is lost, no POST is sent twice")
    void a_node_may_die_and_come_back_again_and_again() throws Exception {
        dieAndComeBack(1);
    }

    @Test
    @Tag("long")
    @DisplayName("E-16 kill -9, 20 times, 64 keep-alive clients: no GET is lost, no POST is sent twice")
    void a_node_may_die_and_come_back_twenty_times() throws Exception {
        dieAndComeBack(20);
    }

    private void dieAndComeBack(int times) throws Exception {
        startTwo(20);
        try (SteadyLoad load = SteadyLoad.start(gets(600));
                PostingClients clients = PostingClients.start(balancer.traffic(), 16)) {
            for (int i = 0; i < times; i++) {
                KillableNode victim = nodes.get(i % 2);
                Extent.pass(Duration.ofMillis(300));
                victim.kill9();
                Extent.pass(Duration.ofMillis(300));
                victim.restart();
                victim.register(balancer);
            }
            LoadReport report = load.lap();
            clients.close();
            log.info(
                    "kill -9 {} times: GET {}, POST served={} lost={}",
                    times,
                    report,
                    clients.served(),
                    clients.lost().size());
            flawless(report, CLIENTS);
            assertThat(clients.lost()).hasSizeLessThanOrEqualTo(16 * times);
            clearlyLostAndNoneTwice(clients);
        }
        for (KillableNode node : nodes) {
            assertThat(balancer.info().lines())
                    .as("rows of INFO for %s", node.route())
                    .filteredOn(line -> line.contains(",Name: " + node.route() + ","))
                    .hasSize(1);
        }
    }

    private void startTwo(long delayMillis) throws IOException {
        nodes.add(KillableNode.start("one", delayMillis));
        nodes.add(KillableNode.start("two", delayMillis));
        nodes.forEach(node -> node.register(balancer));
    }

    private LoadPlan gets(int perSecond) {
        return LoadPlan.get("/", perSecond).over(CLIENTS).to("balancer", balancer.traffic());
    }

    private static void flawless(LoadReport report, int atLeast) {
        assertThat(report.failures()).isEmpty();
        assertThat(report.target("balancer").statuses()).containsOnlyKeys(200);
        assertThat(report.target("balancer").responses()).isGreaterThanOrEqualTo(atLeast);
    }

    private void clearlyLostAndNoneTwice(PostingClients clients) throws IOException {
        assertThat(clients.lost()).allSatisfy(lost -> {
            assertThat(lost.status()).isIn(502, 503);
            assertThat(lost.body()).isNotEmpty();
        });
        List<String> posts = new ArrayList<>();
        for (KillableNode node : nodes) {
            posts.addAll(node.posts());
        }
        assertThat(posts).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(clients.served());
    }
}
