package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The routing checks of the reference by number (§9, 59 to 72), over sockets, against nodes that answer with their name. */
class RoutingConformanceIT {
    private RunningBalancer balancer = RunningBalancer.start(
            options -> options.getTraffic().setInstances(1).setVirtualHosts(VirtualHostMode.IGNORE));
    private RegisteredNodes nodes = new RegisteredNodes(balancer);

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    @Test
    @DisplayName("59 CONFIG and ENABLE-APP without STATUS are enough to be served")
    void a_node_without_status_serves() throws IOException {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");

        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("60 paths: which lie in the context /app")
    void paths_match_on_segments() throws IOException {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");

        Map<String, Integer> expected = new LinkedHashMap<>();
        for (String yes :
                List.of("/app", "/app/", "/app/x", "/app?x=1", "/app;jsessionid=1", "/app;v=1/x", "//app", "/%61pp")) {
            expected.put(yes, 200);
        }
        expected.put("/application", 404);
        expected.put("/APP", 404);
        // the reference answers 404 to these two; here they are refused, since nodes read them in different ways
        expected.put("/app/../x", 400);
        expected.put("/app%2Fx", 400);
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (String path : expected.keySet()) {
            seen.put(path, raw(path, "localhost"));
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @DisplayName("61 DISABLED serves any session id, and no request without one")
    void a_disabled_context_serves_sessions_only() throws IOException {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");
        nodes.command("DISABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");

        assertThat(status("/app")).isEqualTo(404);
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(200);
        assertThat(status("/app", "Cookie", "JSESSIONID=abc")).isEqualTo(200);
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.other")).isEqualTo(200);
        assertThat(status("/app", "Cookie", "JSESSIONID=")).isEqualTo(404);
        assertThat(status("/app", "Cookie", "XJSESSIONID=abc.n1")).isEqualTo(404);
        assertThat(status("/app;jsessionid=abc")).isEqualTo(200);
        assertThat(status("/app?jsessionid=abc")).isEqualTo(404);
    }

    @Test
    @DisplayName("62 a stopped context does not fall back to a shorter one; a removed one does")
    void a_stopped_context_hides_the_shorter_one() throws IOException {
        nodes.register("n1", "");
        nodes.enable("n1", "/");
        nodes.command("STOP-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");

        assertThat(status("/app")).isEqualTo(404);
        assertThat(status("/app2")).isEqualTo(200);
        nodes.command("REMOVE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("63 Load -1 on the only node: 503 without session, 200 with its own")
    void a_node_that_is_down_keeps_its_sessions() throws IOException {
        nodes.register("n1", "");
        nodes.enable("n1", "/app");
        nodes.load("n1", -1);

        assertThat(status("/app")).isEqualTo(503);
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(200);
    }

    @Test
    @DisplayName("64 Load 0 gets no new request beside an active node, and all of them alone")
    void a_hot_standby_serves_when_it_is_alone() throws IOException {
        nodes.register("n1", "");
        nodes.register("n2", "");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.load("n1", 0);
        nodes.load("n2", 50);

        assertThat(shares("/app", 20)).isEqualTo(Map.of("n2", 20));
        nodes.command("REMOVE-APP", "/*", "JVMRoute=n2");
        assertThat(shares("/app", 20)).isEqualTo(Map.of("n1", 20));
    }

    @Test
    @DisplayName("65 loads 20, 90 and 1 share 300 requests 54 : 243 : 3, within three")
    void requests_follow_load() throws IOException {
        for (String name : List.of("n1", "n2", "n3")) {
            nodes.register(name, "");
            nodes.enable(name, "/app");
        }
        nodes.load("n1", 20);
        nodes.load("n2", 90);
        nodes.load("n3", 1);

        Map<String, Integer> shares = shares("/app", 300);
        assertThat(shares.get("n1")).isBetween(51, 57);
        assertThat(shares.get("n2")).isBetween(240, 246);
        assertThat(shares.get("n3")).isBetween(1, 6);
    }

    @Test
    @DisplayName("66 the route of cookie or path leads to its node; the cookie wins")
    void a_session_leads_to_its_node() throws IOException {
        nodes.register("n1", "");
        nodes.register("n2", "");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.load("n1", 1);
        nodes.load("n2", 100);

        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n1");
        assertThat(body("/app;jsessionid=abc.n1")).isEqualTo("n1");
        assertThat(body("/app;jsessionid=abc.n1", "Cookie", "JSESSIONID=x.n2")).isEqualTo("n2");
    }

    @Test
    @DisplayName("67 without force a session fails over to its LBGroup first, then to any node")
    void a_session_fails_over_to_its_group_first() throws IOException {
        registerGroups("&StickySessionForce=No");

        nodes.command("STOP-APP", "/*", "JVMRoute=n1");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
        nodes.command("STOP-APP", "/*", "JVMRoute=n2");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n3");
    }

    @Test
    @DisplayName("68 with force a session stays in its LBGroup, or is refused")
    void a_forced_session_stays_in_its_group() throws IOException {
        registerGroups("&StickySessionForce=Yes");

        nodes.command("STOP-APP", "/*", "JVMRoute=n1");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
        nodes.command("STOP-APP", "/*", "JVMRoute=n2");
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.unknown")).isEqualTo("n3");
    }

    @Test
    @DisplayName("68 with force and no LBGroup a session of a lost node is refused at once")
    void a_forced_session_without_group_is_refused() throws IOException {
        nodes.register("n1", "&StickySessionForce=Yes");
        nodes.register("n2", "&StickySessionForce=Yes");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.command("STOP-APP", "/*", "JVMRoute=n1");

        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("69 StickySession=No balances requests with sessions")
    void without_stickiness_sessions_are_balanced() throws IOException {
        nodes.register("n1", "&StickySession=No");
        nodes.register("n2", "&StickySession=No");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.load("n1", 50);
        nodes.load("n2", 50);

        assertThat(shares("/app", 20, "Cookie", "JSESSIONID=abc.n1")).isEqualTo(Map.of("n1", 10, "n2", 10));
    }

    @Test
    @DisplayName("70 a dead sticky node: with Maxattempts 1 the request itself fails over")
    void a_request_fails_over_within_its_attempts() throws IOException {
        nodes.register("n1", "&StickySessionForce=No&Maxattempts=1");
        nodes.register("n2", "&StickySessionForce=No&Maxattempts=1");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.node("n1").close();

        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
    }

    @Test
    @DisplayName("70 a dead sticky node: with Maxattempts 0 that request is 503, the next goes to the other")
    void without_attempts_only_the_next_request_fails_over() throws IOException {
        nodes.register("n1", "&StickySessionForce=No&Maxattempts=0");
        nodes.register("n2", "&StickySessionForce=No&Maxattempts=0");
        nodes.enable("n1", "/app");
        nodes.enable("n2", "/app");
        nodes.node("n1").close();

        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
    }

    @Test
    @DisplayName("71 500 and 503 of a node are passed on and the node stays up; no answer at all is 502")
    void answers_of_a_node_are_its_own() throws IOException {
        RecordingNode n1 = nodes.register("n1", "&StickySessionForce=No");
        nodes.enable("n1", "/app");

        n1.answerNext(Answer.status(500, "Internal Server Error", "its own 500"));
        assertThat(balancer.get("/app").body()).isEqualTo("its own 500");
        n1.answerNext(Answer.status(503, "Service Unavailable", "its own 503"));
        assertThat(status("/app")).isEqualTo(503);
        assertThat(status("/app")).isEqualTo(200);

        n1.closeConnections();
        n1.answer(request -> Answer.closeWithoutAnswer());
        assertThat(status("/app")).isEqualTo(502);
        n1.answer(request -> Answer.ok("n1"));
        assertThat(status("/app")).as("still up").isEqualTo(200);
    }

    @Test
    @DisplayName("72 UseAlias On: the host decides; case, port and trailing dot do not")
    void strict_virtual_hosts_need_their_alias() throws IOException {
        balancer.close();
        balancer = RunningBalancer.start(options -> options.getTraffic().setVirtualHosts(VirtualHostMode.STRICT));
        nodes = new RegisteredNodes(balancer);
        nodes.register("n1", "");
        nodes.command("ENABLE-APP", "/", "JVMRoute=n1&Alias=example.com&Context=/app");

        for (String host : List.of("example.com", "EXAMPLE.com", "example.com:9", "example.com.")) {
            assertThat(raw("/app", host)).as(host).isEqualTo(200);
        }
        assertThat(raw("/app", "other.com")).isEqualTo(404);
        assertThat(raw("/app", "127.0.0.1")).isEqualTo(404);
    }

    private void registerGroups(String sticky) throws IOException {
        nodes.register("n1", "&Domain=A" + sticky);
        nodes.register("n2", "&Domain=A" + sticky);
        nodes.register("n3", "&Domain=B" + sticky);
        for (String name : List.of("n1", "n2", "n3")) {
            nodes.enable(name, "/app");
            nodes.load(name, 50);
        }
    }

    private int status(String path, String... headers) {
        return balancer.get(path, headers).statusCode();
    }

    private String body(String path, String... headers) {
        return balancer.get(path, headers).body();
    }

    private int raw(String target, String host) throws IOException {
        return RawHttp.exchange(
                        balancer.traffic().getPort(),
                        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
                        Duration.ofSeconds(5))
                .statuses()
                .get(0);
    }

    private Map<String, Integer> shares(String path, int requests, String... headers) {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            shares.merge(body(path, headers), 1, Integer::sum);
        }
        return shares;
    }
}
