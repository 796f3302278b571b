package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator reads at INFO: one line for each event, with the node in it. */
class OperatorLogIT {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.modcluster.balancer");
    private final Level before = logger.getLevel();
    private final Lines lines = new Lines();
    private RunningBalancer balancer;

    @BeforeEach
    void start() {
        lines.setContext(logger.getLoggerContext());
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        balancer = RunningBalancer.start();
    }

    @AfterEach
    void stop() {
        balancer.close();
        logger.detachAppender(lines);
        logger.setLevel(before);
    }

    @Test
    void a_command_is_one_line_that_says_who_and_what() throws IOException {
        try (RecordingNode node = RecordingNode.start("n1")) {
            register("n1", "http", node.port());
            balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/a,/b");
            balancer.mcmp("STATUS", "/", "JVMRoute=n1&Load=50");
            balancer.mcmp("REMOVE-APP", "/*", "JVMRoute=n1");
        }
        assertThat(lines.about("n1"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("INFO mcmp ") && line.contains("peer=127.0.0.1"))
                .anyMatch(line -> line.contains("CONFIG"))
                .anyMatch(line -> line.contains("/a ENABLED") && line.contains("/b ENABLED"))
                .anyMatch(line -> line.contains("REMOVE-APP"));
    }

    @Test
    void aliases_that_match_no_request_are_one_warning() throws IOException {
        try (RecordingNode node = RecordingNode.start("n1")) {
            register("n1", "http", node.port());
            String app = "JVMRoute=n1&Alias=localhost,*.example.com,a.*.example,*foo.example&Context=/a,/b";
            balancer.mcmp("ENABLE-APP", "/", app);
            balancer.mcmp("ENABLE-APP", "/", app);
        }
        assertThat(lines.about("n1").stream().filter(line -> line.startsWith("WARN")))
                .singleElement()
                .asString()
                .contains("alias matches no request", "aliases=2", "a.*.example");
    }

    @Test
    void what_goes_away_is_told_by_its_name() {
        register("n1", "http", 1);
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        lines.all.clear();
        balancer.mcmp("REMOVE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        balancer.mcmp("REMOVE-APP", "/*", "JVMRoute=n1");
        assertThat(lines.about("n1"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("INFO mcmp REMOVE-APP jvmroute=\"n1\" peer=127.0.0.1:")
                                .endsWith(" effect=context_changed(\"localhost|/ REMOVED\")"),
                        line -> assertThat(line)
                                .startsWith("INFO mcmp REMOVE-APP jvmroute=\"n1\" peer=127.0.0.1:")
                                .endsWith(" effect=node_removed(\"http://127.0.0.1:1\")"));
    }

    @Test
    void a_refused_node_is_one_line_that_says_which_why_and_who_is_in_the_way() throws IOException {
        try (RecordingNode node = RecordingNode.start("n1")) {
            register("n1", "http", node.port());
            lines.all.clear();
            String twin = "JVMRoute=n2&Host=127.0.0.1&Type=http&Port=" + node.port();
            for (int i = 0; i < 3; i++) {
                assertThat(balancer.mcmp("CONFIG", "/", twin).statusCode()).isEqualTo(500);
            }
            balancer.mcmp("CONFIG", "/", "JVMRoute=n3&Host=169.254.169.254");
            assertThat(lines.all)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("WARN mcmp CONFIG jvmroute=\"n2\" peer=127.0.0.1:")
                                    .endsWith(" refused: MEM: Another for the same worker already exist; "
                                            + "held by jvmroute=\"n1\" address=http://127.0.0.1:" + node.port()),
                            line -> assertThat(line)
                                    .startsWith("WARN mcmp CONFIG jvmroute=\"n3\" peer=127.0.0.1:")
                                    .endsWith(
                                            " refused: SYNTAX: Host field has bad value; Host: \"169.254.169.254\" is a "
                                                    + "link-local address (expected: the address of the node's connector)"));
        }
    }

    @Test
    void a_node_that_dies_and_comes_back_is_two_lines() throws IOException {
        RecordingNode first = RecordingNode.start("n1");
        int port = first.port();
        register("n1", "http", port);
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
        lines.all.clear();
        first.close();
        for (int i = 0; i < 5; i++) {
            balancer.get("/");
        }
        try (RecordingNode second = RecordingNode.start("n1", port)) {
            assertThat(second.port()).isEqualTo(port);
            await().atMost(Duration.ofSeconds(5)).until(() -> lines.about("n1").size() >= 2);
        }
        String address = " jvmroute=\"n1\" address=http://127.0.0.1:" + port;
        assertThat(lines.about("n1").subList(0, 2))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "WARN node in error" + address + " reason=\"not connected: Connection refused"),
                        line -> assertThat(line).startsWith("INFO node up again" + address));
    }

    @Test
    void start_and_stop_of_the_balancer_are_told() {
        balancer.close();
        List<String> seen = List.copyOf(lines.all);
        balancer = RunningBalancer.start();
        assertThat(seen)
                .noneMatch(line -> line.contains(" listening "))
                .filteredOn(line -> line.contains(" balancer "))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("INFO balancer started name=\\S+ traffic=\\S+:[1-9][0-9]* "
                                        + "mcmp=127.0.0.1:[1-9][0-9]* manager=127.0.0.1:[1-9][0-9]*"),
                        line -> assertThat(line).startsWith("INFO balancer draining name="),
                        line -> assertThat(line).startsWith("INFO balancer stopped name="));
    }

    private void register(String jvmRoute, String type, int port) {
        assertThat(balancer.mcmp(
                                "CONFIG",
                                "/",
                                "JVMRoute=" + jvmRoute + "&Host=127.0.0.1&Port=" + port + "&Type=" + type)
                        .statusCode())
                .isEqualTo(200);
    }

    /** Level and text of each event. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event.getLevel() + " " + event.getFormattedMessage());
        }

        List<String> about(String jvmRoute) {
            return all.stream()
                    .filter(line -> line.contains("jvmroute=\"" + jvmRoute + "\""))
                    .toList();
        }
    }
}
