package io.modcluster.balancer.cluster;

import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.metrics.SessionSketch;
import io.vertx.core.json.JsonObject;
import java.util.BitSet;

/**
 * What all members see of what is drained.
 *
 * @param complete    whether all members answered
 * @param sessions    about how many sessions were seen lately
 * @param requests    how many requests are in flight
 * @param quietMillis for how long no session has been seen
 */
record DrainProgress(boolean complete, long sessions, long requests, long quietMillis) {
    static final DrainProgress UNKNOWN = new DrainProgress(false, 0, 0, 0);

    /** The same session may be seen by several members: the slots are put together, not the numbers. */
    static DrainProgress of(MemberQuestion.Round round) {
        BitSet bits = new BitSet();
        long requests = 0;
        long quiet = Long.MAX_VALUE;
        boolean complete = true;
        for (MemberQuestion.Answer answer : round.answers()) {
            JsonObject said = answer.answer();
            if (said == null) {
                complete = false;
                continue;
            }
            bits.or(DrainCounts.bits(said));
            requests += Math.max(0, said.getLong(DrainCounts.IN_FLIGHT, 0L));
            quiet = Math.min(quiet, said.getLong(DrainCounts.QUIET, 0L));
        }
        return new DrainProgress(
                complete, SessionSketch.estimate(bits), requests, quiet == Long.MAX_VALUE ? 0 : Math.max(0, quiet));
    }
}
