package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import org.jspecify.annotations.Nullable;

/** Hears of the end of each exchange, once, on its event loop; must neither block nor fail. For metrics and the access log. */
@FunctionalInterface
interface ExchangeObserver {
    /**
     * The response was given to the client as a whole, or nothing more will come.
     *
     * @param status what the client got, or would have got: 499 when it went away
     * @param kind   why it is not the whole response of a node, or null
     */
    void ended(ObservedExchange exchange, int status, @Nullable FailureKind kind);
}
