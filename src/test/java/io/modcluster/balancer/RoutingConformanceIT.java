package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The routing checks of the reference by number (§9, 59 to 72), over sockets, against nodes that answer with their name. */
class RoutingConformanceIT {
    private final List<RecordingNode> nodes = new ArrayList<>();
    private RunningBalancer balancer = RunningBalancer.start(
            options -> options.getTraffic().setInstances(1).setVirtualHosts(VirtualHostMode.IGNORE));

    @AfterEach
    void stop() throws IOException {
        for (RecordingNode node : nodes) {
            node.close();
        }
        balancer.close();
    }

    @Test
    @DisplayName("59 CONFIG and ENABLE-APP without STATUS are enough to be served")
    void a_node_without_status_serves() throws IOException {
        register("n1", "");
        enable("n1", "/app");

        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("60 paths: which lie in the context /app")
    void paths_match_on_segments() throws IOException {
        register("n1", "");
        enable("n1", "/app");

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
        register("n1", "");
        enable("n1", "/app");
        command("DISABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");

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
        register("n1", "");
        enable("n1", "/");
        command("STOP-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");

        assertThat(status("/app")).isEqualTo(404);
        assertThat(status("/app2")).isEqualTo(200);
        command("REMOVE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("63 Load -1 on the only node: 503 without session, 200 with its own")
    void a_node_that_is_down_keeps_its_sessions() throws IOException {
        register("n1", "");
        enable("n1", "/app");
        load("n1", -1);

        assertThat(status("/app")).isEqualTo(503);
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(200);
    }

    @Test
    @DisplayName("64 Load 0 gets no new request beside an active node, and all of them alone")
    void a_hot_standby_serves_when_it_is_alone() throws IOException {
        register("n1", "");
        register("n2", "");
        enable("n1", "/app");
        enable("n2", "/app");
        load("n1", 0);
        load("n2", 50);

        assertThat(shares("/app", 20)).isEqualTo(Map.of("n2", 20));
        command("REMOVE-APP", "/*", "JVMRoute=n2");
        assertThat(shares("/app", 20)).isEqualTo(Map.of("n1", 20));
    }

    @Test
    @DisplayName("65 loads 20, 90 and 1 share 300 requests 54 : 243 : 3, within three")
    void requests_follow_load() throws IOException {
        for (String name : List.of("n1", "n2", "n3")) {
            register(name, "");
            enable(name, "/app");
        }
        load("n1", 20);
        load("n2", 90);
        load("n3", 1);

        Map<String, Integer> shares = shares("/app", 300);
        assertThat(shares.get("n1")).isBetween(51, 57);
        assertThat(shares.get("n2")).isBetween(240, 246);
        assertThat(shares.get("n3")).isBetween(1, 6);
    }

    @Test
    @DisplayName("66 the route of cookie or path leads to its node; the cookie wins")
    void a_session_leads_to_its_node() throws IOException {
        register("n1", "");
        register("n2", "");
        enable("n1", "/app");
        enable("n2", "/app");
        load("n1", 1);
        load("n2", 100);

        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n1");
        assertThat(body("/app;jsessionid=abc.n1")).isEqualTo("n1");
        assertThat(body("/app;jsessionid=abc.n1", "Cookie", "JSESSIONID=x.n2")).isEqualTo("n2");
    }

    @Test
    @DisplayName("67 without force a session fails over to its LBGroup first, then to any node")
    void a_session_fails_over_to_its_group_first() throws IOException {
        registerGroups("&StickySessionForce=No");

        command("STOP-APP", "/*", "JVMRoute=n1");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
        command("STOP-APP", "/*", "JVMRoute=n2");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n3");
    }

    @Test
    @DisplayName("68 with force a session stays in its LBGroup, or is refused")
    void a_forced_session_stays_in_its_group() throws IOException {
        registerGroups("&StickySessionForce=Yes");

        command("STOP-APP", "/*", "JVMRoute=n1");
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
        command("STOP-APP", "/*", "JVMRoute=n2");
        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.unknown")).isEqualTo("n3");
    }

    @Test
    @DisplayName("68 with force and no LBGroup a session of a lost node is refused at once")
    void a_forced_session_without_group_is_refused() throws IOException {
        register("n1", "&StickySessionForce=Yes");
        register("n2", "&StickySessionForce=Yes");
        enable("n1", "/app");
        enable("n2", "/app");
        command("STOP-APP", "/*", "JVMRoute=n1");

        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(status("/app")).isEqualTo(200);
    }

    @Test
    @DisplayName("69 StickySession=No balances requests with sessions")
    void without_stickiness_sessions_are_balanced() throws IOException {
        register("n1", "&StickySession=No");
        register("n2", "&StickySession=No");
        enable("n1", "/app");
        enable("n2", "/app");
        load("n1", 50);
        load("n2", 50);

        assertThat(shares("/app", 20, "Cookie", "JSESSIONID=abc.n1")).isEqualTo(Map.of("n1", 10, "n2", 10));
    }

    @Test
    @DisplayName("70 a dead sticky node: with Maxattempts 1 the request itself fails over")
    void a_request_fails_over_within_its_attempts() throws IOException {
        register("n1", "&StickySessionForce=No&Maxattempts=1");
        register("n2", "&StickySessionForce=No&Maxattempts=1");
        enable("n1", "/app");
        enable("n2", "/app");
        node("n1").close();

        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
    }

    @Test
    @DisplayName("70 a dead sticky node: with Maxattempts 0 that request is 503, the next goes to the other")
    void without_attempts_only_the_next_request_fails_over() throws IOException {
        register("n1", "&StickySessionForce=No&Maxattempts=0");
        register("n2", "&StickySessionForce=No&Maxattempts=0");
        enable("n1", "/app");
        enable("n2", "/app");
        node("n1").close();

        assertThat(status("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo(503);
        assertThat(body("/app", "Cookie", "JSESSIONID=abc.n1")).isEqualTo("n2");
    }

    @Test
    @DisplayName("71 500 and 503 of a node are passed on and the node stays up; no answer at all is 502")
    void answers_of_a_node_are_its_own() throws IOException {
        RecordingNode n1 = register("n1", "&StickySessionForce=No");
        enable("n1", "/app");

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
        register("n1", "");
        command("ENABLE-APP", "/", "JVMRoute=n1&Alias=example.com&Context=/app");

        for (String host : List.of("example.com", "EXAMPLE.com", "example.com:9", "example.com.")) {
            assertThat(raw("/app", host)).as(host).isEqualTo(200);
        }
        assertThat(raw("/app", "other.com")).isEqualTo(404);
        assertThat(raw("/app", "127.0.0.1")).isEqualTo(404);
    }

    @Test
    @DisplayName("3 A-01 every MCMP method on the traffic port is 501 and changes nothing")
    void the_traffic_port_does_not_speak_mcmp() throws IOException {
        register("n1", "");
        enable("n1", "/");
        String before = balancer.info();
        for (String method : List.of(
                "CONFIG",
                "ENABLE-APP",
                "DISABLE-APP",
                "STOP-APP",
                "REMOVE-APP",
                "STATUS",
                "INFO",
                "DUMP",
                "PING",
                "VERSION",
                "config",
                "Stop-App")) {
            RawHttp.Outcome outcome = RawHttp.exchange(
                    balancer.traffic().getPort(),
                    method + " /* HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\nJVMRoute=n1",
                    Duration.ofMillis(300));
            assertThat(outcome.statuses()).as(method).containsExactly(501);
        }
        assertThat(balancer.info()).isEqualTo(before);
        assertThat(node("n1").requests()).isEmpty();
    }

    private void registerGroups(String sticky) throws IOException {
        register("n1", "&Domain=A" + sticky);
        register("n2", "&Domain=A" + sticky);
        register("n3", "&Domain=B" + sticky);
        for (String name : List.of("n1", "n2", "n3")) {
            enable(name, "/app");
            load(name, 50);
        }
    }

    private RecordingNode register(String name, String more) throws IOException {
        RecordingNode node = RecordingNode.start(name);
        nodes.add(node);
        command("CONFIG", "/", "JVMRoute=" + name + "&Host=127.0.0.1&Port=" + node.port() + "&Type=http" + more);
        return node;
    }

    private RecordingNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void enable(String name, String context) {
        command("ENABLE-APP", "/", "JVMRoute=" + name + "&Alias=localhost&Context=" + context);
    }

    private void load(String name, int load) {
        assertThat(command("STATUS", "/", "JVMRoute=" + name + "&Load=" + load)).contains("State=OK");
    }

    private String command(String method, String target, String body) {
        var response = balancer.mcmp(method, target, body);
        assertThat(response.statusCode()).as(response.headers().toString()).isEqualTo(200);
        return response.body();
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
                        Duration.ofSeconds(2))
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
