package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.metrics.RecentTraffic.Window;
import io.modcluster.balancer.metrics.TrafficTotals;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What members served at the same time, as figures: rates are added up, and quantiles are those of all requests together, not a
 * mean of those of members. For one thread.
 */
final class TrafficFigures {
    private TrafficTotals times = TrafficTotals.NONE;
    private double requests;
    private double errors;
    private double bytes;

    /** That of one member. */
    static TrafficFigures of(Window window) {
        return new TrafficFigures().add(window);
    }

    /** With that of another member, too. */
    TrafficFigures add(Window window) {
        TrafficTotals counted = window.counted();
        if (window.seconds() > 0) {
            requests += counted.requests() / window.seconds();
            errors += counted.errors() / window.seconds();
            bytes += counted.bytes() / window.seconds();
            times = times.plus(counted);
        }
        return this;
    }

    /** Per second, and milliseconds; those are null without requests. */
    JsonObject json() {
        return new JsonObject()
                .put("requestsPerSecond", rounded(requests))
                .put("errorsPerSecond", rounded(errors))
                .put("bytesPerSecond", Math.round(bytes))
                .put("p50Millis", millis(0.5))
                .put("p99Millis", millis(0.99));
    }

    private @Nullable Double millis(double share) {
        double seconds = times.quantile(share);
        return seconds < 0 ? null : Double.valueOf(rounded(seconds * TimeUnit.SECONDS.toMillis(1)));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
