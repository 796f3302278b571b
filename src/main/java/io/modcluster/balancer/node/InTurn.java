package io.modcluster.balancer.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Does one thing after the other. Futures that are composed with their successors nest, and end in one recursion: with as many
 * of them as a balancer likes, or as many as fit into an hour, the stack would not do.
 */
final class InTurn {
    private InTurn() {}

    /** Takes a step with each item when the one before has ended; fails with the first step that fails. */
    static <T> Future<Void> each(Iterator<T> items, Function<T, ? extends Future<?>> step) {
        Promise<Void> done = Promise.promise();
        next(items, step, done);
        return done.future();
    }

    private static <T> void next(Iterator<T> items, Function<T, ? extends Future<?>> step, Promise<Void> done) {
        if (!items.hasNext()) {
            done.complete();
            return;
        }
        step.apply(items.next()).onComplete(ended -> {
            if (ended.succeeded()) {
                next(items, step, done);
            } else {
                done.fail(ended.cause());
            }
        });
    }
}
