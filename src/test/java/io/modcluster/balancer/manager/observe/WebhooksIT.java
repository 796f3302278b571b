package io.modcluster.balancer.manager.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.EventsOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Webhooks are signed, in order, repeated when not taken, and given up in the end. */
final class WebhooksIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final BalancerMetrics metrics = BalancerMetrics.of(vertx, "test");
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final EventFeed feed = new EventFeed();
    private String url = "";

    private record Taken(String body, String type, String timestamp, String signature) {}

    @BeforeEach
    void listen() {
        HttpServer server = vertx.createHttpServer().requestHandler(this::take);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        url = "http://127.0.0.1:" + server.actualPort() + "/hook?key=TopSecret";
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            taken.add(new Taken(
                    body.toString(),
                    request.getHeader(Webhooks.TYPE),
                    request.getHeader(Webhooks.TIMESTAMP),
                    request.getHeader(Webhooks.SIGNATURE)));
            Integer status = answers.poll();
            if (status != null && status == 302) {
                request.response().putHeader("Location", "/elsewhere");
            }
            request.response().setStatusCode(status == null ? 204 : status).end();
        });
    }

    private Webhooks webhooks(EventsOptions options) {
        return new Webhooks(vertx, options.setWebhooks(List.of(url)), metrics, 10);
    }

    private void tell(Webhooks hooks, String... ids) {
        vertx.runOnContext(go -> {
            for (String id : ids) {
                JsonObject event = new JsonObject().put("id", id).put("type", "node_removed");
                hooks.tell(feed.add(event).orElseThrow(), true);
            }
        });
    }

    private long count(String result) {
        return metrics.counter(Metric.WEBHOOK_SENT, result).sum();
    }

    @Test
    void an_event_is_signed_with_its_time() {
        tell(webhooks(new EventsOptions().setWebhookSecret("s3cret")), "a");

        await().atMost(SOON).until(() -> count("sent") == 1);
        Taken one = taken.get(0);
        assertThat(one.type()).isEqualTo("node_removed");
        assertThat(new JsonObject(one.body()).getString("id")).isEqualTo("a");
        assertThat(one.signature()).isEqualTo(Webhooks.signature("s3cret", one.timestamp(), one.body()));
        // RFC 4231 has no test with a text key; this one is of openssl dgst -sha256 -hmac
        assertThat(Webhooks.signature("key", "1", "{}"))
                .isEqualTo("sha256=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
    }

    @Test
    void several_at_one_host_do_not_wait_for_each_other() {
        EventsOptions three = new EventsOptions().setWebhooks(List.of(url, url + "2", url + "3"));
        tell(new Webhooks(vertx, three, metrics, 10), "a");

        await().atMost(SOON).until(() -> count("sent") == 3);
        assertThat(count("retried")).isZero();
    }

    @Test
    void what_is_not_taken_comes_again_before_what_follows() {
        answers.addAll(List.of(500, 429));
        tell(webhooks(new EventsOptions()), "a", "b");

        await().atMost(SOON).until(() -> count("sent") == 2);
        assertThat(taken.stream().map(one -> new JsonObject(one.body()).getString("id")))
                .containsExactly("a", "a", "a", "b");
        assertThat(count("retried")).isEqualTo(2);
        assertThat(taken.get(0).signature()).isNull();
    }

    @Test
    @DisplayName("a redirect and a refusal are given up at once, a dead receiver after eight tries")
    void a_redirect_and_a_refusal_are_given_up_at_once() {
        answers.addAll(List.of(302, 404, 503, 503, 503, 503, 503, 503, 503, 503));
        tell(webhooks(new EventsOptions()), "a", "b", "c", "d");

        await().atMost(SOON).until(() -> count("sent") == 1);
        assertThat(count("dropped")).isEqualTo(3);
        assertThat(taken).hasSize(11);
    }

    @Test
    void there_is_room_for_a_thousand() {
        answers.addAll(List.of(503));
        Webhooks hooks = webhooks(new EventsOptions());
        String[] ids = new String[Webhooks.MAX_QUEUED + 11];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "e" + i;
        }
        tell(hooks, ids);

        await().atMost(SOON).until(() -> count("dropped") == 10);
        vertx.runOnContext(go -> hooks.close());
    }

    @Test
    void types_that_nobody_wants_are_not_told() {
        Webhooks hooks = webhooks(new EventsOptions().setWebhookTypes(List.of("balancer_lost")));
        JsonObject event = new JsonObject().put("id", "a").put("type", "node_removed");
        assertThat(hooks.isIdle(feed.add(event).orElseThrow())).isTrue();
        assertThat(hooks.isIdle(feed.add(event.copy().put("id", "b").put("type", "balancer_lost"))
                        .orElseThrow()))
                .isFalse();
    }
}
