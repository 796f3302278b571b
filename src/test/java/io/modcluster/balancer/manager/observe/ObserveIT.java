package io.modcluster.balancer.manager.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a whole balancer tells of itself. */
final class ObserveIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RunningBalancer balancer;
    private RegisteredNodes nodes;

    @BeforeEach
    void start() {
        balancer = RunningBalancer.start(options -> {
            options.getEvents().setMaxReaders(2).setWebhookSecret("TopSecret");
            options.getAjp().setSecret("TopSecret");
        });
        nodes = new RegisteredNodes(balancer);
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
        balancer.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + balancer.manager().getPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> get(String path) {
        return http.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private List<JsonObject> audit(String query) {
        HttpResponse<String> response = get("/api/v1/audit" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().map(JsonObject::new).toList();
    }

    /** Reads events until the balancer goes; completes when the stream is open. */
    private Queue<String> follow(String lastId) {
        HttpRequest.Builder request = request("/api/v1/events");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> response = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                .join();
        assertThat(response.statusCode()).isEqualTo(200);
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> {
            try {
                response.body().forEach(lines::add);
            } catch (UncheckedIOException end) {
                lines.add("end");
            }
        });
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private static List<String> ids(Queue<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring(4))
                .toList();
    }

    @Test
    @DisplayName("I-05 requests, nodes and messages are counted, and no secret is told")
    void requests_nodes_and_messages_are_counted() throws Exception {
        nodes.register("n1", "&Balancer=shop");
        nodes.enable("n1", "/app");
        nodes.load("n1", 60);
        assertThat(balancer.get("/app/").statusCode()).isEqualTo(200);
        assertThat(balancer.get("/nowhere").statusCode()).isEqualTo(404);
        balancer.mcmp("STATUS", "/", "JVMRoute=unknown&Load=1");

        await().atMost(SOON).untilAsserted(() -> assertThat(get("/metrics").body())
                .contains(
                        "modcluster_requests_total{balancer=\"shop\",node=\"n1\",status=\"2xx\"} 1\n",
                        "modcluster_requests_total{balancer=\"\",node=\"\",status=\"4xx\"} 1\n",
                        "modcluster_request_duration_seconds_count{balancer=\"shop\"} 1\n",
                        "modcluster_requests_in_flight 0\n",
                        "modcluster_tries_total{balancer=\"shop\",node=\"n1\"} 1\n",
                        "modcluster_node_elected_total{balancer=\"shop\",node=\"n1\"} 1\n",
                        "modcluster_node_up{balancer=\"shop\",node=\"n1\"} 1\n",
                        "modcluster_node_load{balancer=\"shop\",node=\"n1\"} 60\n",
                        "modcluster_node_waiting{balancer=\"shop\",node=\"n1\"} 0\n",
                        "modcluster_mcmp_commands_total{method=\"CONFIG\",result=\"ok\"} 1\n",
                        "modcluster_mcmp_commands_total{method=\"STATUS\",result=\"refused\"} 1\n",
                        "modcluster_mcmp_refusals_total{type=\"MEM\"} 1\n",
                        "modcluster_state_changes_total{type=\"node_registered\"} 1\n",
                        "modcluster_table_nodes 1\n",
                        "modcluster_table_contexts{status=\"enabled\"} 1\n",
                        "modcluster_cluster_members 1\n",
                        "jvm_memory_used_bytes{"));
        String text = get("/metrics").body();
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
        assertThat(text).contains("modcluster_client_connections", "modcluster_table_age_seconds");
        assertThat(text
                        + get("/api/v1/audit").body()
                        + get("/api/v1/events/recent").body())
                .doesNotContain("TopSecret");
    }

    @Test
    void the_audit_tells_who_did_what_and_what_was_refused() throws Exception {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");
        nodes.command("STOP-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        nodes.load("n1", 50);
        nodes.load("n1", 50);
        nodes.load("n1", 60);
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=evil&Alias=localhost&Context=/app");
        nodes.command("REMOVE-APP", "/*", "JVMRoute=n1");

        await().atMost(SOON).untilAsserted(() -> assertThat(audit(""))
                .extracting(record -> record.getString("kind") + " " + record.getString("action"))
                .containsExactlyInAnyOrder(
                        "balancer REMOVED",
                        "mcmp REMOVE-APP",
                        "mcmp ENABLE-APP",
                        "mcmp STATUS",
                        "mcmp STOP-APP",
                        "mcmp ENABLE-APP",
                        "mcmp CONFIG"));
        JsonObject refused = audit("?refused=true").get(0);
        assertThat(refused.getString("subject")).isEqualTo("evil");
        assertThat(refused.getString("peer")).startsWith("127.0.0.1:");
        assertThat(refused.getString("refused")).startsWith("MEM:");
        assertThat(audit("?action=STOP-APP").get(0).getJsonArray("effect").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("type", "context_changed")
                        .put("subject", "localhost|/app")
                        .put("before", "ENABLED")
                        .put("after", "STOPPED"));
        assertThat(audit("?subject=n1&limit=2")).hasSize(2);
        assertThat(get("/api/v1/audit?limit=x").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/audit?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/audit?limit=1001").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/audit?sujbect=n1").body()).contains("sujbect", "expected: action, by, from, kind");
        assertThat(get("/api/v1/history?form=1").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/events?type=node_removed").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/audit?from=yesterday").statusCode()).isEqualTo(400);
    }

    @Test
    void the_table_of_the_past_can_be_seen() throws Exception {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");
        await().atMost(SOON).until(() -> get("/api/v1/history").body().contains("\"ENABLED\""));
        long before = System.currentTimeMillis();
        nodes.command("STOP-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        await().atMost(SOON).until(() -> get("/api/v1/history").body().contains("\"STOPPED\""));

        assertThat(get("/api/v1/history?at=" + before).body())
                .contains("\"ENABLED\"")
                .doesNotContain("\"STOPPED\"");
        assertThat(get("/api/v1/history?at=1").statusCode()).isEqualTo(410);
        assertThat(get("/api/v1/history?at=then").statusCode()).isEqualTo(400);
    }

    @Test
    void a_reader_of_events_that_comes_back_gets_what_it_missed() throws Exception {
        Queue<String> first = follow("");
        nodes.register("n1", "");
        await().atMost(SOON).until(() -> first.contains("event: node_registered"));
        String last = ids(first).get(ids(first).size() - 1);
        nodes.enable("n1", "/app");
        await().atMost(SOON).until(() -> first.contains("event: context_changed"));

        Queue<String> again = follow(last);
        await().atMost(SOON).until(() -> again.contains("event: context_changed"));
        assertThat(again).doesNotContain("event: node_registered");
        assertThat(get("/api/v1/events").statusCode()).as("one too many").isEqualTo(503);
        assertThat(get("/api/v1/events/recent").body().lines()).hasSize(2);
    }

    @Test
    void a_reader_of_another_run_hears_that_it_missed_something() {
        Queue<String> lines = follow("0badcafe-7");
        await().atMost(SOON).until(() -> lines.contains("event: reset"));
    }

    @Test
    @DisplayName("I-07 the metrics of a thousand nodes with ten contexts are there at once")
    void the_metrics_of_a_thousand_nodes_are_there_at_once() {
        for (int i = 0; i < 1_000; i++) {
            balancer.mcmp("CONFIG", "/", "JVMRoute=node" + i + "&Host=127.0.0.1&Port=" + (20_000 + i) + "&Type=http");
            balancer.mcmp(
                    "ENABLE-APP", "/", "JVMRoute=node" + i + "&Alias=localhost&Context=/a,/b,/c,/d,/e,/f,/g,/h,/i,/j");
        }
        String text = "";
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            text = get("/metrics").body();
            best = Math.min(best, System.nanoTime() - begin);
        }
        FIGURES.info(
                "scrape nodes=1000 contexts=10000 bytes={} best_ms={}",
                text.length(),
                Duration.ofNanos(best).toMillis());
        assertThat(text)
                .contains("modcluster_table_nodes 1000\n", "modcluster_table_contexts{status=\"enabled\"} 10000\n");
        assertThat(text.length()).isLessThan(5_000_000);
    }
}
