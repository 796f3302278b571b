package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.List;

/**
 * Asks how many requests the other members of the cluster have in flight. The answer is a {@link Long}, never fails, and is
 * there within a quarter of a second; a member that does not answer counts as one request, since telling too few would cut
 * requests (MCMP §2.3, STOP-APP).
 *
 * @param route    to this node
 * @param contexts for any of these paths
 */
public record RequestsElsewhere(JvmRoute route, List<String> contexts) {
    /** Copies the list. */
    public RequestsElsewhere {
        contexts = List.copyOf(contexts);
    }
}
