package io.modcluster.balancer.domain.routing;

/**
 * Draws two candidates by weight and takes the one that is less busy for its weight, the first drawn if they are the same. Needs to
 * know how busy two nodes are, not all; several balancers that choose at the same time do not all choose the same node.
 */
final class PowerOfTwo implements BalancingPolicy {
    private final InFlight inFlight;
    private final Chance chance;

    PowerOfTwo(InFlight inFlight, Chance chance) {
        this.inFlight = inFlight;
        this.chance = chance;
    }

    @Override
    public int choose(Candidates candidates, RequestHead head) {
        if (candidates.size() == 1) {
            return 0;
        }
        long total = 0;
        for (int i = 0; i < candidates.size(); i++) {
            total += candidates.weight(i);
        }
        int first = draw(candidates, chance.below(total), -1);
        int second = draw(candidates, chance.below(total - candidates.weight(first)), first);
        // busy / weight, without dividing
        long one = (long) inFlight.of(candidates.node(first).route()) * candidates.weight(second);
        long other = (long) inFlight.of(candidates.node(second).route()) * candidates.weight(first);
        return other < one ? second : first;
    }

    private static int draw(Candidates candidates, long at, int except) {
        long left = at;
        int last = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (i != except) {
                last = i;
                left -= candidates.weight(i);
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    @Override
    public Levelling levelling() {
        return Levelling.ROUGH;
    }
}
