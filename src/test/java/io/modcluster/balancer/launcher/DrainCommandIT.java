package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command {@code drain} against a balancer. */
class DrainCommandIT {
    private static final String TOKEN = "operator-0123456789";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private RunningBalancer balancer;
    private RegisteredNodes nodes;

    @BeforeEach
    void start() throws IOException {
        balancer = RunningBalancer.start(options -> options.getManager().setTokens(List.of("operator:ci=" + TOKEN)));
        nodes = new RegisteredNodes(balancer);
        nodes.register("n1", "");
        nodes.enable("n1", "/app");
        nodes.load("n1", 50);
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    private int drain(Map<String, String> environment, String... arguments) {
        Surroundings surroundings = new Surroundings(EmbeddedBalancer::start, FakeStop.given(), environment, List.of());
        CommandLine commandLine =
                Main.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of(
                "drain", "--url", "http://127.0.0.1:" + balancer.manager().getPort()));
        all.addAll(List.of(arguments));
        return Main.execute(commandLine, all.toArray(String[]::new));
    }

    private static Map<String, String> token() {
        return Map.of(ManagerArguments.TOKEN_VARIABLE, TOKEN);
    }

    @Test
    void a_node_that_is_drained_ends_with_0() {
        assertThat(drain(token(), "n1", "--wait", "--quiet", "500ms", "--timeout", "30s"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("draining n1").endsWith("drained" + System.lineSeparator());
        assertThat(balancer.info()).contains("Status: STOPPED");
    }

    @Test
    void one_that_is_not_drained_in_time_ends_with_4() {
        assertThat(drain(token(), "n1", "--wait", "--quiet", "30s", "--timeout", "500ms"))
                .isEqualTo(4);
        assertThat(out.toString()).contains("not drained in time");
    }

    @Test
    void what_cannot_be_done_ends_with_1_and_says_why() {
        assertThat(drain(token(), "ghost", "--wait")).isEqualTo(1);
        assertThat(err.toString()).contains("404").contains("node:ghost");
        assertThat(drain(Map.of(), "n1")).isEqualTo(1);
        assertThat(err.toString()).contains("401");
        assertThat(balancer.info()).contains("Status: ENABLED");
    }
}
