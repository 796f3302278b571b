package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API tells of nodes, and what it does to them. */
class ManagerApiIT {
    private RunningBalancer balancer;
    private RegisteredNodes nodes;
    private ManagerClient manager;

    @BeforeEach
    void start() throws IOException {
        balancer = RunningBalancer.start();
        nodes = new RegisteredNodes(balancer);
        nodes.register("n1", "&Domain=A&Balancer=shop");
        nodes.register("n2", "&Domain=B&Balancer=shop");
        for (String node : List.of("n1", "n2")) {
            nodes.enable(node, "/app");
            nodes.load(node, 50);
        }
        nodes.enable("n2", "/other");
        manager = new ManagerClient(balancer);
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    private static List<String> each(JsonObject answer, String field) {
        return answer.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString(field))
                .toList();
    }

    private String state(String node) {
        return manager.get("/api/v1/nodes/" + node).getString("state");
    }

    @Test
    void nodes_are_filtered_sorted_and_cut() {
        assertThat(each(manager.get("/api/v1/nodes"), "jvmRoute")).containsExactly("n1", "n2");
        assertThat(each(manager.get("/api/v1/nodes?sort=-jvmRoute"), "jvmRoute"))
                .containsExactly("n2", "n1");
        assertThat(each(manager.get("/api/v1/nodes?lbGroup=B"), "jvmRoute")).containsExactly("n2");
        assertThat(each(manager.get("/api/v1/nodes?q=N1"), "jvmRoute")).containsExactly("n1");
        assertThat(each(manager.get("/api/v1/nodes?state=error"), "jvmRoute")).isEmpty();
        JsonObject page = manager.get("/api/v1/nodes?limit=1&offset=1");
        assertThat(each(page, "jvmRoute")).containsExactly("n2");
        assertThat(page.getInteger("total")).isEqualTo(2);
    }

    @Test
    void a_node_shows_what_was_counted_and_which_member_reaches_it() throws IOException {
        balancer.get("/app/");
        balancer.get("/app/");
        JsonObject all = manager.get("/api/v1/counters");
        assertThat(all.getJsonArray("items").stream()
                        .mapToLong(item -> ((JsonObject) item).getLong("elected"))
                        .sum())
                .isEqualTo(2);

        nodes.node("n1").close();
        balancer.mcmp("STATUS", "/", "JVMRoute=n1&Load=50");
        JsonObject n1 = manager.get("/api/v1/nodes/n1");
        assertThat(n1.getString("state")).isEqualTo("error");
        assertThat(n1.getString("reason")).isNotEmpty();
        assertThat(n1.getJsonArray("members").getJsonObject(0).getBoolean("up")).isFalse();
        assertThat(state("n2")).isEqualTo("up");
    }

    @Test
    void contexts_and_hosts_are_found_by_what_they_are() {
        assertThat(each(manager.get("/api/v1/contexts"), "path")).containsExactly("/app", "/app", "/other");
        assertThat(each(manager.get("/api/v1/contexts?path=/app&node=n2"), "node"))
                .containsExactly("n2");
        assertThat(each(manager.get("/api/v1/contexts?status=disabled"), "path"))
                .isEmpty();
        JsonArray hosts = manager.get("/api/v1/virtual-hosts").getJsonArray("items");
        assertThat(hosts).hasSize(1);
        assertThat(hosts.getJsonObject(0).getString("host")).isEqualTo("localhost");
        assertThat(each(manager.get("/api/v1/balancers"), "name")).containsExactly("shop");
        assertThat(manager.get("/api/v1/balancers/shop").getJsonArray("nodes")).containsExactly("n1", "n2");
        assertThat(each(manager.get("/api/v1/lbgroups"), "lbGroup")).containsExactly("A", "B");
        assertThat(manager.get("/api/v1/members").getJsonArray("items")).hasSize(1);
    }

    @Test
    void actions_hold_until_they_are_taken_back() {
        manager.post("/api/v1/nodes/n1/disable", new JsonObject().put("note", "kernel"));
        assertThat(state("n1")).isEqualTo("disabled");
        assertThat(manager.get("/api/v1/nodes/n1").getString("reason")).isEqualTo("local: kernel");
        nodes.enable("n1", "/app");
        assertThat(state("n1")).as("whatever the node says").isEqualTo("disabled");

        manager.post("/api/v1/nodes/n1/stop", new JsonObject().put("wait", true));
        assertThat(state("n1")).isEqualTo("stopped");
        manager.post("/api/v1/nodes/n1/enable", new JsonObject());
        assertThat(state("n1")).isEqualTo("up");

        manager.post("/api/v1/lbgroups/B/stop", new JsonObject());
        assertThat(state("n2")).isEqualTo("stopped");
        assertThat(each(manager.get("/api/v1/intents"), "target")).containsExactly("lbgroup:B");
        manager.post("/api/v1/intents/clear", new JsonObject().put("target", "lbgroup:B"));
        assertThat(state("n2")).isEqualTo("up");

        manager.post(
                "/api/v1/contexts/disable", new JsonObject().put("node", "n2").put("path", "/app"));
        assertThat(each(manager.get("/api/v1/contexts?status=disabled"), "node"))
                .containsExactly("n2");
        manager.post(
                "/api/v1/contexts/remove", new JsonObject().put("node", "n2").put("path", "/other"));
        assertThat(each(manager.get("/api/v1/contexts?path=/other"), "node")).isEmpty();
        manager.post("/api/v1/nodes/n2/remove", new JsonObject());
        assertThat(state("n2")).isEqualTo("removed");
        assertThat(manager.sendText("GET", "/api/v1/audit?kind=admin&action=REMOVE", "")
                        .body())
                .as("who did it")
                .contains("\"by\":\"local\"", "\"node:n2\"", "\"context:n2||/other\"");
    }

    @Test
    void the_page_sorts_by_what_the_api_can() {
        for (String list : List.of("nodes", "contexts")) {
            String script =
                    manager.sendText("GET", "/ui/js/" + list + ".js", "").body();
            List<String> fields = Pattern.compile("sort: \"([A-Za-z]+)\"")
                    .matcher(script)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(fields).isNotEmpty();
            for (String field : fields) {
                assertThat(manager.send("GET", "/api/v1/" + list + "?sort=" + field, null)
                                .statusCode())
                        .as(list + " by " + field)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_request_is_explained_as_it_would_go() {
        OpenApi document =
                new OpenApi(manager.sendText("GET", "/api/v1/openapi.yaml", "").body());
        JsonObject answer = manager.get("/api/v1/explain?host=localhost&path=/app/x&cookie=JSESSIONID%3Dsecret.n2");
        assertThat(document.problems("Explanations", answer)).isEmpty();
        assertThat(answer.getBoolean("agree")).isTrue();
        assertThat(answer.encode()).doesNotContain("secret");
        JsonObject said = answer.getJsonArray("members").getJsonObject(0).getJsonObject("explanation");
        assertThat(said.getString("node")).isEqualTo("n2");
        assertThat(said.getString("affinity")).isEqualTo("hit");
        assertThat(said.getString("context")).isEqualTo("/app");

        manager.post("/api/v1/nodes/n1/stop", new JsonObject());
        JsonObject stopped = manager.get("/api/v1/explain?host=localhost&path=/app");
        assertThat(stopped.encode()).contains("\"node\":\"n1\",\"status\":\"stopped\"");
        for (String path : List.of("/nothing", "/app/..%3B/x")) {
            JsonObject refused = manager.get("/api/v1/explain?host=localhost&path=" + path);
            assertThat(document.problems("Explanations", refused)).isEmpty();
            assertThat(refused.encode()).doesNotContain("\"outcome\":\"chosen\"");
        }
    }

    @Test
    void answers_are_as_the_document_says() {
        OpenApi document =
                new OpenApi(manager.sendText("GET", "/api/v1/openapi.yaml", "").body());
        balancer.mcmp("STATUS", "/", "JVMRoute=ghost&Load=50");
        JsonObject order =
                new JsonObject().put("node", "n2").put("path", "/other").put("note", "kernel");
        assertThat(document.problems("ActionDone", manager.post("/api/v1/contexts/disable", order)))
                .isEmpty();
        assertThat(document.problems("ActionDone", manager.post("/api/v1/nodes/n1/drain", new JsonObject())))
                .isEmpty();
        for (String path : List.of(
                "session",
                "members",
                "balancers",
                "lbgroups",
                "nodes",
                "contexts",
                "virtual-hosts",
                "counters",
                "refusals",
                "intents",
                "drains",
                "config")) {
            String whole = "/api/v1/" + path;
            assertThat(document.problems("get", whole, manager.get(whole)))
                    .as(path)
                    .isEmpty();
        }
        assertThat(document.problems("NodeDetail", manager.get("/api/v1/nodes/n2")))
                .isEmpty();
        assertThat(document.problems("Balancer", manager.get("/api/v1/balancers/shop")))
                .isEmpty();
        assertThat(document.problems(
                        "Problem",
                        new JsonObject(
                                manager.send("GET", "/api/v1/nodes/ghost", null).body())))
                .isEmpty();
    }

    @Test
    void what_is_not_there_or_not_good_is_a_problem() {
        assertThat(manager.send("GET", "/api/v1/nodes/nobody", null).statusCode())
                .isEqualTo(404);
        assertThat(manager.send("GET", "/api/v1/nodes?limit=0", null).body()).contains("1..1000");
        assertThat(manager.send("GET", "/api/v1/nodes?colour=red", null).body())
                .contains("colour")
                .contains("expected");
        assertThat(manager.send("GET", "/api/v1/nothing", null).statusCode()).isEqualTo(404);
        assertThat(manager.send("GET", "/api/v1/nothing", null).headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    @Test
    void who_was_refused_is_told_with_the_reason() {
        balancer.mcmp("STATUS", "/", "JVMRoute=ghost&Load=50");
        JsonObject member =
                manager.get("/api/v1/refusals").getJsonArray("members").getJsonObject(0);
        JsonObject refusal = member.getJsonArray("items").getJsonObject(0);
        assertThat(refusal.getString("jvmRoute")).isEqualTo("ghost");
        assertThat(refusal.getString("method")).isEqualTo("STATUS");
        assertThat(refusal.getString("reason")).isNotEmpty();
    }
}
