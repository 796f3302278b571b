package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.Node;
import org.jspecify.annotations.Nullable;

/** Where a request goes, or why nowhere. */
public sealed interface Selection {
    /**
     * To this node.
     *
     * @param node     the node
     * @param context  the context that matched
     * @param balancer settings of its balancer
     * @param affinity what became of the session
     * @param session  the session id of the request, or null
     * @param dropSession whether the session id is to be cut out of the request before it is sent
     * @param cookie what is to be done about the balancer's own cookie, or null when it has none
     */
    record Chosen(
            Node node,
            String context,
            BalancerConfig balancer,
            Affinity affinity,
            @Nullable SessionId session,
            boolean dropSession,
            @Nullable OwnCookie cookie)
            implements Selection {
        /** Why there, for people. */
        public String reason() {
            return switch (affinity) {
                case HIT -> "the session is its";
                case MOVED -> "the node of the session cannot serve; this one is chosen instead";
                case NONE ->
                    node.load().value().isHotStandby() ? "no active node is up: hot standby" : "the policy's choice";
            };
        }
    }

    /**
     * The balancer's own cookie.
     *
     * @param name  its name
     * @param named whether the cookie of the request named the node that it was to go to, and not its session
     * @param told  whether the client knows the node of this choice, by its cookie or by its session
     */
    record OwnCookie(String name, boolean named, boolean told) {}

    /**
     * Nowhere.
     *
     * @param reason   why
     * @param balancer settings of the balancer that would have served, or null when there is none
     */
    record Rejected(Reason reason, @Nullable BalancerConfig balancer) implements Selection {}

    /** What became of the session of a request. */
    enum Affinity {
        /** It has none, or none with a known route. */
        NONE,
        /** It goes to its node, of several that it ranks to the first that is known. */
        HIT,
        /** Its node is not usable; it moves to another. */
        MOVED
    }

    /** Why a request goes nowhere. */
    enum Reason {
        /** No context is there for host and path. */
        NO_CONTEXT,
        /** The context is there, but disabled or stopped wherever it is. */
        CONTEXT_CLOSED,
        /** Nodes have the context, but none of them is up. */
        NO_NODE_UP,
        /** The node of the session is not usable and the session may not move. */
        SESSION_NODE_LOST
    }
}
