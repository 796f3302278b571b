package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import io.modcluster.balancer.testkit.tomcat.TomcatNodeBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The main job, with nobody faked: two Tomcats with the real mod_cluster client, two aliases and three contexts each. */
class RealNodesIT {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final String[] CONTEXTS = {"/", "/app", "/shop"};
    private static final Pattern SESSION = Pattern.compile("JSESSIONID=([^;]+)");

    private final List<AutoCloseable> open = new ArrayList<>();
    private RunningBalancer balancer;
    private McmpRelay relay;

    @BeforeEach
    void start() throws Exception {
        balancer = RunningBalancer.start();
        relay = McmpRelay.to(balancer.mcmp());
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        relay.close();
        balancer.close();
    }

    @Test
    void nodes_register_and_share_requests_by_load() throws Exception {
        start(node("t1").load(80));
        start(node("t2").load(20));
        awaitContexts(2 * 2 * 3);
        await().until(() ->
                balancer.info().contains("Load: 80") && balancer.info().contains("Load: 20"));

        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            HttpResponse<String> response = balancer.get("/app/");
            assertThat(response.statusCode()).isEqualTo(200);
            shares.merge(nodeOf(response), 1, Integer::sum);
        }
        // one window of the policy or two: its borders cost a request or two each
        assertThat(shares.get("t1")).isBetween(152, 168);
        assertThat(shares.get("t2")).isBetween(32, 48);
    }

    @Test
    void every_context_is_served_under_both_aliases() throws Exception {
        start(node("t1"));
        awaitContexts(2 * 3);

        assertThat(balancer.info()).contains("Alias: localhost").contains("Alias: alias.example");
        for (String path : List.of("/", "/app/", "/shop/")) {
            assertThat(balancer.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(balancer.get("/application").body()).contains("node=t1 context=/ ");
    }

    @Test
    void a_session_sticks_by_cookie_and_by_path_parameter() throws Exception {
        start(node("t1"));
        start(node("t2"));
        awaitContexts(2 * 2 * 3);

        HttpResponse<String> first = balancer.get("/app/session");
        String id = sessionOf(first);
        String home = nodeOf(first);
        assertThat(id).endsWith("." + home);
        for (int i = 0; i < 20; i++) {
            assertThat(nodeOf(balancer.get("/app/session", "Cookie", "JSESSIONID=" + id)))
                    .isEqualTo(home);
            assertThat(nodeOf(balancer.get("/app/session;jsessionid=" + id))).isEqualTo(home);
        }
        assertThat(balancer.get("/app/session", "Cookie", "JSESSIONID=" + id)
                        .headers()
                        .firstValue("Set-Cookie"))
                .as("the node knows the session")
                .isEmpty();
    }

    @Test
    @DisplayName("78 a five-second request survives the undeploy of its context: Requests=1, then 0, then REMOVE-APP")
    void a_request_survives_the_undeploy_of_its_context() throws Exception {
        TomcatNode t1 = start(node("t1"));
        awaitContexts(2 * 3);

        CompletableFuture<HttpResponse<String>> slow = balancer.getLater("/app/sleep?ms=5000");
        await().until(() -> t1.requestsInFlight("/app") == 1);
        t1.undeploy("/app");

        assertThat(slow.join().statusCode()).isEqualTo(200);
        List<String> stops = relay.exchanges().stream()
                .filter(exchange -> exchange.command().method().equals("STOP-APP"))
                .map(McmpRelay.Exchange::answer)
                .toList();
        assertThat(stops).hasSizeGreaterThanOrEqualTo(2);
        assertThat(stops.get(0)).contains("&Requests=1");
        assertThat(stops.get(stops.size() - 1)).contains("&Requests=0");
        assertThat(relay.summaries()).anyMatch(text -> text.startsWith("REMOVE-APP") && text.contains("app"));
        assertThat(balancer.get("/app/").body()).as("ROOT serves it now").contains("context=/ ");
    }

    @Test
    @DisplayName("76 one injected MEM error on STATUS loses no context of a node with two aliases")
    void an_injected_error_loses_no_context() throws Exception {
        start(node("t1"));
        awaitContexts(2 * 3);

        relay.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node with \"t1\" JVMRoute"));
        await().until(() -> relay.exchanges().stream().anyMatch(McmpRelay.Exchange::injected));
        int before = count("CONFIG");
        await().until(() -> count("CONFIG") > before);
        int statuses = count("STATUS");
        await().until(() -> count("STATUS") > statuses);

        assertThat(relay.summaries()).noneMatch(text -> text.startsWith("REMOVE-APP"));
        assertThat(enabledContexts()).isEqualTo(6);
        assertThat(balancer.get("/shop/").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("77 after a restart of the balancer both nodes are back within two periods")
    void nodes_come_back_to_a_restarted_balancer() throws Exception {
        start(node("t1"));
        start(node("t2"));
        awaitContexts(2 * 2 * 3);

        balancer.close();
        balancer = RunningBalancer.start();
        assertThat(enabledContexts()).isZero();
        relay.redirect(balancer.mcmp());

        // one period until a STATUS meets the empty table, one until the handshake; the client's scheduler drifts a
        // little
        await().atMost(PERIOD.multipliedBy(2).plusMillis(500)).until(() -> enabledContexts() == 12);
        assertThat(balancer.get("/app/").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("79 a node that shuts down cleanly gives nobody else a 5xx")
    void a_clean_shutdown_hurts_nobody() throws Exception {
        TomcatNode t1 = start(node("t1"));
        start(node("t2"));
        awaitContexts(2 * 2 * 3);

        List<Integer> statuses = new ArrayList<>();
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(t1::shutdown);
        while (!leaving.isDone()) {
            statuses.add(balancer.get("/app/").statusCode());
        }
        leaving.join();
        for (int i = 0; i < 50; i++) {
            statuses.add(balancer.get("/app/").statusCode());
        }
        assertThat(statuses).containsOnly(200);
        assertThat(relay.summaries()).anyMatch(text -> text.startsWith("REMOVE-APP /*"));
        assertThat(enabledContexts()).isEqualTo(6);
    }

    @Test
    void a_node_that_dies_without_a_word_costs_no_request() throws Exception {
        TomcatNode t1 = start(node("t1"));
        start(node("t2"));
        awaitContexts(2 * 2 * 3);

        for (int i = 0; i < 50; i++) {
            assertThat(balancer.get("/app/").statusCode()).isEqualTo(200);
        }
        t1.kill();
        for (int i = 0; i < 50; i++) {
            assertThat(balancer.get("/app/").statusCode()).isEqualTo(200);
        }
    }

    private TomcatNodeBuilder node(String jvmRoute) {
        return TomcatNode.node(jvmRoute)
                .aliases("alias.example")
                .contexts(CONTEXTS)
                .statusPeriod(PERIOD)
                .balancers(relay.address());
    }

    private TomcatNode start(TomcatNodeBuilder builder) throws Exception {
        TomcatNode node = builder.start();
        open.add(node);
        return node;
    }

    private void awaitContexts(int rows) {
        await().atMost(Duration.ofSeconds(15)).until(() -> enabledContexts() == rows);
    }

    private int enabledContexts() {
        return (int) balancer.info()
                .lines()
                .filter(line -> line.contains("Status: ENABLED"))
                .count();
    }

    private int count(String method) {
        return (int) relay.summaries().stream()
                .filter(text -> text.startsWith(method + " "))
                .count();
    }

    private static String nodeOf(HttpResponse<String> response) {
        Matcher matcher = Pattern.compile("\\bt[12]\\b").matcher(response.body());
        assertThat(matcher.find()).as(response.body()).isTrue();
        return matcher.group();
    }

    private static String sessionOf(HttpResponse<String> response) {
        Matcher matcher =
                SESSION.matcher(response.headers().firstValue("Set-Cookie").orElse(""));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
