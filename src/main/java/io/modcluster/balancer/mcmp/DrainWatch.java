package io.modcluster.balancer.mcmp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Counts the requests that a stopped context is still busy with, for {@code Requests} of STOP-APP.
 *
 * <p>The mod_cluster client asks again as soon as its servlet returned, when the end of the response is still on its way
 * to us. Told 1 then, it waits for the end of another request, which never comes, until its time-out of 10 s. So a count
 * above zero is looked at again for a moment before it is told.
 */
final class DrainWatch {
    /** A response that has left a node is here within this; far below the 20 s that nodes wait for an answer. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final long LOOK_AGAIN_MILLIS = 10;

    private final Vertx vertx;

    DrainWatch(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The count as soon as it is 0, or what it is after the patience is over. */
    Future<Long> settled(Supplier<Future<Long>> count) {
        return look(count, System.nanoTime() + PATIENCE.toNanos());
    }

    private Future<Long> look(Supplier<Future<Long>> count, long deadlineNanos) {
        return count.get().compose(now -> {
            if (now == 0 || System.nanoTime() - deadlineNanos >= 0) {
                return Future.succeededFuture(now);
            }
            Promise<Void> pause = Promise.promise();
            vertx.setTimer(LOOK_AGAIN_MILLIS, over -> pause.complete());
            return pause.future().compose(over -> look(count, deadlineNanos));
        });
    }
}
