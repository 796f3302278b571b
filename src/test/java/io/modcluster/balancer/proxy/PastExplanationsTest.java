package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions about the past wait for a worker, so there may be only some. */
class PastExplanationsTest {
    private static final RequestHead HEAD = new RequestHead("shop.example", "/", "/", List.of());

    private final Vertx vertx = Vertx.vertx();
    private final PastExplanations past =
            new PastExplanations(vertx, new EventBusAddresses("test"), new BalancerOptions());
    private final io.vertx.core.Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        vertx.close();
    }

    private List<Future<JsonObject>> ask(int times) throws Exception {
        Future<List<Future<JsonObject>>> all = Future.future(promise -> loop.runOnContext(now -> {
            List<Future<JsonObject>> answers = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                answers.add(past.at(1, HEAD));
            }
            Future.join(answers).onComplete(done -> promise.complete(answers));
        }));
        return all.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void too_many_at_a_time_are_refused_and_later_ones_answered() throws Exception {
        List<Future<JsonObject>> answers = ask(100);
        assertThat(answers).filteredOn(Future::succeeded).hasSize(PastExplanations.MAX_PENDING);
        assertThat(answers.get(99).cause()).hasMessageContaining("too many questions");
        assertThat(ask(1).get(0).result().getString("outcome")).isEqualTo("not_known");
    }
}
