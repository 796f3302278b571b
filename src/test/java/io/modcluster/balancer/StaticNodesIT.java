package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.options.StaticNodeOptions;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two services that know nothing of MCMP, beside a node that registers. */
@Timeout(60)
class StaticNodesIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Each is looked at every ten seconds. */
    private static final Duration LONGER_THAN_A_TURN = Duration.ofSeconds(20);

    private static final int SEVERAL = 30;

    private RecordingNode first;
    private RecordingNode second;

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void start() throws IOException {
        first = RecordingNode.start("first");
        second = RecordingNode.start("second");
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private static StaticNodeOptions of(RecordingNode node) {
        return new StaticNodeOptions()
                .setAddress("127.0.0.1:" + node.port())
                .setContexts(List.of("/app"))
                .setRoute(node.name());
    }

    private static RunningBalancer balancer(StaticNodeOptions... nodes) {
        return RunningBalancer.start(options -> options.setNodes(Arrays.asList(nodes)));
    }

    /** Who answered several requests; all of them were answered. */
    private static Set<String> servers(RunningBalancer balancer, String path) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < SEVERAL; i++) {
            var answer = balancer.get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            names.add(answer.body());
        }
        return names;
    }

    @Test
    void they_are_served_with_a_registered_one_fail_over_to_each_other_and_come_back() throws IOException {
        try (RunningBalancer balancer = balancer(of(first), of(second));
                RegisteredNodes registered = new RegisteredNodes(balancer)) {
            registered.register("third", "");
            registered.enable("third", "/app");
            registered.load("third", 100);
            assertThat(servers(balancer, "/app/x")).containsExactly("first", "second", "third");

            int port = first.port();
            first.close();
            assertThat(servers(balancer, "/app/x")).containsExactly("second", "third");

            first = RecordingNode.start("first", port);
            await().atMost(SOON).until(() -> servers(balancer, "/app/x").contains("first"));
        }
    }

    @Test
    void one_that_is_dead_at_the_start_gets_no_request_and_is_served_when_it_comes() throws IOException {
        int port = first.port();
        first.close();
        try (RunningBalancer balancer = balancer(of(first), of(second))) {
            assertThat(faults(balancer)).containsExactly("first");
            assertThat(servers(balancer, "/app")).containsExactly("second");

            first = RecordingNode.start("first", port);
            await().atMost(SOON).until(() -> servers(balancer, "/app").contains("first"));
        }
    }

    @Test
    void one_that_dies_unused_is_found_out_before_a_request_is_lost_to_it() throws IOException {
        try (RunningBalancer balancer = balancer(of(first), of(second))) {
            // no request was sent: all connections are those of checks
            int atTheStart = first.connections();
            assertThat(atTheStart).isPositive();
            await().atMost(LONGER_THAN_A_TURN).until(() -> first.connections() > atTheStart);

            second.close();
            await().atMost(LONGER_THAN_A_TURN).until(() -> faults(balancer).contains("second"));
            assertThat(servers(balancer, "/app")).containsExactly("first");
        }
    }

    private static Set<String> faults(RunningBalancer balancer) {
        Set<String> names = new TreeSet<>();
        new LocalBus(balancer.vertx(), 5_000)
                .<Reachability>request(
                        new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX).reachabilityRead(), RegistryRead.ALL)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .faults()
                .keySet()
                .forEach(route -> names.add(route.value()));
        return names;
    }

    @Test
    void one_that_is_dead_for_long_is_never_removed() throws IOException {
        int port = first.port();
        first.close();
        try (RunningBalancer balancer = RunningBalancer.start(options -> {
            options.setNodes(List.of(of(first)));
            options.getMcmp().setRemoveAfter(Duration.ofSeconds(1));
        })) {
            await().during(Duration.ofSeconds(3))
                    .atMost(SOON)
                    .until(() -> balancer.get("/app").statusCode() == 503);
            assertThat(balancer.info()).contains("Name: first");

            first = RecordingNode.start("first", port);
            await().atMost(SOON).until(() -> balancer.get("/app").statusCode() == 200);
        }
    }

    @Test
    void info_shows_them_and_no_message_changes_them_nor_takes_their_place() {
        try (RunningBalancer balancer = balancer(of(first), of(second))) {
            assertThat(balancer.info())
                    .contains("Name: first", "Port: " + first.port(), "Name: second", "Load: 100")
                    .contains("Context: /app, Status: ENABLED");
            await().until(() ->
                    balancer.mcmp("PING", "/", "JVMRoute=first").body().contains("State=OK"));

            String own = "JVMRoute=first&Host=127.0.0.1&Type=http&Port=";
            String route = "MEM: Node with \"first\" JVMRoute is static, it is part of the balancer's configuration";
            refused(balancer, "CONFIG", own + first.port(), route);
            refused(balancer, "CONFIG", own + "1", route);
            refused(balancer, "STATUS", "JVMRoute=first&Load=1", route);
            refused(balancer, "STOP-APP", "JVMRoute=first&Alias=localhost&Context=/app", route);
            assertThat(refusal(balancer, "REMOVE-APP", "/*", "JVMRoute=first")).isEqualTo(route);
            refused(
                    balancer,
                    "CONFIG",
                    "JVMRoute=other&Host=127.0.0.1&Type=http&Port=" + first.port(),
                    "MEM: The address of node with \"other\" JVMRoute is that of a static node");
            assertThat(servers(balancer, "/app")).containsExactly("first", "second");
        }
    }

    private static void refused(RunningBalancer balancer, String method, String body, String mess) {
        assertThat(refusal(balancer, method, "/", body)).isEqualTo(mess);
    }

    private static String refusal(RunningBalancer balancer, String method, String target, String body) {
        var answer = balancer.mcmp(method, target, body);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Type")).contains("MEM");
        return answer.headers().firstValue("Mess").orElse("");
    }

    @Test
    void after_a_restart_the_configuration_is_the_truth_whatever_the_snapshot_says() throws IOException {
        String snapshot = folder.resolve("nodes.json").toString();
        try (RunningBalancer balancer = RunningBalancer.start(options -> {
                    options.setNodes(List.of(of(first)));
                    options.getRegistry().setSnapshot(snapshot);
                });
                RegisteredNodes registered = new RegisteredNodes(balancer)) {
            registered.register("third", "");
            assertThat(balancer.info()).contains("Name: first", "Name: third");
        }
        try (RunningBalancer balancer = RunningBalancer.start(options -> {
            options.setNodes(List.of(of(second)));
            options.getRegistry().setSnapshot(snapshot);
        })) {
            assertThat(balancer.info()).contains("Name: second", "Name: third").doesNotContain("Name: first");
            assertThat(servers(balancer, "/app")).containsExactly("second");
        }
    }
}
