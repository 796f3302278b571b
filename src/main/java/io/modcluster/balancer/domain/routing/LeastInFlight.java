package io.modcluster.balancer.domain.routing;

import java.util.Arrays;

/**
 * The node that is the least busy for its weight, by requests in flight (the idea of nginx-upstream-fair). In turn by weight are
 * taken those that are now below what the best would be at with this request: so an idle site uses all of its nodes,
 * and one that answers slowly gets less by itself.
 */
final class LeastInFlight implements BalancingPolicy {
    /** Above weights of 100,000 with some digits left; times two billion requests it still is a long. */
    private static final long STEP = 1_000_000_000L;

    private final InFlight inFlight;
    private final RoundRobin inTurn = new RoundRobin();
    private long[] measures = new long[16];

    LeastInFlight(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    @Override
    public int choose(Candidates candidates, RequestHead head) {
        return choose(candidates, true);
    }

    @Override
    public int foresee(Candidates candidates, RequestHead head) {
        return choose(candidates, false);
    }

    private int choose(Candidates candidates, boolean forReal) {
        int size = candidates.size();
        if (size > measures.length) {
            measures = Arrays.copyOf(measures, Math.max(size, measures.length * 2));
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            int busy = inFlight.of(candidates.node(i).route());
            long step = STEP / candidates.weight(i);
            measures[i] = busy * step;
            best = Math.min(best, measures[i] + step);
        }
        return inTurn.choose(candidates, best, measures, forReal);
    }

    @Override
    public Levelling levelling() {
        return Levelling.ROUGH;
    }

    @Override
    public void joined(int slot) {
        inTurn.joined(slot);
    }
}
