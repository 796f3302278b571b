package io.modcluster.balancer.metrics;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.SessionId;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one balancer counted per node, over all its proxies. They survive re-registration (MCMP §3.7). May be used from any
 * thread.
 */
public final class NodeCounters implements Shareable {
    private final Map<JvmRoute, NodeCounter> nodes = new ConcurrentHashMap<>();

    /** The counters of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static NodeCounters of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, NodeCounters>getLocalMap(prefix + ".counters")
                .computeIfAbsent("nodes", key -> new NodeCounters());
    }

    /** The counter of a node, made when it is asked for first. */
    public NodeCounter of(JvmRoute route) {
        NodeCounter counter = nodes.get(route);
        return counter != null ? counter : nodes.computeIfAbsent(route, key -> new NodeCounter());
    }

    /** The counter of a node that was ever asked for, or null. */
    public @Nullable NodeCounter known(JvmRoute route) {
        return nodes.get(route);
    }

    /** Bytes of all bodies, both ways; fewer when a node was forgotten. */
    long bytes() {
        long bytes = 0;
        for (NodeCounter node : nodes.values()) {
            bytes += node.read() + node.transferred();
        }
        return bytes;
    }

    /** Forgets a node that is gone for good. */
    public void forget(JvmRoute route) {
        nodes.remove(route);
    }

    /** Counts of one node. */
    public static final class NodeCounter {
        /** So many refusals with nothing else in between: one or two could be a connector that is being stopped. */
        private static final int SURE_OF_REFUSAL = 3;

        private final LongAdder elected = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder read = new LongAdder();
        private final LongAdder transferred = new LongAdder();
        private final AtomicInteger ajpRefusals = new AtomicInteger();
        private final AtomicInteger connected = new AtomicInteger();
        private final LongAdder waiting = new LongAdder();
        private final NodeConnections connections = new NodeConnections();
        private volatile @Nullable WatchedSessions sessions;
        private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

        /**
         * A request for this context goes to the node.
         *
         * @return for {@link #end}, which must follow, whatever becomes of the request: with thousands of contexts to look for
         *     it again costs more than to count
         */
        public AtomicInteger begin(String context) {
            elected.increment();
            connected.incrementAndGet();
            AtomicInteger begun = counterOf(context);
            begun.incrementAndGet();
            return begun;
        }

        /** A request is over; {@code begun} is what {@link #begin} gave for it. */
        public void end(AtomicInteger begun) {
            connected.decrementAndGet();
            begun.decrementAndGet();
        }

        /** A request waits for a connection to the node; {@link #goesOn} must follow. */
        public void waits() {
            waiting.increment();
        }

        /** A request has its connection, or gets none. */
        public void goesOn() {
            waiting.decrement();
        }

        /** Requests that wait for a connection to the node. */
        public long waiting() {
            return waiting.sum();
        }

        /** Counts sessions from now on, or no more; nothing happens if that is so already. */
        public void watchSessions(boolean on, long nowMillis) {
            if (on != (sessions != null)) {
                sessions = on ? new WatchedSessions(nowMillis) : null;
            }
        }

        /** The sessions of the node, or null when they are not counted. */
        public @Nullable WatchedSessions sessions() {
            return sessions;
        }

        /** A request of this session goes to the node. Costs nothing unless the node is drained. */
        public void saw(@Nullable SessionId session, String context) {
            WatchedSessions watched = sessions;
            if (watched != null && session != null) {
                watched.saw(session, context, System.currentTimeMillis());
            }
        }

        /** The node broke a request off, or answered with what cannot be understood. */
        public void addError() {
            errors.increment();
        }

        /** Requests that the node broke off, or answered with what cannot be understood. */
        public long errors() {
            return errors.sum();
        }

        /** Adds bytes of response bodies received from the node. */
        public void addRead(long bytes) {
            read.add(bytes);
        }

        /** Adds bytes of request bodies sent to the node. */
        public void addTransferred(long bytes) {
            transferred.add(bytes);
        }

        /**
         * An AJP node answered as one does that wants another secret.
         *
         * @return whether that makes it sure, which is once until it answers otherwise
         */
        public boolean ajpRefused() {
            // counting on could wrap; nobody reads how often
            return ajpRefusals.getAndUpdate(count -> Math.min(count + 1, SURE_OF_REFUSAL)) == SURE_OF_REFUSAL - 1;
        }

        /** An AJP node answered otherwise. */
        public void ajpAccepted() {
            if (ajpRefusals.get() != 0) {
                ajpRefusals.set(0);
            }
        }

        /** Whether the node refuses all requests, most likely as it wants another secret. */
        public boolean refusesAjp() {
            return ajpRefusals.get() >= SURE_OF_REFUSAL;
        }

        /** The connections to the node. */
        public NodeConnections connections() {
            return connections;
        }

        /** Connections that are open and serve no request, about: those of HTTP/2 serve many. */
        public long idleConnections() {
            return Math.max(0, connections.open() - Math.max(0, connected() - waiting() - connections.tunnels()));
        }

        /** Requests that went to the node. */
        public long elected() {
            return elected.sum();
        }

        /** Bytes of response bodies received from the node. */
        public long read() {
            return read.sum();
        }

        /** Bytes of request bodies sent to the node. */
        public long transferred() {
            return transferred.sum();
        }

        /** Requests that the node is busy with. */
        public int connected() {
            return connected.get();
        }

        /** Requests for this context that the node is busy with: {@code Requests} of STOP-APP. */
        public int inFlight(String context) {
            AtomicInteger count = inFlight.get(context);
            return count == null ? 0 : count.get();
        }

        private AtomicInteger counterOf(String context) {
            AtomicInteger counter = inFlight.get(context);
            return counter != null ? counter : inFlight.computeIfAbsent(context, key -> new AtomicInteger());
        }
    }
}
