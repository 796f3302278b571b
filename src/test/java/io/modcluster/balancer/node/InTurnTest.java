package io.modcluster.balancer.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InTurnTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Void> later() {
        Promise<Void> later = Promise.promise();
        vertx.runOnContext(now -> later.complete());
        return later.future();
    }

    @Test
    void a_hundred_thousand_steps_need_no_deeper_stack_than_one() throws Exception {
        int steps = 100_000;
        List<Integer> taken = new ArrayList<>();
        Promise<Void> all = Promise.promise();
        vertx.runOnContext(now -> InTurn.each(IntStream.range(0, steps).iterator(), step -> {
                    taken.add(step);
                    return later();
                })
                .onComplete(all));

        all.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(taken).hasSize(steps).isSorted();
    }

    @Test
    void the_first_failure_is_the_end() {
        List<Integer> taken = new ArrayList<>();
        Future<Void> all = InTurn.each(List.of(1, 2, 3).iterator(), step -> {
            taken.add(step);
            return step == 2 ? Future.failedFuture("no") : Future.succeededFuture();
        });
        assertThat(all.cause()).hasMessage("no");
        assertThat(taken).containsExactly(1, 2);
    }
}
