package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who did what at the manager, what it changed, and what was refused. */
class ManagerAuditIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String SECRET = "0123456789abcdef";

    private RunningBalancer balancer;
    private RegisteredNodes nodes;
    private ManagerClient operator;

    @BeforeEach
    void start() throws IOException {
        balancer = RunningBalancer.start(options ->
                options.getManager().setTokens(List.of("operator:ci=" + SECRET, "viewer:eve=abcdef0123456789")));
        nodes = new RegisteredNodes(balancer);
        for (String node : List.of("n1", "n2")) {
            nodes.register(node, "&Domain=A");
            nodes.enable(node, "/app");
        }
        operator = new ManagerClient(balancer, "Authorization", "Bearer " + SECRET);
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    private List<JsonObject> audit(String query) {
        return operator.sendText("GET", "/api/v1/audit?kind=admin&" + query, "")
                .body()
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    private static JsonObject change(String type, String subject, String before, String after) {
        return new JsonObject()
                .put("type", type)
                .put("subject", subject)
                .put("before", before)
                .put("after", after);
    }

    @Test
    void an_act_is_one_record_with_who_did_it_and_all_that_it_changed() {
        JsonObject why = new JsonObject().put("note", "kernel");
        assertThat(operator.send("POST", "/api/v1/lbgroups/A/disable", why).statusCode())
                .isEqualTo(200);
        JsonObject disabled = audit("action=DISABLE").get(0);
        assertThat(disabled.getString("by")).isEqualTo("ci");
        assertThat(disabled.getString("way")).isEqualTo("bearer");
        assertThat(disabled.getString("peer")).startsWith("127.0.0.1:");
        assertThat(disabled.getString("request")).isEqualTo("POST /api/v1/lbgroups/A/disable");
        assertThat(disabled.getString("message")).isEqualTo("ci: kernel");
        assertThat(disabled.getJsonArray("effect"))
                .isEqualTo(new JsonArray()
                        .add(change("intent_changed", disabled.getString("subject"), "NONE", "DISABLE"))
                        .add(change("context_changed", "n1 localhost|/app", "ENABLED", "DISABLED"))
                        .add(change("context_changed", "n2 localhost|/app", "ENABLED", "DISABLED")));

        operator.send("POST", "/api/v1/intents/clear", new JsonObject());
        assertThat(audit("action=CLEAR").get(0).getJsonArray("effect"))
                .containsExactly(change("intent_changed", disabled.getString("subject"), "DISABLE", "NONE"));
        operator.send("POST", "/api/v1/nodes/n1/remove", new JsonObject());
        assertThat(audit("action=REMOVE").get(0).getJsonArray("effect").encode())
                .contains("node_removed");
        assertThat(audit("by=ci")).hasSize(3);
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> audit("action=INTENT")
                .isEmpty());
    }

    @Test
    void what_was_refused_is_there_with_the_reason_and_without_secrets() {
        ManagerClient viewer = new ManagerClient(balancer, "Authorization", "Bearer abcdef0123456789");
        viewer.send("POST", "/api/v1/nodes/n1/stop?token=TopSecret", new JsonObject());
        operator.send("POST", "/api/v1/nodes/ghost/stop", new JsonObject());
        new ManagerClient(balancer, "Authorization", "Bearer TopSecretGuess").send("GET", "/api/v1/nodes", null);

        await().atMost(SOON).until(() -> audit("refused=true").size() == 3);
        JsonObject byViewer = audit("by=eve").get(0);
        assertThat(byViewer.getString("action")).isEqualTo("CHANGE");
        assertThat(byViewer.getString("refused")).startsWith("403 role: viewer");
        JsonObject byOperator = audit("by=ci&refused=true").get(0);
        assertThat(byOperator.getString("request")).isEqualTo("POST /api/v1/nodes/ghost/stop");
        assertThat(byOperator.getString("refused")).startsWith("404 ");
        JsonObject login = audit("action=LOGIN").get(0);
        assertThat(login.getString("refused")).startsWith("401 ");
        assertThat(login.getString("by")).isEmpty();
        assertThat(audit("").toString()).doesNotContain("TopSecret", SECRET, "abcdef0123456789");
    }
}
