package io.modcluster.balancer.manager;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonObject;
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
import org.jspecify.annotations.Nullable;

/** Asks a manager as a script does. */
final class ManagerClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final List<String> headers;

    /** One that sends these headers with each request, names and values in turns. */
    ManagerClient(RunningBalancer balancer, String... headers) {
        this(balancer.manager().getPort(), headers);
    }

    /** The same for a port of this host. */
    ManagerClient(int port, String... headers) {
        this("127.0.0.1", port, headers);
    }

    /** The same for another host. */
    ManagerClient(String host, int port, String... headers) {
        this.base = "http://" + host + ":" + port;
        this.headers = List.of(headers);
    }

    String base() {
        return base;
    }

    /** The JSON of a GET that must succeed. */
    JsonObject get(String path) {
        HttpResponse<String> response = send("GET", path, null);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    /** Posts with the token of the session, as an operator who may. */
    JsonObject post(String path, JsonObject body) {
        HttpResponse<String> response = send(
                "POST", path, body, "X-Modcluster-Token", get("/api/v1/session").getString("token"));
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    HttpResponse<String> send(String method, String path, @Nullable JsonObject body, String... more) {
        return sendText(
                method, path, body == null ? "" : body.encode(), with("Content-Type", "application/json", more));
    }

    HttpResponse<String> sendText(String method, String path, String body, String... more) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
        List<String> all = new ArrayList<>(headers);
        all.addAll(Arrays.asList(more));
        for (int i = 0; i < all.size(); i += 2) {
            request.header(all.get(i), all.get(i + 1));
        }
        request.method(method, HttpRequest.BodyPublishers.ofString(body));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String[] with(String name, String value, String... more) {
        List<String> all = new ArrayList<>(List.of(name, value));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
