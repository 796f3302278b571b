package io.modcluster.balancer.testkit.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ScriptedBalancer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TomcatNodeDrainingIT {
    private static final String APP = "JVMRoute=n1&Alias=localhost&Context=%2Fapp";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private ScriptedBalancer balancer;
    private TomcatNode node;

    @BeforeEach
    void start() throws IOException {
        balancer = ScriptedBalancer.start();
        node = TomcatNode.node("n1")
                .contexts("/app")
                .balancers(balancer.address())
                .stopContextTimeout(TIMEOUT)
                .start();
        await().until(() -> balancer.summaries().contains("STATUS / JVMRoute=n1&Load=100"));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        balancer.close();
    }

    @Test
    void undeploying_asks_with_stop_app_until_the_last_request_has_ended() {
        CompletableFuture<HttpResponse<String>> slow = get("/app/sleep?ms=2000");
        await().until(() -> node.requestsInFlight("/app") == 1);
        balancer.answerNext("STOP-APP", requestsInFlight(1));

        assertThat(timeToUndeploy()).isBetween(Duration.ofSeconds(1), TIMEOUT.minusMillis(100));

        assertThat(withdrawal())
                .containsExactly(
                        "DISABLE-APP / " + APP, "STOP-APP / " + APP, "STOP-APP / " + APP, "REMOVE-APP / " + APP);
        assertThat(slow.join().body()).isEqualTo("node=n1 slept=2000");
    }

    @Test
    void a_count_that_the_balancer_lowers_too_late_costs_the_node_its_whole_timeout() {
        CompletableFuture<HttpResponse<String>> slow = get("/app/sleep?ms=500");
        await().until(() -> node.requestsInFlight("/app") == 1);
        balancer.answerNext("STOP-APP", requestsInFlight(1), requestsInFlight(1));

        assertThat(timeToUndeploy()).isGreaterThan(TIMEOUT.minusMillis(100));

        assertThat(withdrawal()).hasSize(5).endsWith("STOP-APP / " + APP, "REMOVE-APP / " + APP);
        assertThat(slow.join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_stopping_context_waits_for_its_sessions_before_it_asks_for_requests() {
        get("/app/session").join();
        CompletableFuture<Duration> undeployed = CompletableFuture.supplyAsync(this::timeToUndeploy);
        await().until(() -> withdrawal().contains("DISABLE-APP / " + APP));
        await().during(Duration.ofMillis(300)).until(() -> withdrawal().size() == 1);

        assertThat(get("/app/session?end=true").join().statusCode()).isEqualTo(200);

        assertThat(undeployed.join()).isLessThan(TIMEOUT.minusMillis(100));
        assertThat(withdrawal()).containsExactly("DISABLE-APP / " + APP, "STOP-APP / " + APP, "REMOVE-APP / " + APP);
    }

    @Test
    void sessions_that_stay_are_given_up_after_the_timeout() {
        get("/app/session").join();

        assertThat(timeToUndeploy()).isBetween(TIMEOUT.minusMillis(100), TIMEOUT.plusSeconds(3));

        assertThat(withdrawal()).containsExactly("DISABLE-APP / " + APP, "STOP-APP / " + APP, "REMOVE-APP / " + APP);
    }

    private Duration timeToUndeploy() {
        long began = System.nanoTime();
        node.undeploy("/app");
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static Answer requestsInFlight(int requests) {
        return Answer.ok(ScriptedBalancer.stopped(APP, requests));
    }

    private List<String> withdrawal() {
        return balancer.summaries().stream()
                .filter(summary -> summary.contains("-APP /"))
                .skip(1)
                .toList();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
