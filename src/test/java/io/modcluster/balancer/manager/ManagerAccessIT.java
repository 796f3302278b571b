package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.ManagerOptions;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Group I: who may look, who may change, and from where. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ManagerAccessIT {
    private static final String DISABLE = "/api/v1/nodes/n1/disable";
    private static final JsonObject NOTHING = new JsonObject();
    /** Of the password {@code right}, with few rounds: a test does not wait for what slows thieves down. */
    private static final String HASH = "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$";

    @TempDir
    private Path folder;

    private RunningBalancer balancer;

    private ManagerClient start(Consumer<ManagerOptions> settings, String... headers) {
        balancer = RunningBalancer.start(options -> settings.accept(options.getManager()));
        balancer.mcmp("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Port=18301&Type=http");
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        return new ManagerClient(balancer, headers);
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private void isUnchanged() {
        assertThat(balancer.info()).contains("Status: ENABLED");
    }

    @ParameterizedTest(name = "I_02_a_change_needs_a_post_with_the_token_from_here [{0} {1} {2}]")
    @CsvSource({
        "GET, '', '', true, 405",
        "DELETE, '', '', true, 405",
        "PUT, '', '', true, 405",
        "POST, '', '', false, 403",
        "POST, Origin, http://evil.example, true, 403",
        "POST, Origin, null, true, 403",
        "POST, Sec-Fetch-Site, cross-site, true, 403",
        "POST, Sec-Fetch-Site, same-site, true, 403",
        "POST, Sec-Fetch-Site, none, true, 403"
    })
    void I_02_a_change_needs_a_post_with_the_token_from_here(
            String method, String header, String value, boolean withToken, int status) {
        ManagerClient manager = start(options -> {});
        String token = withToken ? manager.get("/api/v1/session").getString("token") : "0".repeat(32);
        HttpResponse<String> response = header.isEmpty()
                ? manager.send(method, DISABLE, NOTHING, "X-Modcluster-Token", token)
                : manager.send(method, DISABLE, NOTHING, "X-Modcluster-Token", token, header, value);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        isUnchanged();
    }

    @Test
    void I_02_the_same_change_from_here_is_made() {
        ManagerClient manager = start(options -> {});
        String token = manager.get("/api/v1/session").getString("token");
        assertThat(manager.send(
                                "POST",
                                DISABLE,
                                NOTHING,
                                "X-Modcluster-Token",
                                token,
                                "Origin",
                                manager.base(),
                                "Sec-Fetch-Site",
                                "same-origin")
                        .statusCode())
                .isEqualTo(200);
        assertThat(balancer.info()).contains("Status: DISABLED");
    }

    @Test
    void I_02_a_form_is_no_way_round_the_token() {
        ManagerClient manager = start(options -> {});
        String token = manager.get("/api/v1/session").getString("token");
        String type = "application/x-www-form-urlencoded";
        assertThat(manager.sendText("POST", DISABLE, "", "Content-Type", type).statusCode())
                .isEqualTo(403);
        assertThat(manager.sendText("POST", DISABLE, "a=b", "Content-Type", type, "X-Modcluster-Token", token)
                        .statusCode())
                .isEqualTo(415);
        isUnchanged();
    }

    @Test
    void I_02_an_other_page_cannot_read_the_token() {
        ManagerClient manager = start(options -> {});
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(manager.send("GET", "/api/v1/session", null, "Sec-Fetch-Site", site)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(manager.send("GET", "/api/v1/session", null).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void every_answer_has_the_headers_that_keep_pages_safe() {
        ManagerClient manager = start(options -> {});
        for (String path : List.of("/api/v1/nodes", "/nothing", "/health/live")) {
            var headers = manager.send("GET", path, null).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).as("I-03").contains("no-referrer");
        }
    }

    @Test
    void a_manager_without_login_answers_under_no_name_but_its_own() {
        // a client that lets itself be told another Host
        start(options -> options.setNames(List.of("lb.example")));
        assertThat(hostStatus("evil.example")).isEqualTo(421);
        assertThat(hostStatus("lb.example:8091")).isEqualTo(200);
        assertThat(hostStatus("127.0.0.1")).isEqualTo(200);
        assertThat(hostStatus("localhost:1")).isEqualTo(200);
    }

    private int hostStatus(String host) {
        var client = balancer.vertx().createHttpClient();
        return client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(balancer.manager().getPort())
                        .setURI("/api/v1/session")
                        .putHeader("Host", host))
                .compose(request -> request.send())
                .map(response -> response.statusCode())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void a_viewer_looks_and_an_operator_changes() {
        String tokens = "operator:ci=operator-0123456789,viewer:eve=viewer-0123456789abc";
        ManagerClient stranger = start(options -> options.setTokens(List.of(tokens.split(",", -1))));
        assertThat(stranger.send("GET", "/api/v1/nodes", null).statusCode()).isEqualTo(401);
        assertThat(stranger.send("GET", "/health/live", null).statusCode()).isEqualTo(200);
        assertThat(stranger.send("GET", "/api/v1/nodes", null, "Authorization", "Bearer wrong-0123456789abc")
                        .statusCode())
                .isEqualTo(401);

        ManagerClient viewer = new ManagerClient(balancer, "Authorization", "Bearer viewer-0123456789abc");
        assertThat(viewer.get("/api/v1/session").getString("token")).isNull();
        assertThat(viewer.send("POST", DISABLE, NOTHING).statusCode()).isEqualTo(403);
        isUnchanged();

        ManagerClient operator = new ManagerClient(balancer, "Authorization", "Bearer operator-0123456789");
        assertThat(operator.send("POST", DISABLE, NOTHING, "Origin", operator.base())
                        .statusCode())
                .as("a browser that has a token in it is a browser")
                .isEqualTo(403);
        isUnchanged();
        assertThat(operator.send("POST", DISABLE, NOTHING).statusCode()).isEqualTo(200);
        assertThat(balancer.info()).contains("Status: DISABLED");
    }

    @Test
    void people_log_in_by_password_and_guessing_ends_soon() throws Exception {
        Path users = folder.resolve("users");
        Files.writeString(users, "# people\n\neve:operator:" + HASH + hashOf("right") + "\n");
        ManagerClient manager = start(options -> options.setUsers(users.toString()));
        assertThat(manager.send("GET", "/api/v1/nodes", null, "Authorization", basic("eve:right"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(manager.send("GET", "/api/v1/nodes", null, "Authorization", basic("nobody:right"))
                        .statusCode())
                .isEqualTo(401);
        Set<Integer> answers = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            answers.add(manager.send("GET", "/api/v1/nodes", null, "Authorization", basic("eve:wrong" + i))
                    .statusCode());
        }
        assertThat(answers).contains(401);
        HttpResponse<String> late = manager.send("GET", "/api/v1/nodes", null, "Authorization", basic("eve:right"));
        assertThat(late.statusCode()).isEqualTo(429);
        assertThat(late.headers().firstValue("Retry-After")).isPresent();
    }

    private static String hashOf(String password) throws Exception {
        var spec = new PBEKeySpec(password.toCharArray(), new byte[16], 1000, 256);
        return Base64.getEncoder()
                .encodeToString(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(spec)
                        .getEncoded());
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void I_04_the_traffic_port_has_no_manager() {
        start(options -> {});
        for (String path : List.of("/api/v1/nodes", "/api/v1/session", "/health/live", "/mod_cluster_manager")) {
            assertThat(balancer.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void I_05_no_answer_has_a_secret() {
        ManagerClient manager = start(
                options -> options.setTokens(List.of("operator:ci=very-secret-token-1")),
                "Authorization",
                "Bearer very-secret-token-1");
        for (String path : List.of("config", "session", "nodes", "intents", "refusals", "members", "nothing")) {
            assertThat(manager.send("GET", "/api/v1/" + path, null).body()).doesNotContain("very-secret");
        }
        assertThat(manager.get("/api/v1/config").encode()).contains("\"manager.tokens\",\"value\":\"***\"");
    }

    @Test
    void I_06_what_is_posted_is_bounded_and_means_itself_only() {
        ManagerClient manager = start(options -> {});
        String token = manager.get("/api/v1/session").getString("token");
        String tooLong = "x".repeat(70_000);
        assertThat(manager.send("POST", DISABLE, new JsonObject().put("note", tooLong), "X-Modcluster-Token", token)
                        .statusCode())
                .isEqualTo(413);
        for (String body : List.of("[]", "{", "{\"note\":\"a\\r\\nb\"}", "{\"note\":7}", "{\"Range\":\"NODE\"}")) {
            assertThat(manager.sendText(
                                    "POST",
                                    DISABLE,
                                    body,
                                    "X-Modcluster-Token",
                                    token,
                                    "Content-Type",
                                    "application/json")
                            .statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(manager.send("POST", "/api/v1/nodes/*/disable", NOTHING, "X-Modcluster-Token", token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(manager.send("POST", "/api/v1/nodes/%2A/stop", NOTHING, "X-Modcluster-Token", token)
                        .statusCode())
                .isEqualTo(404);
        isUnchanged();
    }
}
