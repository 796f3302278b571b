package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.options.TrafficOptions;
import java.time.Duration;

/**
 * How much and how slowly a client may send before it is a request.
 *
 * @param maxInitialLine longest request line in bytes without CRLF, 1 or more; longer is answered with 414. Also the
 *     longest chunk-size line
 * @param maxHeaderBlock all header lines of a request together in bytes without CRLFs, 1 or more; more is answered with
 *     431. Trailers count too
 * @param maxHeaders number of header lines of a request including trailers, 1 or more; more is answered with 431
 * @param headTimeout for a whole request head, from the accepted connection or, later on, from its first byte; then 408
 *     if a part of it has come, else the connection is closed without a word
 * @param idleTimeout between the end of a response and the first byte of the next request, then the connection is closed;
 *     never runs while a request is being answered
 * @param bodyTimeout for a request body, from its first part on; as Apache's {@code RequestReadTimeout} it grows by a
 *     second with each {@code minBodyRate} bytes, and does not count while we do not read; then 408, if no response has
 *     begun, and the connection is closed
 * @param minBodyRate bytes, 0 for no such limit
 */
public record EdgeLimits(
        int maxInitialLine,
        int maxHeaderBlock,
        int maxHeaders,
        Duration headTimeout,
        Duration idleTimeout,
        Duration bodyTimeout,
        int minBodyRate) {
    /** Refuses limits that would refuse every request. */
    public EdgeLimits {
        requireAtLeastOne("maxInitialLine", maxInitialLine);
        requireAtLeastOne("maxHeaderBlock", maxHeaderBlock);
        requireAtLeastOne("maxHeaders", maxHeaders);
        requireAtLeastOne("headTimeout in milliseconds", headTimeout.toMillis());
        requireAtLeastOne("idleTimeout in milliseconds", idleTimeout.toMillis());
        requireAtLeastOne("bodyTimeout in milliseconds", bodyTimeout.toMillis());
        if (minBodyRate < 0) {
            throw new IllegalArgumentException("minBodyRate: " + minBodyRate + " (expected: 0 or more)");
        }
    }

    /** Those that are configured. */
    public static EdgeLimits of(TrafficOptions traffic) {
        return new EdgeLimits(
                traffic.getMaxRequestLine(),
                traffic.getMaxHeaderSize(),
                traffic.getMaxHeaders(),
                traffic.getHeaderTimeout(),
                traffic.getIdleTimeout(),
                traffic.getBodyTimeout(),
                traffic.getMinBodyRate());
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }
}
