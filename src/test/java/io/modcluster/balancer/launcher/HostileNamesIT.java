package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I-01 for all that is no page: names that nodes chose to break what shows them are values there, and nothing else. */
class HostileNamesIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Some of them MCMP refuses, which then stand in the audit. */
    private static final List<String> NAMES = List.of(
            "\"><script>alert(1)</script>",
            "'><img src=x onerror=alert(1)>",
            "a\\\",\"x\":\"y\\",
            "a\r\nNode: [9],Name: posing",
            "a\n\ndata: {\"type\":\"posing\"}",
            "\u001b[31mred\u0000",
            "\u009b31mred\u007f",
            "\u202egnp.exe\u2028\u2029",
            "\uD83D\uDE00 four bytes",
            "{{7*7}} ${x} %s %n",
            "a\"} 1\nmodcluster_posing 1");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> taken = new ArrayList<>();
    private RunningBalancer balancer;

    @BeforeEach
    void start() {
        balancer = RunningBalancer.start();
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            String config =
                    "JVMRoute=" + encoded(name) + "&Host=127.0.0.1&Port=" + (20_000 + i) + "&Type=http&Balancer="
                            + encoded(name) + "&Domain=" + encoded(name) + "&StickySessionCookie=" + encoded(name)
                            + "&StickySessionPath=" + encoded(name);
            if (balancer.mcmp("CONFIG", "/", config).statusCode() == 200) {
                taken.add(name);
            }
            balancer.mcmp(
                    "ENABLE-APP",
                    "/",
                    "JVMRoute=" + encoded(name) + "&Alias=" + encoded(name) + "&Context=" + encoded("/" + name));
        }
        // one that nobody refuses has contexts with each of them
        balancer.mcmp("CONFIG", "/", "JVMRoute=plain&Host=127.0.0.1&Port=19999&Type=http");
        for (String name : NAMES) {
            balancer.mcmp("ENABLE-APP", "/", "JVMRoute=plain&Alias=localhost&Context=" + encoded("/" + name));
            balancer.mcmp("ENABLE-APP", "/", "JVMRoute=plain&Alias=" + encoded(name) + "&Context=/x");
        }
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + balancer.manager().getPort() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Content-Type-Options"))
                .as(path)
                .contains("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .as(path)
                .contains("default-src");
        return response;
    }

    private static void hasNoControls(String what, String text) {
        assertThat(text.chars().filter(c -> c < ' ' && c != '\n' && c != '\r'))
                .as(what)
                .isEmpty();
    }

    @Test
    void I_01_the_api_has_them_as_values_of_json() {
        // the others are refused as MCMP knows no such symbols; what was refused is in the audit and among the refusals
        assertThat(taken).hasSize(3);
        for (String path :
                List.of("nodes", "contexts", "virtual-hosts", "balancers", "lbgroups", "counters", "refusals")) {
            HttpResponse<String> response = get("/api/v1/" + path + (path.equals("refusals") ? "" : "?limit=1000"));
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
            hasNoControls(path, response.body());
            assertThat(new JsonObject(response.body()).encode()).as(path).isNotEmpty();
        }
        JsonArray items = new JsonObject(get("/api/v1/nodes?limit=1000").body()).getJsonArray("items");
        assertThat(items.stream().map(item -> ((JsonObject) item).getString("jvmRoute")))
                .containsAll(taken);
        for (String name : taken) {
            JsonObject node = new JsonObject(
                    get("/api/v1/nodes/" + encoded(name).replace("+", "%20")).body());
            assertThat(node.getString("jvmRoute")).isEqualTo(name);
        }
    }

    @Test
    void I_01_info_and_dump_have_a_line_for_each_thing_and_no_more() {
        String info = balancer.info();
        String dump = balancer.mcmp("DUMP", "/", "").body();
        for (String text : List.of(info, dump)) {
            hasNoControls("text", text);
            assertThat(text.lines().filter(line -> line.startsWith("Node: [9]") || line.contains("\nposing")))
                    .isEmpty();
        }
        assertThat(info.lines().filter(line -> line.startsWith("Node: "))).hasSize(taken.size() + 1);
        assertThat(dump.lines().filter(line -> line.startsWith("node: "))).hasSize(taken.size() + 1);
        assertThat(info.lines()).allMatch(line -> line.isEmpty() || line.matches("(Node|Vhost|Context): ?\\[.*"));
    }

    @Test
    void I_01_events_audit_history_and_metrics_are_lines_of_what_they_are() throws Exception {
        await().atMost(SOON)
                .until(() -> get("/api/v1/events/recent").body().lines().count() > NAMES.size());
        for (String path : List.of("/api/v1/events/recent", "/api/v1/audit?limit=1000")) {
            String body = get(path).body();
            hasNoControls(path, body);
            assertThat(body.lines().map(JsonObject::new))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.getString("type", "")).isNotEqualTo("posing"));
        }
        hasNoControls("history", get("/api/v1/history").body());
        String metrics = get("/metrics").body();
        hasNoControls("metrics", metrics);
        assertThat(metrics.lines())
                .allMatch(line -> line.startsWith("# ")
                        || line.matches(
                                "[a-z][a-z0-9_]*(\\{[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\"(,[a-z]+=\"(?:[^\"\\\\]|\\\\.)*\")*,?\\})?"
                                        + " [-+0-9.eEINa-z]+"))
                .noneMatch(line -> line.startsWith("modcluster_posing"));
    }

    @Test
    void I_01_a_stream_of_events_has_no_line_that_a_name_made() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + balancer.manager().getPort() + "/api/v1/events"))
                .build();
        HttpResponse<Stream<String>> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).join();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> {
            try {
                response.body().forEach(lines::add);
            } catch (UncheckedIOException end) {
                // the balancer was stopped
                lines.add("");
            }
        });
        reader.setDaemon(true);
        reader.start();
        for (String name : NAMES) {
            balancer.mcmp("ENABLE-APP", "/", "JVMRoute=plain&Alias=localhost&Context=" + encoded("/z" + name));
        }
        await().atMost(SOON)
                .until(() -> lines.stream()
                                .filter(line -> line.startsWith("event: context_changed"))
                                .count()
                        > 2);

        assertThat(lines)
                .allMatch(line -> line.isEmpty()
                        || line.startsWith("id: ")
                        || line.startsWith("event: ")
                        || line.startsWith("retry: ")
                        || line.startsWith(":")
                        || (line.startsWith("data: {") && !line.startsWith("data: {\"type\":\"posing\"")));
    }

    @Test
    void I_01_what_a_terminal_is_given_is_printable() {
        for (String command : List.of("events", "audit", "explain http://localhost/x", "explain http://localhost/")) {
            StringWriter out = new StringWriter();
            List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ")));
            arguments.addAll(
                    List.of("--url", "http://127.0.0.1:" + balancer.manager().getPort()));
            Surroundings surroundings =
                    new Surroundings(EmbeddedBalancer::start, FakeStop.given(), Map.of(), List.of());
            int code = Main.execute(
                    Main.commandLine(surroundings).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)),
                    arguments.toArray(String[]::new));

            assertThat(code).as(command + ": " + out).isZero();
            assertThat(out.toString().chars().filter(c -> c != '\n' && (c < ' ' || c > '~')))
                    .as(command)
                    .isEmpty();
        }
    }
}
