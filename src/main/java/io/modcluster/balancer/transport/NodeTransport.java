package io.modcluster.balancer.transport;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries exchanges with one node over the protocol that it speaks. Belongs to one event loop, as all that comes from it:
 * its methods are called there and its futures and streams answer there.
 */
public interface NodeTransport {
    /**
     * Takes a connection to the node, new or kept; waits for one if all are taken. Nothing is sent.
     *
     * <p>Who gets an exchange must {@link NodeExchange#send} or {@link NodeExchange#cancel} it. The future fails with a
     * {@link NodeException}, whose kind allows any other node to be tried.
     */
    Future<NodeExchange> open();

    /**
     * Nobody wants what {@link #open} gave any more: if it still waits for others to give up their connection, it leaves the
     * queue at once, and fails. Else nothing happens, and who gets the exchange must cancel it.
     */
    default void leave(Future<NodeExchange> opening) {}

    /** As {@link #open}, where a connection is kept that can be used at once; else null, and nothing has happened. */
    default @Nullable NodeExchange tryOpen() {
        return null;
    }

    /**
     * Takes no more exchanges, lets the running ones end for at most {@code drain}, then cuts them. The future completes
     * when no connection is left.
     */
    Future<Void> shutdown(Duration drain);
}
