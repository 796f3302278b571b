package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.OverloadOptions;
import io.vertx.core.Vertx;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time how full the memory is and tells what has to be refused: first new connections, then requests. A
 * balancer that refuses some goes on serving the others; one without memory serves nobody. Belongs to one event loop.
 *
 * <p>What a collection has left is known only after the next one, and a balancer that refuses everything allocates too little
 * to cause one. So while it refuses, a collection is asked for, every {@value #COLLECT_EVERY_MILLIS} ms at most: at that
 * point the JVM collects all the time anyway.
 */
final class Overload {
    private static final Logger LOG = LoggerFactory.getLogger(Overload.class);
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long COLLECT_EVERY_MILLIS = 5_000;

    private final Vertx vertx;
    private final int refuseConnectionsAt;
    private final int refuseRequestsAt;
    private final IntSupplier percent;
    private final Runnable collect;
    private Refusing refusing = Refusing.NOTHING;
    private int looks;
    private long timer = -1;

    /** What is refused. */
    private enum Refusing {
        NOTHING,
        CONNECTIONS,
        REQUESTS
    }

    /**
     * Refuses nothing before {@link #start}.
     *
     * @param percent how full the memory is
     * @param collect asks for a collection
     */
    Overload(Vertx vertx, OverloadOptions options, IntSupplier percent, Runnable collect) {
        this.vertx = vertx;
        this.refuseConnectionsAt = limit(options.getRefuseConnectionsAt());
        this.refuseRequestsAt = limit(options.getRefuseRequestsAt());
        this.percent = percent;
        this.collect = collect;
    }

    private static int limit(int option) {
        return option == 0 ? Integer.MAX_VALUE : option;
    }

    /** Begins to look, unless nothing is ever to be refused. */
    void start() {
        if (Math.min(refuseConnectionsAt, refuseRequestsAt) < Integer.MAX_VALUE) {
            timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, now -> look());
        }
    }

    /** Looks no more. */
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Looks now. */
    void look() {
        int full = percent.getAsInt();
        Refusing next = full >= refuseRequestsAt
                ? Refusing.REQUESTS
                : full >= refuseConnectionsAt ? Refusing.CONNECTIONS : Refusing.NOTHING;
        if (next != refusing) {
            looks = 0;
            refusing = next;
            tell(full);
        } else if (next != Refusing.NOTHING && ++looks % (COLLECT_EVERY_MILLIS / LOOK_EVERY_MILLIS) == 0) {
            collect.run();
        }
    }

    private void tell(int full) {
        switch (refusing) {
            case NOTHING -> LOG.info("memory is free again full={}%: nothing is refused any more", full);
            case CONNECTIONS ->
                LOG.warn("memory is short full={}%: new connections are closed (overload.refuse-connections-at)", full);
            case REQUESTS ->
                LOG.error("memory is short full={}%: requests are answered 503 (overload.refuse-requests-at)", full);
        }
    }

    /** Whether a new connection is to be closed. */
    boolean refusesConnections() {
        return refusing != Refusing.NOTHING;
    }

    /** Whether a request is to be answered 503. */
    boolean refusesRequests() {
        return refusing == Refusing.REQUESTS;
    }
}
