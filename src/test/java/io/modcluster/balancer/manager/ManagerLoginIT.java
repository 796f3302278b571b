package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, as far as that needs several connections. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class ManagerLoginIT {
    private static final int AT_ONCE = 30;

    @TempDir
    private Path folder;

    private RunningBalancer balancer;

    @AfterEach
    void stop() {
        balancer.close();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void who_guesses_many_passwords_at_once_is_told_no_more_than_ten() throws Exception {
        Path users = folder.resolve("users");
        // some hundredths of a second each, so that all are there before the first one is known to be wrong
        String hash = "pbkdf2-sha256$100000$" + "A".repeat(22) + "==$" + "A".repeat(43) + "=";
        Files.writeString(users, "eve:operator:" + hash + "\n");
        balancer = RunningBalancer.start(options -> options.getManager().setUsers(users.toString()));
        HttpClient client = balancer.vertx().createHttpClient(new PoolOptions().setHttp1MaxSize(AT_ONCE));
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            String guess = basic("eve", "guess" + i);
            answers.add(client.request(HttpMethod.GET, balancer.manager().getPort(), "127.0.0.1", "/api/v1/nodes")
                    .compose(
                            request -> request.putHeader("Authorization", guess).send())
                    .map(response -> response.statusCode())
                    .toCompletionStage()
                    .toCompletableFuture());
        }
        List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(10);
    }
}
