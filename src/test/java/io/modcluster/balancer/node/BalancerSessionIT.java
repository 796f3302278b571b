package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ScriptedBalancer;
import io.modcluster.balancer.testkit.SilentPeer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node says, message by message, to a balancer that answers by script (MCMP sections 4.3 to 4.8). */
class BalancerSessionIT {
    private static final String CONFIG =
            "CONFIG / JVMRoute=n1&Host=127.0.0.1&Port=3000&StickySessionForce=No&Type=http";
    private static final String STATUS = "STATUS / JVMRoute=n1&Load=100";
    private static final String ROOT = "JVMRoute=n1&Alias=localhost&Context=%2F";
    private static final String ENABLE = "ENABLE-APP / " + ROOT;

    private final Vertx vertx = Vertx.vertx();
    private ScriptedBalancer balancer;

    @BeforeEach
    void start() throws IOException {
        balancer = ScriptedBalancer.start();
    }

    @AfterEach
    void stop() throws IOException {
        await(vertx.close());
        balancer.close();
        assertThat(balancer.violations()).isEmpty();
    }

    /** A period that never comes unless a test wants it. */
    private NodeOptions options() {
        return new NodeOptions()
                .setJvmRoute("n1")
                .setPort(3000)
                .setBalancers(List.of("127.0.0.1:" + balancer.address().getPort()))
                .setPeriod(Duration.ofMinutes(10));
    }

    private ModClusterNode started(NodeOptions options) {
        ModClusterNode node = ModClusterNode.create(vertx, options);
        await(node.start());
        return node;
    }

    private static void hasStanding(ModClusterNode node, Standing standing) {
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(standing);
    }

    /** The next period, now. */
    private static void period(ModClusterNode node) {
        await(node.report());
    }

    @Test
    void the_first_messages_are_those_of_the_mod_cluster_client_on_one_connection() {
        ModClusterNode node = started(options().setContexts(List.of("/", "/app")));
        period(node);
        assertThat(balancer.summaries()).containsExactly("INFO /", CONFIG, ENABLE, ENABLE + "app", STATUS, STATUS);
        assertThat(balancer.connections()).isEqualTo(1);
        hasStanding(node, Standing.OK);
    }

    @Test
    void it_takes_leave_context_by_context_and_then_as_a_node() {
        ModClusterNode node = started(options().setContexts(List.of("/", "/app")));
        int before = balancer.messages().size();
        await(node.stop());
        await(node.stop());
        List<String> farewell =
                balancer.summaries().subList(before, balancer.messages().size());
        assertThat(farewell)
                .containsExactly(
                        "DISABLE-APP / " + ROOT,
                        "DISABLE-APP / " + ROOT + "app",
                        "STOP-APP / " + ROOT,
                        "STOP-APP / " + ROOT + "app",
                        "REMOVE-APP / " + ROOT,
                        "REMOVE-APP / " + ROOT + "app",
                        "REMOVE-APP /* JVMRoute=n1");
        hasStanding(node, Standing.LEFT);
        assertThatThrownBy(() -> await(node.start())).hasMessageContaining("started once");
    }

    @Test
    void a_context_is_stopped_again_until_no_request_is_in_flight_there() {
        ModClusterNode node = started(options());
        balancer.answerNext(
                "STOP-APP",
                Answer.ok(ScriptedBalancer.stopped(ROOT, 2)),
                Answer.ok(ScriptedBalancer.stopped(ROOT, 2)),
                Answer.ok(ScriptedBalancer.stopped(ROOT, 1)));
        await(node.stop("/"));
        assertThat(balancer.summaries().stream().filter(text -> text.startsWith("STOP-APP")))
                .hasSize(4);
        assertThat(balancer.summaries()).noneMatch(text -> text.startsWith("REMOVE-APP"));
    }

    @Test
    void requests_that_never_end_do_not_keep_it_longer_than_the_stop_timeout() {
        ModClusterNode node = started(options().setStopTimeout(Duration.ofMillis(300)));
        Answer busy = Answer.ok(ScriptedBalancer.stopped(ROOT, 1));
        balancer.answerNext("STOP-APP", busy, busy, busy, busy, busy, busy, busy, busy, busy, busy, busy, busy);
        await(node.stop());
        assertThat(balancer.summaries()).endsWith("REMOVE-APP / " + ROOT, "REMOVE-APP /* JVMRoute=n1");
    }

    @Test
    void contexts_come_and_go_while_it_runs() {
        ModClusterNode node = started(options());
        int before = balancer.messages().size();
        await(node.enable("/new"));
        await(node.disable("/new"));
        await(node.disable("/new"));
        await(node.remove("/new"));
        assertThat(balancer.summaries().subList(before, balancer.messages().size()))
                .containsExactly(
                        ENABLE + "new",
                        "DISABLE-APP / " + ROOT + "new",
                        "STOP-APP / " + ROOT + "new",
                        "REMOVE-APP / " + ROOT + "new");
        assertThatThrownBy(() -> await(node.enable("no path"))).hasCauseInstanceOf(OptionsProblems.class);
    }

    @Test
    void a_balancer_that_forgot_it_gets_everything_again_in_the_next_period() {
        List<Standing> changes = new CopyOnWriteArrayList<>();
        ModClusterNode node = ModClusterNode.create(vertx, options().setPeriod(Duration.ofMillis(100)))
                .onChange(state -> {
                    changes.add(state.standing());
                    throw new IllegalStateException("a mistake of the application");
                });
        await(node.start());
        balancer.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node with \"n1\" JVMRoute"));
        await().untilAsserted(() -> assertThat(changes).containsExactly(Standing.OK, Standing.ERROR, Standing.OK));
        assertThat(String.join("|", balancer.summaries()))
                .contains(String.join("|", STATUS, "INFO /", CONFIG, ENABLE, STATUS));
    }

    @Test
    void what_the_balancer_has_of_a_former_life_is_removed_and_nothing_else() {
        String info =
                """
                Node: [1],Name: n1,Balancer: mycluster
                Vhost: [1:1:1], Alias: localhost
                Vhost: [1:1:2], Alias: old
                Context: [1:1:1], Context: /, Status: ENABLED
                Context: [1:1:2], Context: /gone, Status: ENABLED
                """;
        balancer.answerNext("INFO", Answer.ok(info));
        started(options());
        assertThat(balancer.summaries())
                .containsExactly(
                        "INFO /",
                        CONFIG,
                        "REMOVE-APP / " + ROOT + "gone",
                        "REMOVE-APP / JVMRoute=n1&Alias=old&Context=%2F",
                        "REMOVE-APP / JVMRoute=n1&Alias=old&Context=%2Fgone",
                        ENABLE,
                        STATUS);
    }

    @Test
    void refused_for_good_twice_it_asks_seldom_but_asks() {
        Answer syntax = Answer.mcmpError("SYNTAX", "SYNTAX: Can't parse MCMP message");
        balancer.answerNext("CONFIG", syntax, syntax);
        ModClusterNode node = started(options());
        hasStanding(node, Standing.ERROR);
        period(node);
        hasStanding(node, Standing.DOWN);
        assertThat(node.state().get(0).problem()).contains("CONFIG: status 500", "Can't parse");
        for (int i = 0; i < 5; i++) {
            period(node);
        }
        assertThat(balancer.summaries()).containsExactly("INFO /", CONFIG, "INFO /", CONFIG);
        period(node);
        hasStanding(node, Standing.OK);
    }

    @Test
    void an_answer_in_the_loosest_form_that_is_still_http_will_do() {
        balancer.answerNext(
                "INFO",
                Answer.raw("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nT: r\r\n\r\n"));
        balancer.answerNext("CONFIG", Answer.raw("HTTP/1.0 200 OK\r\n\r\n").then(Answer.After.CLOSE));
        balancer.answerNext(
                "ENABLE-APP", Answer.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        hasStanding(started(options()), Standing.OK);
    }

    @Test
    void a_connection_that_was_closed_in_between_is_no_failure() {
        ModClusterNode node = started(options());
        balancer.answerNext("STATUS", Answer.closeWithoutAnswer());
        period(node);
        hasStanding(node, Standing.OK);
        balancer.closeConnections();
        period(node);
        hasStanding(node, Standing.OK);
        balancer.answerNext("STATUS", Answer.closeWithoutAnswer(), Answer.closeWithoutAnswer());
        period(node);
        hasStanding(node, Standing.ERROR);
    }

    @Test
    void a_balancer_that_cannot_reach_the_node_is_told_as_a_problem() {
        balancer.answerNext("STATUS", Answer.ok("Type=STATUS-RSP&JVMRoute=n1&State=NOTOK&id=1\n"));
        ModClusterNode node = started(options());
        hasStanding(node, Standing.OK);
        assertThat(node.state().get(0).problem()).isEqualTo("the balancer cannot reach the node");
        period(node);
        assertThat(node.state().get(0).problem()).isEmpty();
    }

    @Test
    void a_balancer_that_hangs_or_is_gone_delays_no_other() throws IOException {
        try (SilentPeer silent = SilentPeer.start()) {
            ModClusterNode node = started(options()
                    .setBalancers(List.of(
                            "127.0.0.1:" + silent.port(),
                            "127.0.0.1:1",
                            "127.0.0.1:" + balancer.address().getPort()))
                    .setAnswerTimeout(Duration.ofMinutes(1)));
            assertThat(node.state())
                    .extracting(BalancerState::standing)
                    .containsExactly(Standing.ERROR, Standing.ERROR, Standing.OK);
            await(node.stop());
            assertThat(balancer.summaries()).endsWith("REMOVE-APP /* JVMRoute=n1");
        }
    }

    @Test
    void a_node_that_cannot_serve_leaves_without_ceremony() {
        ModClusterNode node = started(options());
        int before = balancer.messages().size();
        await(node.abandon());
        assertThat(balancer.summaries().subList(before, balancer.messages().size()))
                .containsExactly("REMOVE-APP /* JVMRoute=n1");
    }

    @Test
    void the_load_is_that_of_the_provider_within_the_range_and_holds_when_it_fails() {
        int[] load = {250};
        ModClusterNode node = ModClusterNode.create(vertx, options()).load(() -> {
            if (load[0] == 0) {
                throw new IllegalStateException("no load");
            }
            return load[0];
        });
        await(node.start());
        for (int next : new int[] {-7, 40, 0}) {
            load[0] = next;
            period(node);
        }
        assertThat(balancer.summaries().stream().filter(text -> text.startsWith("STATUS")))
                .containsExactly(
                        STATUS,
                        "STATUS / JVMRoute=n1&Load=-1",
                        "STATUS / JVMRoute=n1&Load=40",
                        "STATUS / JVMRoute=n1&Load=40");
    }

    @Test
    void a_node_that_has_left_does_not_come_back() {
        ModClusterNode node = started(options().setPeriod(Duration.ofMillis(100)));
        balancer.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node"));
        await().until(() -> node.state().get(0).standing() == Standing.ERROR);
        await(node.stop());
        int said = balancer.messages().size();
        assertThat(balancer.summaries()).endsWith("REMOVE-APP /* JVMRoute=n1");
        await(node.report());
        await().during(Duration.ofMillis(200)).until(() -> balancer.messages().size() == said);
    }
}
