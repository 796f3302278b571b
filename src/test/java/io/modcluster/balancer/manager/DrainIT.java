package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A drain from the order to its end, at one balancer. */
class DrainIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int SESSIONS = 1_000;
    private static final int SEEN = 200;
    private static final int AT_ONCE = 10;

    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private RunningBalancer balancer;
    private RegisteredNodes nodes;
    private ManagerClient manager;

    @BeforeEach
    void start() throws IOException {
        balancer = RunningBalancer.start();
        nodes = new RegisteredNodes(balancer);
        for (String node : List.of("n1", "n2")) {
            nodes.register(node, "&StickySessionForce=No");
            nodes.enable(node, "/app");
            nodes.load(node, 50);
        }
        manager = new ManagerClient(balancer);
        String address = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX).intentEvents();
        balancer.vertx().eventBus().<JsonObject>consumer(address, event -> {
            if (event.body().getString("type").equals("drain_completed")) {
                events.add(event.body());
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    /** Who answered requests of these sessions; an empty cookie is none. */
    private List<String> answers(List<String> cookies) {
        List<String> names = new ArrayList<>();
        for (int from = 0; from < cookies.size(); from += AT_ONCE) {
            List<CompletableFuture<HttpResponse<String>>> batch = new ArrayList<>();
            for (String cookie : cookies.subList(from, Math.min(cookies.size(), from + AT_ONCE))) {
                batch.add(
                        cookie.isEmpty()
                                ? balancer.getLater("/app/")
                                : balancer.getLater("/app/", "Cookie", "JSESSIONID=" + cookie));
            }
            batch.forEach(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                names.add(answer.join().body());
            });
        }
        return names;
    }

    private static List<String> sessions(int count, String suffix) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(suffix.isEmpty() ? "" : "s" + i + "." + suffix);
        }
        return ids;
    }

    private JsonObject drain(String target) {
        return manager.get("/api/v1/drains").getJsonArray("items").stream()
                .map(item -> (JsonObject) item)
                .filter(item -> item.getString("target").equals(target))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject order(String quiet, String timeout) {
        return new JsonObject().put("quiet", quiet).put("timeout", timeout).put("note", "kernel update");
    }

    @Test
    void sessions_stay_none_begins_and_the_end_is_told() {
        manager.post("/api/v1/nodes/n1/drain", order("1s", "1m"));
        Awaitility.await().until(() -> drain("node:n1").getBoolean("membersAnswered"));
        List<String> old = answers(sessions(SESSIONS, "n1"));
        long last = System.currentTimeMillis();
        assertThat(old).as("none moves").containsOnly(old.get(0)).hasSize(SESSIONS);
        assertThat(answers(sessions(100, ""))).as("none begins").doesNotContain(old.get(0));

        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> drain("node:n1").getLong("sessions") > 0);
        assertThat(drain("node:n1").getString("state")).isEqualTo("draining");
        assertThat(manager.get("/api/v1/nodes/n1").getString("state")).isEqualTo("draining");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !events.isEmpty());
        FIGURES.info("drain: told {} ms after the last session, 1000 of them quiet", System.currentTimeMillis() - last);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("outcome")).isEqualTo("drained");
        assertThat(manager.get("/api/v1/nodes/n1").getString("state")).isEqualTo("stopped");
        assertThat(drain("node:n1").getString("state")).isEqualTo("drained");
    }

    @Test
    void about_how_many_sessions_are_there_is_known() {
        manager.post("/api/v1/nodes/n1/drain", order("30s", "1m"));
        Awaitility.await().until(() -> drain("node:n1").getBoolean("membersAnswered"));
        answers(sessions(SEEN, "n1"));
        answers(sessions(SEEN, "n1"));
        Awaitility.await().untilAsserted(() -> assertThat(drain("node:n1").getLong("sessions"))
                .isBetween(SEEN - 10L, SEEN + 10L));

        manager.post("/api/v1/nodes/n1/enable", new JsonObject());
        assertThat(manager.get("/api/v1/drains").getJsonArray("items")).isEmpty();
        assertThat(manager.get("/api/v1/nodes/n1").getString("state")).isEqualTo("up");
        assertThat(events).isEmpty();
    }

    @Test
    void a_session_that_does_not_end_is_stopped_when_time_is_up() {
        JsonObject answer =
                manager.post("/api/v1/nodes/n1/drain", order("10s", "500ms").put("wait", true));
        assertThat(answer.getString("outcome")).isEqualTo("timeout");
        assertThat(manager.get("/api/v1/nodes/n1").getString("state")).isEqualTo("stopped");
        assertThat(events).extracting(event -> event.getString("outcome")).containsExactly("timeout");
    }

    @Test
    void a_context_is_drained_alone() {
        nodes.enable("n1", "/other");
        JsonObject order =
                order("500ms", "1m").put("node", "n1").put("path", "/app").put("wait", true);
        assertThat(manager.post("/api/v1/contexts/drain", order).getString("outcome"))
                .isEqualTo("drained");
        assertThat(manager.get("/api/v1/contexts?status=stopped").getJsonArray("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/nodes/n1").getString("state")).isEqualTo("up");
    }
}
