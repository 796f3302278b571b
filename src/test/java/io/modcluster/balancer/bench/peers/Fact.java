package io.modcluster.balancer.bench.peers;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * A figure that is no load.
 *
 * @param benchCase name of the case
 * @param proxy name of the proxy
 * @param what words
 * @param value in {@code unit}
 * @param unit words
 */
record Fact(String benchCase, String proxy, String what, double value, String unit) {
    JsonObject toJson() {
        return new JsonObject()
                .put("case", benchCase)
                .put("proxy", proxy)
                .put("what", what)
                .put("value", value)
                .put("unit", unit);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-14s %-10s %s: %.1f %s", benchCase, proxy, what, value, unit);
    }
}
