package io.modcluster.balancer.launcher;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, on the thread of the command line: the only one here that may block. */
final class Blocking {
    private Blocking() {}

    /** The result; throws the cause itself when the future fails, {@link TimeoutException} when it is late. */
    static <T> T await(Future<T> future, Duration timeout) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } catch (TimeoutException late) {
            throw new TimeoutException("no answer within " + timeout.toSeconds() + " s");
        }
    }
}
