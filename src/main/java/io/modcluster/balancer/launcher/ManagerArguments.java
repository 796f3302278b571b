package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which manager a command speaks to, and how it does. For a thread that may block. */
final class ManagerArguments {
    static final String TOKEN_VARIABLE = "BALANCER_MANAGER_TOKEN";

    private static final Duration ANSWER_TIME = Duration.ofSeconds(20);
    private static final String DEFAULT_URL = "http://127.0.0.1:8091";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The manager of any balancer of the cluster. Default: " + DEFAULT_URL + ".")
    private String url = DEFAULT_URL;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A token of manager.tokens. Better in the variable " + TOKEN_VARIABLE
                    + ": arguments are seen by everybody on the machine.")
    private @Nullable String token;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_TIME)
            .build();
    private final Map<String, String> environment;

    ManagerArguments(Surroundings surroundings) {
        this.environment = surroundings.environment();
    }

    /** The JSON at a path. */
    JsonObject get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** The JSON that a change answers. */
    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        if (token() == null) {
            request.header("X-Modcluster-Token", get("/api/v1/session").getString("token", ""));
        }
        return send(request);
    }

    /**
     * The lines at a path, as they come; the stream is to be closed, and fails with {@link java.io.UncheckedIOException}
     * when the connection breaks.
     *
     * @param lastEventId of the last event that was read, empty for none
     */
    HttpResponse<Stream<String>> lines(String path, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }

    private HttpRequest.Builder request(String path) {
        URI uri;
        try {
            uri = URI.create(url.replaceAll("/+$", "") + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIME);
            String bearer = token();
            return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
        } catch (IllegalArgumentException wrong) {
            throw new ManagerCallFailure(
                    "--url: " + Quoted.of(url) + " (expected: the address of a manager, such as " + DEFAULT_URL + ")");
        }
    }

    private @Nullable String token() {
        String given = token == null ? environment.get(TOKEN_VARIABLE) : token;
        return given == null || given.isEmpty() ? null : given;
    }

    private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonObject body;
        try {
            body = new JsonObject(response.body());
        } catch (DecodeException noJson) {
            throw new ManagerCallFailure("manager: status " + response.statusCode() + " without JSON (expected: the"
                    + " manager of a balancer at " + Quoted.of(url) + ")");
        }
        if (response.statusCode() != 200) {
            throw new ManagerCallFailure(
                    "manager: status " + response.statusCode() + ", " + body.getString("detail", "no detail"));
        }
        return body;
    }
}
