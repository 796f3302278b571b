package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.routing.BalancingPolicy.Levelling;

/** When a newcomer may be chosen: as often as its share of the choices says, until a policy takes it no more often than others. */
final class Turns {
    /** One turn; the share of a choice is a part of it. */
    private static final long TURN = 1_000_000;
    /** Turns that are not used are not saved up. */
    private static final long MOST = 2 * TURN;
    /** A node that has less than others waits half a turn at most for being taken, one that is level about one. */
    private static final long LEVEL_WAIT = TURN * 3 / 4;

    private static final long LONGEST_WAIT = TURN * 10;
    /** So many times make "usually". */
    private static final int MANY = 64;

    private long saved;
    private long waited;
    private long usually;

    /**
     * One more choice: whether it is its turn.
     *
     * @param weight  of the newcomer
     * @param total   weight of all candidates
     * @param forReal whether the choice counts
     */
    boolean isDue(long weight, long total, boolean forReal) {
        long now = Math.min(MOST, saved + TURN * weight / total);
        if (forReal) {
            saved = now;
        }
        return now >= TURN;
    }

    /** It was taken. */
    void taken() {
        saved = Math.max(0, saved - TURN);
        usually += (waited - usually) / MANY;
        waited = 0;
    }

    /** It was its turn, and another was taken. */
    void passedOver(long weight, long total) {
        waited += TURN * weight / total;
    }

    /** Whether the newcomer, just passed over, is level. Where the policy is rough one time tells nothing. */
    boolean isLevel(Levelling levelling) {
        return levelling == Levelling.EXACT || usually > LEVEL_WAIT || waited > LONGEST_WAIT;
    }
}
