package io.modcluster.balancer;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static io.modcluster.balancer.testkit.tomcat.TomcatNode.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What members of a cluster hear on the bus: each change once, whoever was told it and however often. */
class ClusterEventsIT {
    private static final EventBusAddresses ADDRESSES = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX);
    private static final int MEMBERS = 3;
    private static final Duration SOON = Duration.ofSeconds(15);
    /** Longer than it takes to compare all tables. */
    private static final Duration LONGER_THAN_A_COMPARISON = Duration.ofSeconds(6);

    private final List<Member> members = new ArrayList<>();
    private ClusteredVertx cluster;

    /** A balancer, and what is heard beside it. */
    private record Member(
            ModClusterBalancer balancer, List<JsonObject> changes, List<JsonObject> balancers, List<JsonObject> local) {
        static Member start(Vertx vertx, String name) {
            BalancerOptions options = new BalancerOptions().setName(name);
            options.getTraffic().setEnabled(false).setStopDelay(Duration.ZERO);
            options.getManager().setEnabled(false);
            options.getMcmp().setPort(0);
            Member member = new Member(
                    ModClusterBalancer.create(vertx, options),
                    new CopyOnWriteArrayList<>(),
                    new CopyOnWriteArrayList<>(),
                    new CopyOnWriteArrayList<>());
            member.balancer.onNodeEvent(member.changes::add);
            var balancers = vertx.eventBus()
                    .<JsonObject>consumer(ADDRESSES.balancerEvents(), event -> member.balancers.add(event.body()));
            vertx.eventBus().<JsonObject>consumer(ADDRESSES.localEvents(), event -> member.local.add(event.body()));
            await(balancers.completion());
            await(member.balancer.start());
            return member;
        }

        InetSocketAddress mcmp() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.mcmpPort());
        }

        String send(String method, String target, String body) {
            return new McmpClient(mcmp()).send(method, target, body);
        }

        Map<String, Integer> counts() {
            return count(changes);
        }

        List<String> heardOf(String balancer) {
            return balancers.stream()
                    .filter(event -> event.getString("balancer").equals(balancer))
                    .map(event -> event.getString("type"))
                    .toList();
        }
    }

    private static Map<String, Integer> count(List<JsonObject> events) {
        Map<String, Integer> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.getString("type"), 1, Integer::sum));
        return counts;
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new ClusteredVertx(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            members.add(Member.start(cluster.get(i), "b" + i));
        }
    }

    @AfterEach
    void stop() {
        members.forEach(member -> await(member.balancer.stop()));
        cluster.close();
    }

    private void everybodyHears(Map<String, Integer> counts) {
        Awaitility.await()
                .atMost(SOON.plus(LONGER_THAN_A_COMPARISON))
                .during(LONGER_THAN_A_COMPARISON)
                .untilAsserted(() -> members.forEach(member ->
                        assertThat(member.counts()).as("" + member.changes).isEqualTo(counts)));
    }

    @Test
    void a_node_that_tells_all_balancers_the_same_is_told_of_once() {
        for (Member member : members) {
            assertThat(member.send("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Type=http&Port=18301"))
                    .isEqualTo("200");
            assertThat(member.send("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/a,/b"))
                    .startsWith("200");
        }
        everybodyHears(Map.of("node_registered", 1, "context_changed", 2));
        assertThat(members).allSatisfy(member -> assertThat(count(member.local))
                .as("each sees it for itself, too")
                .isEqualTo(member.counts()));

        for (Member member : members) {
            assertThat(member.send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
        }
        everybodyHears(Map.of("node_registered", 1, "context_changed", 2, "node_removed", 1));
    }

    @Test
    void a_removal_that_came_by_the_cluster_first_is_granted_to_the_node() {
        assertThat(members.get(0).send("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Type=http&Port=18301"))
                .isEqualTo("200");
        Awaitility.await().atMost(SOON).until(() -> members.stream()
                .allMatch(member -> count(member.local).containsKey("node_registered")));
        assertThat(members.get(0).send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
        Awaitility.await().atMost(SOON).until(() -> members.stream()
                .allMatch(member -> count(member.local).containsKey("node_removed")));

        for (Member member : members) {
            assertThat(member.send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
            assertThat(member.send("REMOVE-APP", "/*", "JVMRoute=never")).startsWith("500 MEM");
        }
    }

    @Test
    void a_tomcat_that_comes_and_goes_is_told_of_once_and_never_refused() throws Exception {
        List<McmpRelay> relays = new ArrayList<>();
        for (Member member : members) {
            relays.add(McmpRelay.to(member.mcmp()));
        }
        try (TomcatNode tomcat = node("t1")
                .contexts("/", "/app")
                .balancers(relays.stream().map(McmpRelay::address).toArray(InetSocketAddress[]::new))
                .statusPeriod(Duration.ofSeconds(1))
                .start()) {
            everybodyHears(Map.of("node_registered", 1, "context_changed", 2));
            tomcat.shutdown();
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(members)
                    .allSatisfy(member -> assertThat(member.counts()).containsEntry("node_removed", 1)));
        }
        for (McmpRelay relay : relays) {
            assertThat(relay.summaries()).anyMatch(text -> text.startsWith("REMOVE-APP /*"));
            assertThat(relay.exchanges())
                    .extracting(
                            exchange -> exchange.answer().lines().findFirst().orElse(""))
                    .containsOnly("HTTP/1.1 200 OK");
            relay.close();
        }
        Awaitility.await().during(LONGER_THAN_A_COMPARISON).atMost(SOON).untilAsserted(() -> assertThat(members)
                .allSatisfy(member -> {
                    assertThat(member.changes)
                            .extracting(event -> event.getString("id"))
                            .doesNotHaveDuplicates();
                    assertThat(member.counts())
                            .containsEntry("node_registered", 1)
                            .containsEntry("node_removed", 1);
                }));
    }

    @Test
    void members_come_stand_still_and_leave() {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(members.get(0).heardOf("b2")).containsExactly("balancer_joined"));

        CountDownLatch frozen = freeze(cluster.get(0));
        try {
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(List.of(members.get(1), members.get(2)))
                    .allSatisfy(member -> assertThat(member.heardOf("b0")).endsWith("balancer_lost")));
        } finally {
            frozen.countDown();
        }
        Awaitility.await()
                .atMost(SOON.plus(LONGER_THAN_A_COMPARISON))
                .during(LONGER_THAN_A_COMPARISON)
                .untilAsserted(() -> {
                    assertThat(members.get(1).heardOf("b0")).containsExactly("balancer_lost", "balancer_found");
                    assertThat(members.get(2).heardOf("b0")).containsExactly("balancer_lost", "balancer_found");
                    assertThat(members.get(0).heardOf("b1")).containsExactly("balancer_joined");
                });

        await(members.get(2).balancer.stop());
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(members.get(0).heardOf("b2")).containsExactly("balancer_joined", "balancer_leaving");
            assertThat(members.get(1).heardOf("b2")).containsExactly("balancer_joined", "balancer_leaving");
        });
    }

    /** Nothing runs on its event loops until the latch opens. */
    private static CountDownLatch freeze(Vertx vertx) {
        CountDownLatch latch = new CountDownLatch(1);
        ((VertxInternal) vertx)
                .nettyEventLoopGroup()
                .forEach(loop -> loop.execute(() -> assertThat(opensSoon(latch)).isTrue()));
        return latch;
    }

    private static boolean opensSoon(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
