package io.modcluster.balancer.bench.peers;

import io.vertx.core.json.JsonObject;

/**
 * One measurement.
 *
 * @param benchCase name of the case
 * @param proxy name of the proxy
 * @param round from 1
 * @param load what the load generator saw
 * @param cpu microseconds of the processes of the proxy per request
 * @param rss bytes of the processes of the proxy at the end
 * @param allocated bytes on the heap per request; negative where it is not known
 * @param foreign share of the machine that others had meanwhile, 0 to 1
 */
record Figures(
        String benchCase,
        String proxy,
        int round,
        LoadResult load,
        double cpu,
        long rss,
        double allocated,
        double foreign) {

    boolean isDisturbed() {
        return Disturbance.isTooMuch(foreign);
    }

    /** A line of the raw data. */
    JsonObject toJson() {
        return new JsonObject()
                .put("case", benchCase)
                .put("proxy", proxy)
                .put("round", round)
                .put("requests", load.requests())
                .put("seconds", load.seconds())
                .put("perSecond", load.perSecond())
                .put("errors", load.errors())
                .put("p50Micros", load.p50())
                .put("p99Micros", load.p99())
                .put("p999Micros", load.p999())
                .put("cpuMicros", cpu)
                .put("rssBytes", rss)
                .put("allocatedBytes", allocated < 0 ? null : allocated)
                .put("foreign", foreign)
                .put("disturbed", isDisturbed());
    }
}
