package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> events = new ArrayList<>();
    private Map<String, String> environment = Map.of();

    private BalancerStarter starter = (vertx, options) -> {
        events.add("start " + options.getTraffic().getPort());
        return Future.succeededFuture(new FakeRunning());
    };

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"run", ""})
    void run_is_the_default_verb_and_names_the_three_addresses(String verb) {
        int code = verb.isEmpty() ? execute() : execute(verb);

        assertThat(code).isZero();
        assertThat(out.toString().strip())
                .isEqualTo("ready: traffic http://0.0.0.0:1  mcmp 127.0.0.1:2  manager http://127.0.0.1:3");
        assertThat(events).containsExactly("start 8080", "stop");
    }

    @Test
    void ports_that_are_not_open_are_not_in_the_ready_line() {
        String[] off = {"--set", "traffic.enabled=false", "--set", "manager.enabled=false"};
        assertThat(execute(off)).isZero();
        assertThat(out.toString().strip()).isEqualTo("ready: mcmp 127.0.0.1:2");
        assertThat(execute("check", off[0], off[1], off[2], off[3])).isZero();
        assertThat(out.toString()).contains("configuration is good", "traffic.enabled", "manager.enabled");
    }

    @Test
    void a_manager_with_a_certificate_is_named_with_https() {
        assertThat(execute("--set", "manager.tls-certificate=m.pem", "--set", "manager.tls-key=m.key"))
                .isZero();
        assertThat(out.toString()).contains("manager https://127.0.0.1:3");
    }

    @Test
    void a_manager_that_is_not_there_is_told_so() throws IOException {
        int nobody;
        try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        assertThat(execute("audit", "--url", "http://127.0.0.1:" + nobody)).isEqualTo(1);
        assertThat(err.toString()).contains("nobody listens there", "--url");
    }

    @Test
    void arguments_without_a_verb_belong_to_run() {
        assertThat(execute("--set", "traffic.port=7000", "--set", "traffic.host=::1"))
                .isZero();
        assertThat(events).containsExactly("start 7000", "stop");
        assertThat(out.toString()).contains("http://[::1]:1");
    }

    @Test
    void a_file_can_be_named() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "traffic: {port: 7001}");

        assertThat(execute("-c", file.toString())).isZero();
        assertThat(events).containsExactly("start 7001", "stop");
    }

    @Test
    void bad_configuration_is_exit_code_2_with_all_problems_on_stderr() {
        environment = Map.of("MODCLUSTER_MCMP_PORT", "x");

        assertThat(execute("run", "--set", "traffic.prot=1", "--set", "traffic.port=x"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "configuration is not good, 3 problems:",
                        "  MODCLUSTER_MCMP_PORT: mcmp.port: \"x\" (expected: a whole number: 0..65535)",
                        "  --set: traffic.prot: \"1\" (expected: a key that exists; did you mean traffic.port?)",
                        "  --set: traffic.port: \"x\" (expected: a whole number: 0..65535)");
        assertThat(out.toString()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void a_named_file_that_does_not_exist_is_exit_code_2() {
        assertThat(execute("check", "-c", "no-such-file.yaml")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "configuration is not good, 1 problem:", "  no-such-file.yaml (expected: a file that exists)");
    }

    @Test
    void check_shows_every_value_and_its_origin_and_starts_nothing() {
        environment = Map.of("MODCLUSTER_MCMP_PORT", "7002");

        assertThat(execute("check", "--set", "traffic.port=7000")).isZero();
        assertThat(out.toString().lines())
                .startsWith("configuration is good")
                .hasSize(1 + BalancerOptions.keys().size())
                .anyMatch(line -> line.matches("traffic\\.port +7000 +--set"))
                .anyMatch(line -> line.matches("mcmp\\.port +7002 +MODCLUSTER_MCMP_PORT"))
                .anyMatch(line -> line.matches("manager\\.port +8091 +default"));
        assertThat(events).isEmpty();
    }

    @Test
    void check_shows_each_static_node_complete() {
        String nodes = "[{\"address\":\"10.0.0.5:3000\"},{\"address\":\"a:1\",\"route\":\"r\"}]";
        environment = Map.of("MODCLUSTER_NODES", nodes, "MODCLUSTER_MCMP_DEFAULT_BALANCER", "shop");

        assertThat(execute("check")).isZero();
        assertThat(out.toString().lines())
                .hasSize(2 + BalancerOptions.keys().size())
                .anyMatch(line -> line.matches("nodes\\[0] +\\{.*\"10-0-0-5-3000\".*\"shop\".*} MODCLUSTER_NODES"))
                .anyMatch(line -> line.matches("nodes\\[1] +\\{.*\"r\".*\"shop\".*} MODCLUSTER_NODES"));
    }

    @Test
    @DisplayName("I-05 check shows that there is a key, not which")
    void check_shows_that_there_is_a_key_not_which() {
        assertThat(execute("check", "--set", "advertise.key=TopSecret")).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("advertise\\.key +\\*\\*\\* +--set"))
                .noneMatch(line -> line.contains("TopSecret"));
    }

    @Test
    void keys_lists_every_option() {
        assertThat(execute("keys")).isZero();
        assertThat(BalancerOptions.keys()).allSatisfy(key -> assertThat(out.toString())
                .contains(key.name() + ": " + key.show(new BalancerOptions()))
                .contains(key.sentence())
                .contains("Takes " + key.expected() + ". Environment: " + EnvironmentSource.variableOf(key.name())));
    }

    @Test
    void help_lists_verbs_and_examples() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "run ",
                        "demo ",
                        "check ",
                        "keys ",
                        "Examples:",
                        "vertx-mod-cluster demo",
                        "--set traffic.port=8000")
                .contains("Exit codes: 0 good, 1 not started, 2 wrong");
        String synopsis = out.toString().replaceAll("\\s+", " ");
        assertThat(synopsis)
                .contains(
                        "run | demo | register | check | keys | drain | events | audit | explain | explain-token | hash-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "demo",
                "register",
                "check",
                "keys",
                "drain",
                "events",
                "audit",
                "explain",
                "explain-token",
                "hash-password"
            })
    void every_verb_has_help_and_starts_nothing_then(String verb) {
        assertThat(execute(verb, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: vertx-mod-cluster " + verb);
        assertThat(events).isEmpty();
    }

    @Test
    void the_version_is_that_of_the_build() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString().strip()).matches("vertx-mod-cluster [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fly", "--no-such-option"})
    void wrong_usage_is_exit_code_2(String argument) {
        assertThat(execute(argument)).isEqualTo(2);
        assertThat(err.toString()).contains(argument).contains("Usage:");
    }

    @Test
    void a_failure_to_start_is_one_sentence_and_exit_code_1() {
        starter = (vertx, options) -> Future.failedFuture(new IOException("no luck"));

        assertThat(execute("run", "--set", "traffic.port=0", "--set", "mcmp.port=0", "--set", "manager.port=0"))
                .isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("the balancer did not start: no luck");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_starter_that_throws_is_a_failure_to_start() {
        starter = (vertx, options) -> {
            throw new IllegalStateException("bug");
        };

        assertThat(execute("-v", "--set", "traffic.port=0", "--set", "mcmp.port=0", "--set", "manager.port=0"))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("the balancer did not start: bug");
    }

    @Test
    void a_stop_that_fails_does_not_hide_that_we_ran() {
        starter = (vertx, options) -> Future.succeededFuture(new FakeRunning() {
            @Override
            public Future<Void> stop() {
                return Future.failedFuture("stuck");
            }
        });

        assertThat(execute("run")).isZero();
    }

    private int execute(String... arguments) {
        CommandLine commandLine =
                Main.commandLine(new Surroundings(starter, FakeStop.given(), environment, List.of(folder)));
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return Main.execute(commandLine, arguments);
    }

    private class FakeRunning implements BalancerStarter.Running {
        @Override
        public int trafficPort() {
            return 1;
        }

        @Override
        public int mcmpPort() {
            return 2;
        }

        @Override
        public int managerPort() {
            return 3;
        }

        @Override
        public Future<Void> stop() {
            events.add("stop");
            return Future.succeededFuture();
        }
    }
}
