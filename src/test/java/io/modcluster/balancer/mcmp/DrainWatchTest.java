package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final DrainWatch watch = new DrainWatch(vertx);

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void nothing_in_flight_is_told_at_once() {
        assertThat(watch.settled(() -> Future.succeededFuture(0L)).isComplete()).isTrue();
    }

    @Test
    void a_request_that_ends_in_this_moment_is_not_told() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        assertThat(await(watch.settled(() -> Future.succeededFuture(looks.incrementAndGet() < 4 ? 1L : 0L))))
                .isZero();
        assertThat(looks.get()).isEqualTo(4);
    }

    @Test
    void a_request_that_goes_on_is_told_after_a_moment() throws Exception {
        AtomicLong inFlight = new AtomicLong(2);
        AtomicInteger looks = new AtomicInteger();
        Future<Long> told = watch.settled(() -> {
            // one of the two ends meanwhile: what is told is the last look
            return Future.succeededFuture(looks.incrementAndGet() == 5 ? inFlight.decrementAndGet() : inFlight.get());
        });
        assertThat(await(told)).isEqualTo(1);
        assertThat(looks.get()).as("one look every 10 ms for 200 ms").isBetween(5, 22);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
