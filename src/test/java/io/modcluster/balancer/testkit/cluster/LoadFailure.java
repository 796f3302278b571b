package io.modcluster.balancer.testkit.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * A request of a {@link SteadyLoad} that was not answered with a status below 400.
 *
 * @param at when it was known
 * @param kind what happened
 * @param detail the status line, or the words of the system
 * @param reused whether the connection had carried a request before
 * @param waited since the request was sent; since the connection was asked for when it was never sent
 */
public record LoadFailure(Instant at, Kind kind, String detail, boolean reused, Duration waited) {
    /** What can happen to a request. */
    public enum Kind {
        /** The connection was refused, or the host could not be reached. */
        REFUSED,
        /** No complete response in time. */
        TIMEOUT,
        /** The connection was closed or reset before the first byte of the response. */
        CLOSED,
        /** The connection was closed or reset within the response. */
        CUT,
        /** Something that is not HTTP. */
        MALFORMED,
        /** A response with a status of 400 and more. */
        STATUS
    }
}
