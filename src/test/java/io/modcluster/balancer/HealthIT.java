package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.SilentPeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the balancer makes of nodes that do not answer. */
class HealthIT {
    private final List<AutoCloseable> open = new ArrayList<>();
    private RunningBalancer balancer = RunningBalancer.start();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        balancer.close();
    }

    @Test
    @DisplayName("STATUS and PING answer within a second when the check of the node hangs")
    void a_hanging_check_does_not_delay_the_answer() throws IOException {
        SilentPeer silent = SilentPeer.start();
        open.add(silent);
        register("n1", silent.port());

        for (String command : List.of("STATUS", "PING")) {
            long begin = System.nanoTime();
            String answer = balancer.mcmp(command, "/", command.equals("PING") ? "JVMRoute=n1" : "JVMRoute=n1&Load=50")
                    .body();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("without a bound it would hang")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(answer).contains("State=NOTOK");
        }
        assertThat(balancer.info()).contains("Load: 0");
    }

    @Test
    @DisplayName("E-14 all nodes down: 503 with Retry-After; 200 within a second of the port being open again")
    void a_node_that_opens_its_port_again_is_found() throws IOException {
        RecordingNode first = RecordingNode.start("n1");
        int port = first.port();
        register("n1", port);
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        assertThat(balancer.get("/").statusCode()).isEqualTo(200);
        first.close();

        HttpResponse<String> down = balancer.get("/");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.headers().firstValue("Retry-After")).isPresent();
        assertThat(balancer.get("/").statusCode()).isEqualTo(503);

        RecordingNode second = RecordingNode.start("n1", port);
        open.add(second);
        // half a second after the failure comes the first look; a second is what the catalogue allows
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> balancer.get("/").statusCode() == 200);
    }

    @Test
    void a_node_that_never_answers_again_is_removed_after_its_time() throws IOException {
        balancer.close();
        balancer = RunningBalancer.start(options -> options.getMcmp().setRemoveAfter(Duration.ofSeconds(1)));
        RecordingNode node = RecordingNode.start("n1");
        register("n1", node.port());
        node.close();
        assertThat(balancer.mcmp("STATUS", "/", "JVMRoute=n1&Load=50").body()).contains("State=NOTOK");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=a&Context=/")
                                .statusCode()
                        == 500);
    }

    @Test
    @DisplayName("33 a known JVMRoute comes back on another port while the old node is dead: 200, replaced, and served")
    void a_node_that_moved_replaces_its_dead_self() throws IOException {
        RecordingNode old = RecordingNode.start("old");
        register("n1", old.port());
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        old.close();

        RecordingNode moved = RecordingNode.start("moved");
        open.add(moved);
        register("n1", moved.port());
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        assertThat(balancer.get("/").body()).isEqualTo("moved");
    }

    @Test
    @DisplayName("E-09 slow answers and errors of a node do not take it out")
    void a_slow_page_takes_no_node_out() throws IOException {
        balancer.close();
        balancer = RunningBalancer.start(options -> options.getTraffic().setResponseTimeout(Duration.ofSeconds(1)));
        RecordingNode node = RecordingNode.start("n1");
        open.add(node);
        register("n1", node.port());
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");

        node.answer(request -> request.target().startsWith("/slow") ? Answer.never() : Answer.ok("n1"));
        assertThat(balancer.get("/slow").statusCode()).isEqualTo(504);
        assertThat(balancer.get("/fast").statusCode()).isEqualTo(200);
    }

    @Test
    void readiness_tells_that_the_balancer_takes_requests() throws Exception {
        assertThat(balancer.managerStatus("/health/live")).isEqualTo(200);
        assertThat(balancer.managerStatus("/health/ready")).isEqualTo(200);
    }

    private void register(String route, int port) {
        assertThat(balancer.mcmp("CONFIG", "/", "JVMRoute=" + route + "&Host=127.0.0.1&Port=" + port + "&Type=http")
                        .statusCode())
                .isEqualTo(200);
    }
}
