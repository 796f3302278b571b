package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code health.*} makes of nodes that accept connections and serve nothing, and of nodes that come and go. */
class HealthRulesIT {
    private static final Duration SOON = Duration.ofSeconds(8);

    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable RunningBalancer balancer;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        if (balancer != null) {
            balancer.close();
        }
    }

    @Test
    void a_node_whose_health_page_says_no_gets_nothing_until_it_says_yes() throws Exception {
        RunningBalancer started = RunningBalancer.start(options -> options.getHealth()
                .setActive(true)
                .setInterval(Duration.ofSeconds(1))
                .setPath("/health?full")
                .setFall(2));
        RegisteredNodes nodes = two(started);
        RecordingNode ill = nodes.node("one");
        assertThat(served(started, 10)).contains("one", "two");

        ill.answer(any -> any.target().equals("/health?full") ? Answer.status(503, "No", "") : Answer.ok("one"));
        await().atMost(SOON).until(() -> !served(started, 6).contains("one"));
        assertThat(served(started, 10)).containsOnly("two");

        ill.answer(any -> Answer.ok("one"));
        await().atMost(SOON).until(() -> served(started, 6).contains("one"));
        assertThat(ill.requests()).anySatisfy(request -> {
            assertThat(request.target()).isEqualTo("/health?full");
            assertThat(request.values("Host")).containsExactly("127.0.0.1:" + ill.port());
        });
    }

    @Test
    void a_node_that_breaks_its_requests_goes_out_by_its_share_of_errors_and_comes_back_by_a_trial() throws Exception {
        RunningBalancer started = RunningBalancer.start(options -> {
            options.getTraffic().setInstances(1);
            options.getHealth().setErrorPercent(50).setErrorMin(5);
        });
        RegisteredNodes nodes = two(started);
        RecordingNode ill = nodes.node("one");
        assertThat(served(started, 10)).contains("one", "two");

        ill.answer(any -> Answer.closeWithoutAnswer());
        await().atMost(SOON).until(() -> {
            int before = ill.requests().size();
            return served(started, 10).size() == 10 && ill.requests().size() == before;
        });

        // the trial fails without anybody noticing
        int before = ill.requests().size();
        await().atMost(SOON)
                .until(() -> served(started, 5).size() == 5 && ill.requests().size() > before);
        assertThat(ill.requests().size()).isLessThan(before + 5);
        ill.answer(any -> Answer.ok("one"));
        await().atMost(SOON).until(() -> served(started, 6).contains("one"));
        await().atMost(SOON)
                .until(() -> served(started, 10).stream().filter("one"::equals).count() >= 4);
    }

    @Test
    @DisplayName("E-14 a node that comes and goes is held out only where another one serves")
    void the_only_node_is_used_as_soon_as_it_answers_however_often_it_was_gone() throws Exception {
        RunningBalancer started = RunningBalancer.start();
        balancer = started;
        RegisteredNodes nodes = new RegisteredNodes(started);
        open.add(nodes);
        nodes.register("one", "");
        nodes.enable("one", "/");
        nodes.load("one", 100);
        int port = nodes.node("one").port();
        RecordingNode now = nodes.node("one");
        for (int i = 0; i < 4; i++) {
            assertThat(started.get("/").statusCode()).isEqualTo(200);
            now.close();
            // 502 where the request was on its way when the connection broke
            assertThat(started.get("/").statusCode()).isIn(502, 503);
            now = RecordingNode.start("one", port);
            open.add(now);
            await().atMost(Duration.ofSeconds(3)).until(() -> started.get("/").statusCode() == 200);
        }
    }

    @Test
    @DisplayName(
            "E-15 a dead node whose STATUS goes on gets nothing; nor does one that says -1; one that is silent but alive does")
    void what_status_says_and_does_not_say() throws Exception {
        RunningBalancer started = RunningBalancer.start();
        RegisteredNodes nodes = two(started);
        nodes.node("one").close();
        assertThat(nodes.command("STATUS", "/", "JVMRoute=one&Load=100")).contains("State=NOTOK");
        assertThat(served(started, 6)).containsOnly("two");
        assertThat(nodes.command("STATUS", "/", "JVMRoute=one&Load=100")).contains("State=NOTOK");
        assertThat(served(started, 6)).containsOnly("two");

        nodes.command("STATUS", "/", "JVMRoute=two&Load=-1");
        await().atMost(SOON).until(() -> started.get("/").statusCode() == 503);
        nodes.load("two", 0);
        await().atMost(SOON).until(() -> served(started, 1).contains("two"));
    }

    private RegisteredNodes two(RunningBalancer started) throws IOException {
        balancer = started;
        RegisteredNodes nodes = new RegisteredNodes(started);
        open.add(nodes);
        for (String name : List.of("one", "two")) {
            nodes.register(name, "");
            nodes.enable(name, "/");
            nodes.load(name, 100);
        }
        return nodes;
    }

    /** Who served so many GETs; none may fail. */
    private static List<String> served(RunningBalancer balancer, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var answer = balancer.get("/");
            if (answer.statusCode() == 200) {
                names.add(answer.body());
            }
        }
        return names;
    }
}
