package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request would go and why: what {@link NodeSelector#explain} found on the very way that requests take, without anything
 * being counted.
 *
 * @param context   the context that matches, null for none
 * @param steps     the balancers that were tried, mostly one, the last of which decided unless an earlier refusal was closer
 * @param selection where it would go
 */
public record Explanation(@Nullable String context, List<Step> steps, Selection selection) {
    /** Copies the list. */
    public Explanation {
        steps = List.copyOf(steps);
    }

    /**
     * One balancer.
     *
     * @param balancer     its name
     * @param sessionRoute the known node that the session or the balancer's cookie names, null for none
     * @param lbGroup      LBGroup of that node, empty for none
     * @param policy       what would choose among equals
     * @param candidates   all nodes that have the context, in order of their JVMRoutes
     * @param selection    what came of it
     */
    public record Step(
            String balancer,
            @Nullable String sessionRoute,
            String lbGroup,
            String policy,
            List<Candidate> candidates,
            Selection selection) {
        /** Copies the list. */
        public Step {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A node that has the context.
     *
     * @param node   which
     * @param status of the context on it
     * @param load   its load
     * @param weight what it counts for among those that could be chosen, 0 when it is none of them
     * @param chosen whether the request would go there
     * @param reason for or against it, for people
     */
    public record Candidate(JvmRoute node, ContextStatus status, int load, int weight, boolean chosen, String reason) {}
}
