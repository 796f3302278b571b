package io.modcluster.balancer.domain.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * In turn, by weight and smoothly (as nginx): each candidate gains its weight at each choice, the one that has gained most is taken
 * and pays the weight of all. Three nodes of weights 5, 1, 1 give a a b a c a a, not five times the first in a row. Sessions
 * play no part.
 */
final class RoundRobin implements BalancingPolicy {
    private long[] gained = new long[16];

    @Override
    public int choose(Candidates candidates, RequestHead head) {
        return choose(candidates, Long.MAX_VALUE, null, true);
    }

    @Override
    public int foresee(Candidates candidates, RequestHead head) {
        return choose(candidates, Long.MAX_VALUE, null, false);
    }

    /**
     * The same among those whose measure is below a limit; null measures are below every limit.
     *
     * @param forReal whether the one that is taken pays for it
     */
    int choose(Candidates candidates, long limit, long @Nullable [] measures, boolean forReal) {
        int best = -1;
        long most = 0;
        long total = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (measures == null || measures[i] < limit) {
                int slot = candidates.slot(i);
                grow(slot);
                long gain = gained[slot] + candidates.weight(i);
                total += candidates.weight(i);
                if (best < 0 || gain > most) {
                    best = i;
                    most = gain;
                }
                if (forReal) {
                    gained[slot] = gain;
                }
            }
        }
        int taken = Math.max(0, best);
        grow(candidates.slot(taken));
        if (forReal) {
            gained[candidates.slot(taken)] -= total;
        }
        return taken;
    }

    @Override
    public void joined(int slot) {
        if (slot < gained.length) {
            gained[slot] = 0;
        }
    }

    private void grow(int slot) {
        if (slot >= gained.length) {
            gained = Arrays.copyOf(gained, Math.max(slot + 1, gained.length * 2));
        }
    }
}
