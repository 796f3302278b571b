package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command {@code events} against a balancer. */
final class EventsCommandIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOKEN = "viewer-01234567890";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private RunningBalancer balancer;
    private RegisteredNodes nodes;

    @BeforeEach
    void start() throws Exception {
        balancer = RunningBalancer.start(options -> options.getManager().setTokens(List.of("viewer:ci=" + TOKEN)));
        nodes = new RegisteredNodes(balancer);
        nodes.register("n1", "");
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
        balancer.close();
    }

    private int events(Map<String, String> environment, String... more) {
        Surroundings surroundings = new Surroundings(EmbeddedBalancer::start, FakeStop.given(), environment, List.of());
        var commandLine =
                Main.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(
                "events", "--url", "http://127.0.0.1:" + balancer.manager().getPort()));
        all.addAll(List.of(more));
        return Main.execute(commandLine, all.toArray(String[]::new));
    }

    private static Map<String, String> token() {
        return Map.of(ManagerArguments.TOKEN_VARIABLE, TOKEN);
    }

    private List<String> types() {
        return out.toString()
                .lines()
                .map(line -> new JsonObject(line).getString("type"))
                .toList();
    }

    @Test
    void what_changed_lately_is_printed_a_line_each() {
        await().atMost(SOON).until(() -> {
            out.getBuffer().setLength(0);
            return events(token()) == 0 && types().contains("node_registered");
        });
    }

    @Test
    void what_changes_is_printed_as_it_comes() throws Exception {
        Thread following = new Thread(() -> events(token(), "-f"));
        following.setDaemon(true);
        following.start();
        int[] context = {0};
        await().atMost(SOON).until(() -> {
            nodes.enable("n1", "/app" + context[0]++);
            return types().contains("context_changed");
        });
        following.interrupt();
    }

    @Test
    void who_may_not_look_is_told_so() {
        assertThat(events(Map.of())).isEqualTo(1);
        assertThat(err.toString()).contains("401");
    }
}
