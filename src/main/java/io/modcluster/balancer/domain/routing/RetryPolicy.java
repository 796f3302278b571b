package io.modcluster.balancer.domain.routing;

import java.util.Set;

/** Whether a request that failed at one node is sent to another (reliability rules of HAProxy, nginx and Envoy). */
public final class RetryPolicy {
    /** RFC 9110 §9.2.2, without TRACE, which is not forwarded at all. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private RetryPolicy() {}

    /** Whether a request with this method may arrive twice. */
    public static boolean isIdempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /**
     * Decides.
     *
     * @param kind           what happened
     * @param method         method of the request
     * @param bodyReplayable whether there is no body, or all of it is still at hand
     * @param furtherTries   how many tries are left
     */
    public static boolean mayRetry(FailureKind kind, String method, boolean bodyReplayable, int furtherTries) {
        if (furtherTries <= 0) {
            return false;
        }
        return switch (kind.retry()) {
            case NEVER -> false;
            case IF_IDEMPOTENT -> bodyReplayable && isIdempotent(method);
            case ALWAYS -> true;
        };
    }
}
