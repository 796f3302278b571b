package io.modcluster.balancer.proxy;

/**
 * How many requests of one balancer may be sent a second time: a share of those of the last ten seconds, and some at once
 * whatever the share. So an outage is not made worse by the requests that it makes come twice (Envoy's and Linkerd's retry
 * budgets). Belongs to one event loop; time is an argument.
 */
final class RetryBudget {
    /** Long enough for the requests in flight at the death of a node with answers of seconds, short enough to follow a storm. */
    private static final int SECONDS = 10;

    private final int percent;
    private final int atOnce;
    private final int[] requests = new int[SECONDS];
    private final int[] again = new int[SECONDS];
    private long second = Long.MIN_VALUE;
    private int requestsInAll;
    private int againInAll;
    private int running;

    RetryBudget(int percent, int atOnce) {
        this.percent = percent;
        this.atOnce = atOnce;
    }

    /** A request came. */
    void requested(long nowMillis) {
        requests[slotAt(nowMillis)]++;
        requestsInAll++;
    }

    /** Whether a request may be sent again; if so it counts as running until {@link #ended}. */
    boolean take(long nowMillis) {
        int slot = slotAt(nowMillis);
        if (running >= atOnce && (againInAll + 1) * 100L > (long) requestsInAll * percent) {
            return false;
        }
        again[slot]++;
        againInAll++;
        running++;
        return true;
    }

    /** A request that {@link #take} allowed is over. */
    void ended() {
        running--;
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
