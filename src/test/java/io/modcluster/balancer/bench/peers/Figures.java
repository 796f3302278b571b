package io.modcluster.balancer.bench.peers;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * One measurement.
 *
 * @param benchCase name of the case
 * @param proxy name of the proxy
 * @param round from 1
 * @param load what the load generator saw
 * @param user microseconds of the processes of the proxy per request, in the program
 * @param system microseconds of them per request, in the kernel
 * @param rss bytes of the processes of the proxy at the end
 * @param allocated bytes on the heap per request; negative where it is not known
 * @param node microseconds of the processes of the node per request; negative where they were not watched
 * @param foreign share of the machine that others had meanwhile, 0 to 1
 */
record Figures(
        String benchCase,
        String proxy,
        int round,
        LoadResult load,
        double user,
        double system,
        long rss,
        double allocated,
        double node,
        double foreign) {

    /** From what was counted. */
    static Figures of(LoadCase loadCase, String proxy, int round, LoadResult load, Counted counted) {
        double requests = Math.max(1, load.requests());
        return new Figures(
                loadCase.name(),
                proxy,
                round,
                load,
                micros(counted.cpu().user()) / requests,
                micros(counted.cpu().system()) / requests,
                counted.rss(),
                counted.allocated() < 0 ? -1 : counted.allocated() / requests,
                counted.node().isEmpty() ? -1 : micros(counted.node().get().all()) / requests,
                counted.foreign());
    }

    /**
     * What was counted while a load ran.
     *
     * @param cpu of the processes of the proxy
     * @param rss of them at the end, bytes
     * @param allocated on the heap, bytes; negative where it is not known
     * @param node CPU of the processes of the node, where they were watched
     * @param foreign share of the machine that others had, 0 to 1
     */
    record Counted(Cpu cpu, long rss, long allocated, Optional<Cpu> node, double foreign) {}

    private static double micros(Duration time) {
        return time.toNanos() / 1000.0;
    }

    /** Microseconds of the processes of the proxy per request. */
    double cpu() {
        return user + system;
    }

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
                .put("cpuMicros", cpu())
                .put("userMicros", user)
                .put("systemMicros", system)
                .put("rssBytes", rss)
                .put("allocatedBytes", allocated < 0 ? null : allocated)
                .put("nodeMicros", node < 0 ? null : node)
                .put("foreign", foreign)
                .put("disturbed", isDisturbed());
    }
}
