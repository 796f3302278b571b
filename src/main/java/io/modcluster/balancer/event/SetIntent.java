package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.Intents;
import io.vertx.core.Future;

/**
 * Tells the registry what an operator wants.
 *
 * @param intent takes the place of an earlier one about the same target
 */
public record SetIntent(Intent intent) {
    /** What became of it. */
    public enum Answer {
        /** It holds. */
        SET,
        /** Nothing changes: there are as many intents as there may be. */
        TOO_MANY;

        /** Done, or an {@link IllegalStateException} that says why not. */
        public Future<Void> asFuture() {
            return this == SET
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException(
                            "intents: " + Intents.MAX + " (expected: fewer; take some back)"));
        }
    }
}
