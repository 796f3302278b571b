package io.modcluster.balancer.testkit.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ScriptedBalancer;
import io.modcluster.balancer.testkit.WireMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TomcatNodeIT {
    private static final String ALIASES = "Alias=localhost%2Cwww.example.com%2Cexample.com";
    private static final String STATUS = "STATUS / JVMRoute=n1&Load=100";

    private final HttpClient client = HttpClient.newHttpClient();
    private ScriptedBalancer balancer;
    private TomcatNode node;

    @BeforeEach
    void build() throws IOException {
        balancer = ScriptedBalancer.start();
        node = TomcatNode.node("n1")
                .aliases("www.example.com", "example.com")
                .contexts("/", "/app")
                .balancers(balancer.address())
                .statusPeriod(Duration.ofMillis(200))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        balancer.close();
        assertThat(balancer.violations()).isEmpty();
        assertThat(node.statusFailures()).isEmpty();
    }

    @Test
    void the_handshake_is_that_of_a_real_node() {
        start();

        assertThat(balancer.summaries().subList(0, 5))
                .containsExactly(
                        "INFO /", config(), "ENABLE-APP / " + app("%2F"), "ENABLE-APP / " + app("%2Fapp"), STATUS);
        WireMessage config = balancer.messages().get(1);
        assertThat(config.head())
                .isEqualTo("CONFIG / HTTP/1.1\r\nHost: 127.0.0.1:"
                        + balancer.address().getPort()
                        + "\r\nContent-Length: " + config.body().length()
                        + "\r\nUser-Agent: ClusterListener/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    }

    @Test
    void status_is_sent_every_period_with_the_load_of_the_moment() {
        start();
        node.load(7);

        await().untilAsserted(() -> assertThat(balancer.summaries())
                .filteredOn("STATUS / JVMRoute=n1&Load=7"::equals)
                .hasSizeGreaterThan(2));
        assertThat(balancer.connections()).isEqualTo(1);
    }

    @Test
    void after_an_error_of_type_mem_the_node_asks_and_registers_again() {
        balancer.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node"));
        node.start();

        await().until(() -> balancer.summaries().size() >= 10);
        assertThat(balancer.summaries().subList(4, 10))
                .containsExactly(
                        STATUS,
                        "INFO /",
                        config(),
                        "ENABLE-APP / " + app("%2F"),
                        "ENABLE-APP / " + app("%2Fapp"),
                        STATUS);
    }

    @Test
    void contexts_that_the_balancer_still_has_enabled_are_not_enabled_again() {
        balancer.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node"));
        balancer.answerNext("INFO", Answer.ok(""), Answer.ok(info()));
        node.start();

        await().until(() -> balancer.summaries().size() >= 8);
        assertThat(balancer.summaries().subList(4, 8)).containsExactly(STATUS, "INFO /", config(), STATUS);
    }

    @Test
    void after_an_error_of_type_syntax_the_node_is_silent() {
        balancer.answerNext("STATUS", Answer.mcmpError("SYNTAX", "SYNTAX: no"));
        node.start();

        await().until(() -> balancer.summaries().contains(STATUS));
        await().during(Duration.ofMillis(600)).until(() -> balancer.summaries().size() == 5);
    }

    @Test
    void a_node_with_an_ajp_connector_says_so() throws IOException {
        try (TomcatNode ajp = TomcatNode.node("a1")
                .balancers(balancer.address())
                .ajp("secret")
                .lbGroup("left")
                .balancerName("shop")
                .stickySessionForce(true)
                .start()) {
            await().until(() -> balancer.summaries().size() > 1);

            assertThat(balancer.summaries())
                    .contains("CONFIG / JVMRoute=a1&Balancer=shop&Domain=left&Host=127.0.0.1&Port=" + ajp.port()
                            + "&Type=ajp");
        }
    }

    @Test
    void a_context_can_be_deployed_stopped_and_started_on_a_running_node() throws Exception {
        start();

        node.deploy("/third");
        assertThat(appCommands()).endsWith("ENABLE-APP / " + app("%2Fthird"));
        node.stopContext("/third");
        assertThat(appCommands()).endsWith("DISABLE-APP / " + app("%2Fthird"), "STOP-APP / " + app("%2Fthird"));
        node.startContext("/third");
        assertThat(appCommands()).endsWith("ENABLE-APP / " + app("%2Fthird"));
        assertThat(body("/third/")).isEqualTo("node=n1 context=/third path=/third/");
    }

    @Test
    void a_clean_shutdown_withdraws_each_context_and_then_the_node() {
        start();
        int before = appCommands().size();

        node.shutdown();

        assertThat(appCommands().subList(before, appCommands().size()))
                .containsExactly(
                        "DISABLE-APP / " + app("%2F"),
                        "STOP-APP / " + app("%2F"),
                        "REMOVE-APP / " + app("%2F"),
                        "DISABLE-APP / " + app("%2Fapp"),
                        "STOP-APP / " + app("%2Fapp"),
                        "REMOVE-APP / " + app("%2Fapp"),
                        "REMOVE-APP /* JVMRoute=n1");
        await().until(() -> balancer.openConnections() == 0);
    }

    @Test
    void a_killed_node_says_nothing_cuts_its_requests_and_refuses_connections() {
        start();
        HttpRequest root = get("/");
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(get("/app/sleep?ms=20000"), BodyHandlers.ofString());
        await().until(() -> node.requestsInFlight("/app") == 1);

        node.kill();

        assertThatThrownBy(slow::join).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.send(root, BodyHandlers.ofString())).isInstanceOf(ConnectException.class);
        int said = balancer.summaries().size();
        await().during(Duration.ofMillis(600)).until(() -> balancer.summaries().size() == said);
        assertThat(balancer.summaries()).noneMatch(summary -> summary.startsWith("REMOVE-APP"));
    }

    @Test
    void a_killed_node_comes_back_on_its_port_beside_another_node() throws Exception {
        start();
        int port = node.port();
        node.kill();

        try (TomcatNode again = TomcatNode.node("n1")
                        .contexts("/app")
                        .balancers(balancer.address())
                        .port(port)
                        .start();
                TomcatNode other = TomcatNode.node("n2")
                        .contexts("/app")
                        .balancers(balancer.address())
                        .start()) {
            assertThat(again.port()).isEqualTo(port).isNotEqualTo(other.port());
            assertThat(body("/app/")).isEqualTo("node=n1 context=/app path=/app/");
            await().until(() -> balancer.summaries().contains("STATUS / JVMRoute=n2&Load=100"));
        }
    }

    @Test
    void the_pages_answer_as_described() throws Exception {
        start();

        assertThat(body("/x")).isEqualTo("node=n1 context=/ path=/x");
        assertThat(client.send(get("/app/status?code=503"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(503);
        assertThat(body("/app/bytes?n=100000")).hasSize(100_000).startsWith("abc");
        HttpRequest post = HttpRequest.newBuilder(uri("/app/echo?a=b"))
                .header("X-Test", "1")
                .POST(HttpRequest.BodyPublishers.ofString("the body"))
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).body())
                .startsWith("POST /app/echo?a=b\n")
                .containsIgnoringCase("\nx-test: 1\n")
                .endsWith("\n\nthe body");
        HttpResponse<String> session = client.send(get("/app/session"), BodyHandlers.ofString());
        assertThat(session.headers().firstValue("Set-Cookie")).hasValueSatisfying(cookie -> assertThat(cookie)
                .matches("JSESSIONID=[0-9A-F]+\\.n1; Path=/app; HttpOnly"));
        assertThat(node.requestsServed("/app")).isEqualTo(4);
        assertThat(node.requestsServed("/")).isEqualTo(1);
    }

    private void start() {
        node.start();
        await().until(() -> balancer.summaries().contains(STATUS));
    }

    private String config() {
        return "CONFIG / JVMRoute=n1&Host=127.0.0.1&Port=" + node.port() + "&StickySessionForce=No&Type=http";
    }

    private static String app(String context) {
        return "JVMRoute=n1&" + ALIASES + "&Context=" + context;
    }

    private static String info() {
        return """
                Node: [1],Name: n1,Balancer: mycluster,LBGroup: ,Host: 127.0.0.1,Port: 1,Type: http
                Vhost: [1:1:1], Alias: localhost
                Vhost: [1:1:2], Alias: www.example.com
                Vhost: [1:1:3], Alias: example.com
                Context: [1:1:1], Context: /, Status: ENABLED
                Context: [1:1:2], Context: /app, Status: ENABLED
                """;
    }

    private List<String> appCommands() {
        return balancer.summaries().stream()
                .filter(summary -> summary.contains("-APP /"))
                .toList();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + node.port() + path);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private String body(String path) throws IOException, InterruptedException {
        return client.send(get(path), BodyHandlers.ofString()).body();
    }
}
