package io.modcluster.balancer.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who tried to register or to change something over MCMP and was refused, and why: the last {@value #MAX}, the same one
 * counted. May be used from any thread.
 */
public final class RefusedCommands implements Shareable {
    /** As many as one looks through. */
    static final int MAX = 500;

    private static final int MAX_TEXT = 500;

    private final Map<Attempt, Times> attempts = new LinkedHashMap<>();

    /**
     * An attempt. All of it may come from the network.
     *
     * @param peer     address that it came from, without port
     * @param method   command of MCMP
     * @param jvmRoute the node that it was about, empty when that is not known
     * @param reason   why it was refused
     */
    public record Attempt(String peer, String method, String jvmRoute, String reason) {
        /** Cuts off what is too long. */
        public Attempt {
            jvmRoute = jvmRoute.substring(0, Math.min(jvmRoute.length(), MAX_TEXT));
            reason = reason.substring(0, Math.min(reason.length(), MAX_TEXT));
        }
    }

    private record Times(long firstMillis, long lastMillis, long count) {}

    /** Those of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static RefusedCommands of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, RefusedCommands>getLocalMap(prefix + ".counters")
                .computeIfAbsent("refusals", key -> new RefusedCommands());
    }

    /** One more was refused. */
    public synchronized void refused(Attempt attempt, long nowMillis) {
        Times before = attempts.remove(attempt);
        attempts.put(
                attempt,
                before == null
                        ? new Times(nowMillis, nowMillis, 1)
                        : new Times(before.firstMillis, nowMillis, before.count + 1));
        if (attempts.size() > MAX) {
            attempts.remove(attempts.keySet().iterator().next());
        }
    }

    /** For people: the latest first. */
    public synchronized JsonArray json() {
        List<JsonObject> all = new ArrayList<>();
        attempts.forEach((attempt, times) -> all.add(new JsonObject()
                .put("peer", attempt.peer)
                .put("method", attempt.method)
                .put("jvmRoute", attempt.jvmRoute)
                .put("reason", attempt.reason)
                .put("first", times.firstMillis)
                .put("last", times.lastMillis)
                .put("count", times.count)));
        Collections.reverse(all);
        return new JsonArray(all);
    }
}
