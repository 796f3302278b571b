package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.PolicyName;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions about requests: by POST, with header fields, and tokens to be told on real responses. */
@SuppressWarnings("NullAway.Init") // each test starts with start()
class ManagerExplainIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String VIEWER = "Bearer abcdef0123456789";

    private RunningBalancer balancer;
    private RegisteredNodes nodes;

    private void start(Consumer<BalancerOptions> settings) throws IOException {
        balancer = RunningBalancer.start(settings);
        nodes = new RegisteredNodes(balancer);
        for (String node : List.of("n1", "n2", "n3")) {
            nodes.register(node, "");
            nodes.enable(node, "/app");
            nodes.load(node, 50);
        }
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    private static JsonObject request() {
        return new JsonObject().put("host", "localhost").put("path", "/app/x");
    }

    private static JsonObject here(JsonObject answer) {
        return answer.getJsonArray("members").getJsonObject(0).getJsonObject("explanation");
    }

    @Test
    void with_the_header_that_decides_explain_tells_the_node_that_requests_with_it_go_to() throws IOException {
        start(options -> options.getBalancing().setPolicy(PolicyName.HASH).setHashOn("header:X-User"));
        ManagerClient manager = new ManagerClient(balancer);
        for (String user : List.of("eve", "bob", "al", "kim", "zoe", "max")) {
            JsonObject asked = request().put("headers", new JsonObject().put("x-user", user));
            String foretold = here(manager.post("/api/v1/explain", asked)).getString("node");
            balancer.get("/app/x", "X-User", user);
            assertThat(nodes.node(foretold).requests()).as(user).anySatisfy(seen -> assertThat(seen.values("X-User"))
                    .containsExactly(user));
            assertThat(here(manager.get("/api/v1/explain?host=localhost&path=/app/x&header=X-User:%20" + user))
                            .getString("node"))
                    .isEqualTo(foretold);
        }
        assertThat(manager.send("POST", "/api/v1/explain", request().put("hidden", 1))
                        .statusCode())
                .isEqualTo(400);
        JsonObject bad = request().put("headers", new JsonObject().put("a b", "c"));
        assertThat(manager.send("POST", "/api/v1/explain", bad).statusCode()).isEqualTo(400);
    }

    @Test
    void a_viewer_gets_a_token_and_is_told_on_a_response_and_the_audit_knows() throws IOException {
        start(options -> {
            options.getExplain().setSecret("a secret of members");
            options.getManager().setTokens(List.of("viewer:eve=abcdef0123456789"));
        });
        assertThat(new ManagerClient(balancer)
                        .send("POST", "/api/v1/explain-token", new JsonObject())
                        .statusCode())
                .isEqualTo(401);
        ManagerClient viewer = new ManagerClient(balancer, "Authorization", VIEWER);
        assertThat(viewer.send("POST", "/api/v1/explain-token", new JsonObject(), "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        JsonObject made = new JsonObject(
                viewer.send("POST", "/api/v1/explain-token", new JsonObject()).body());
        assertThat(new JsonObject(viewer.send("POST", "/api/v1/explain", request())
                                .body())
                        .getJsonArray("members"))
                .hasSize(1);
        assertThat(viewer.send("POST", "/api/v1/nodes/n1/disable", new JsonObject())
                        .statusCode())
                .as("a change")
                .isEqualTo(403);

        var response = balancer.get("/app/x", made.getString("header"), made.getString("token"));
        assertThat(response.headers().firstValue("X-Balancer-Explain").orElse(""))
                .contains("context=\"/app\"", "tries=1");
        String audit =
                viewer.send("GET", "/api/v1/audit?action=EXPLAIN-TOKEN", null).body();
        assertThat(audit).contains("\"by\":\"eve\"").doesNotContain(made.getString("token"));
    }

    @Test
    void without_a_secret_there_are_no_tokens() throws IOException {
        start(options -> {});
        ManagerClient manager = new ManagerClient(balancer);
        var refused = manager.send("POST", "/api/v1/explain-token", new JsonObject());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("explain.secret");
        assertThat(new JsonArray(List.of(manager.get("/api/v1/config"))).encode())
                .contains("explain.secret");
    }

    @Test
    void a_moment_of_the_past_is_explained_by_what_was_known_then() throws Exception {
        start(options -> {});
        ManagerClient manager = new ManagerClient(balancer);
        OpenApi document =
                new OpenApi(manager.sendText("GET", "/api/v1/openapi.yaml", "").body());
        await().atMost(SOON).until(() -> manager.get("/api/v1/history").encode().split("ENABLED", -1).length > 3);
        String before = Instant.now().toString();
        balancer.mcmp("STOP-APP", "/*", "JVMRoute=n1");
        balancer.mcmp("STOP-APP", "/*", "JVMRoute=n2");
        await().atMost(SOON).until(() -> manager.get("/api/v1/history").encode().split("STOPPED", -1).length > 2);

        JsonObject asked = request().put("cookie", "JSESSIONID=abc.n1");
        assertThat(here(manager.post("/api/v1/explain", asked)).encode())
                .doesNotContain("\"node\":\"n1\",\"balancer\"");
        JsonObject then = manager.post("/api/v1/explain", asked.put("at", before));
        assertThat(document.problems("Explanations", then)).isEmpty();
        assertThat(here(then).getString("node")).isEqualTo("n1");
        assertThat(here(then).getString("affinity")).isEqualTo("hit");
        assertThat(here(then).getJsonObject("past").getString("at")).isEqualTo(before.substring(0, 23) + "Z");
        assertThat(here(manager.get("/api/v1/explain?host=localhost&path=/app&at=" + before))
                        .getJsonObject("past")
                        .encode())
                .as("without a session what was counted decided")
                .contains("what the policy had counted");

        var old = manager.send("POST", "/api/v1/explain", request().put("at", "1970-01-01T00:00:00Z"));
        assertThat(old.statusCode()).isEqualTo(410);
        assertThat(old.body()).contains("at: 1970-01-01T00:00:00Z (expected: from 20", " to now)");
        var later = manager.send("POST", "/api/v1/explain", request().put("at", "2999-01-01T00:00:00Z"));
        assertThat(later.statusCode()).isEqualTo(400);
        assertThat(manager.send("POST", "/api/v1/explain", request().put("at", "then"))
                        .statusCode())
                .isEqualTo(400);
    }
}
