package io.modcluster.balancer.bench.peers;

import io.vertx.core.json.JsonObject;

/**
 * What a load generator saw.
 *
 * @param requests answered, or messages
 * @param seconds it took
 * @param errors answers of 400 and more, connections that failed, and requests without an answer
 * @param p50 microseconds
 * @param p99 microseconds
 * @param p999 microseconds
 */
record LoadResult(long requests, double seconds, long errors, double p50, double p99, double p999) {

    double perSecond() {
        return seconds == 0 ? 0 : requests / seconds;
    }

    /** The line of JSON that the script of {@link Wrk} writes. */
    static LoadResult ofWrk(String output) {
        JsonObject line = output.lines()
                .filter(candidate -> candidate.startsWith("{"))
                .map(JsonObject::new)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no result in: " + output));
        return new LoadResult(
                line.getLong("requests"),
                line.getDouble("micros") / 1e6,
                line.getLong("errors"),
                line.getDouble("p50"),
                line.getDouble("p99"),
                line.getDouble("p999"));
    }
}
