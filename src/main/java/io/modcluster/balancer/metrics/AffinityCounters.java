package io.modcluster.balancer.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;

/**
 * How well sessions found their nodes, for each context of each balancer, over all proxies of one Vert.x. Counted once for each
 * request that a node answered. May be used from any thread.
 */
public final class AffinityCounters implements Shareable {
    /** Contexts come from the network: what is beyond so many of them is counted together. */
    static final int MAX_CONTEXTS = 10_000;

    /** Contexts that metrics tell apart. */
    static final int MAX_EXPORTED = 1_000;

    private final Map<String, Map<String, AffinityCounter>> byBalancer = new ConcurrentHashMap<>();
    private final AffinityCounter others = new AffinityCounter(true);
    private final LongAdder size = new LongAdder();

    /** The counters of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static AffinityCounters of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, AffinityCounters>getLocalMap(prefix + ".affinity")
                .computeIfAbsent("contexts", key -> new AffinityCounters());
    }

    /** The counter of a context, made when it is asked for first. */
    public AffinityCounter of(String balancer, String context) {
        Map<String, AffinityCounter> contexts = byBalancer.get(balancer);
        AffinityCounter counter = contexts == null ? null : contexts.get(context);
        return counter != null ? counter : made(balancer, context);
    }

    private AffinityCounter made(String balancer, String context) {
        if (size.sum() >= MAX_CONTEXTS) {
            return others;
        }
        return byBalancer
                .computeIfAbsent(balancer, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(context, path -> {
                    size.increment();
                    return new AffinityCounter(false);
                });
    }

    /** The counters of the contexts of a balancer as they are now, in order of their paths. */
    public Map<String, AffinityCounter> contextsOf(String balancer) {
        return new TreeMap<>(byBalancer.getOrDefault(balancer, Map.of()));
    }

    /** The balancers of which anything was counted. */
    public Iterable<String> balancers() {
        return byBalancer.keySet().stream().sorted().toList();
    }

    /** Whether it is time to forget some. */
    public boolean isHalfFull() {
        return size.sum() >= MAX_CONTEXTS / 2;
    }

    /** Forgets the contexts of which {@code isThere} says no for balancer and path, once they are half of what there may be. */
    public void forgetUnless(BiPredicate<String, String> isThere) {
        if (!isHalfFull()) {
            return;
        }
        byBalancer.forEach((balancer, contexts) -> contexts.keySet().removeIf(context -> {
            boolean gone = !isThere.test(balancer, context);
            size.add(gone ? -1 : 0);
            return gone;
        }));
    }

    /** Tells {@code sink} the counts of {@value #MAX_EXPORTED} contexts, and those of all others together. */
    public void write(MetricSink sink) {
        AffinityCounter rest = new AffinityCounter(true);
        rest.add(others);
        int told = 0;
        for (String balancer : balancers()) {
            for (Map.Entry<String, AffinityCounter> one : contextsOf(balancer).entrySet()) {
                if (told++ < MAX_EXPORTED) {
                    one.getValue().write(sink, balancer, one.getKey());
                } else {
                    rest.add(one.getValue());
                }
            }
        }
        if (rest.hits() + rest.movedRequests() + rest.freshRequests() > 0) {
            rest.write(sink, BalancerMetrics.OTHER, BalancerMetrics.OTHER);
        }
    }

    /** What is beyond the contexts that are counted for themselves. */
    AffinityCounter others() {
        return others;
    }

    /** Counts of one context. */
    public static final class AffinityCounter {
        private final LongAdder hits = new LongAdder();
        private final LongAdder moved = new LongAdder();
        private final LongAdder fresh = new LongAdder();
        private final boolean ofMany;
        private volatile boolean ownSessions;

        private AffinityCounter(boolean ofMany) {
            this.ofMany = ofMany;
        }

        private void add(AffinityCounter other) {
            hits.add(other.hits());
            moved.add(other.movedRequests());
            fresh.add(other.freshRequests());
        }

        private void write(MetricSink sink, String balancer, String context) {
            sink.value(Metric.CONTEXT_REQUESTS, (double) hits(), balancer, context, "hit");
            sink.value(Metric.CONTEXT_REQUESTS, (double) movedRequests(), balancer, context, "moved");
            sink.value(Metric.CONTEXT_REQUESTS, (double) freshRequests(), balancer, context, "none");
        }

        /** A request went to the node that it named. */
        public void hit() {
            hits.increment();
        }

        /** A request named a node and went to another. */
        public void moved() {
            moved.increment();
        }

        /** A request named no node, or none that is known. */
        public void fresh() {
            fresh.increment();
        }

        /**
         * The application made a session that names its node: it needs no cookie of the balancer. Not noted where many
         * contexts are counted together: one of them would take the cookie from all.
         */
        public void sawOwnSession() {
            if (!ownSessions && !ofMany) {
                ownSessions = true;
            }
        }

        /** Whether the application was ever seen to make sessions that name their nodes. */
        public boolean hasOwnSessions() {
            return ownSessions;
        }

        /** Requests that went to the node that they named. */
        public long hits() {
            return hits.sum();
        }

        /** Requests that named a node and went to another. */
        public long movedRequests() {
            return moved.sum();
        }

        /** Requests that named no known node. */
        public long freshRequests() {
            return fresh.sum();
        }
    }
}
