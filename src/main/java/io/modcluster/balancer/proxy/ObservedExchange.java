package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import org.jspecify.annotations.Nullable;

/** What an observer wants to know of an exchange: when it began, where it went. */
abstract sealed class ObservedExchange permits Exchange {
    private final ExchangeObserver observer;
    private final long startNanos = System.nanoTime();
    private @Nullable Chosen chosen;

    ObservedExchange(ExchangeObserver observer) {
        this.observer = observer;
    }

    /** Remembers where it is sent. */
    final void goesTo(Chosen where) {
        chosen = where;
    }

    /** Where it was sent last, or null. */
    final @Nullable Chosen chosen() {
        return chosen;
    }

    /** When its head was there, by {@link System#nanoTime}. */
    final long startNanos() {
        return startNanos;
    }

    /** Tells the observer; to be called once. */
    final void tellEnd(int status, @Nullable FailureKind kind) {
        observer.ended(this, status, kind);
    }
}
