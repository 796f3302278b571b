package io.modcluster.balancer.proxy;

/**
 * How many requests of one balancer may be sent a second time: a share of those of the last ten seconds, and some each
 * second however few there were, which can be taken all at once: the requests that were in flight at a node that dies come
 * back in one moment. So an outage is not made worse by the requests that it makes come twice (Envoy's and Linkerd's retry
 * budgets). Belongs to one event loop; time is an argument.
 */
final class RetryBudget {
    /** Long enough for the requests in flight at the death of a node with answers of seconds, short enough to follow a storm. */
    private static final int SECONDS = 10;

    private final int percent;
    private final int reserve;
    private final int[] requests = new int[SECONDS];
    private final int[] again = new int[SECONDS];
    private long second = Long.MIN_VALUE;
    private int requestsInAll;
    private int againInAll;

    RetryBudget(int percent, int perSecond) {
        this.percent = percent;
        this.reserve = perSecond * SECONDS;
    }

    /** A request came. */
    void requested(long nowMillis) {
        requests[slotAt(nowMillis)]++;
        requestsInAll++;
    }

    /** Whether a request may be sent again; if so it counts as sent. */
    boolean take(long nowMillis) {
        int slot = slotAt(nowMillis);
        if (againInAll >= reserve + (long) requestsInAll * percent / 100) {
            return false;
        }
        again[slot]++;
        againInAll++;
        return true;
    }

    /** The slot of this second; those in between are emptied. A clock that goes back stays in the latest second. */
    private int slotAt(long nowMillis) {
        long now = Math.floorDiv(nowMillis, 1000L);
        if (second == Long.MIN_VALUE) {
            second = now;
        }
        long steps = Math.min(SECONDS, now - second);
        for (long step = 1; step <= steps; step++) {
            int slot = Math.floorMod(now - steps + step, SECONDS);
            requestsInAll -= requests[slot];
            againInAll -= again[slot];
            requests[slot] = 0;
            again[slot] = 0;
        }
        second = Math.max(second, now);
        return Math.floorMod(second, SECONDS);
    }
}
