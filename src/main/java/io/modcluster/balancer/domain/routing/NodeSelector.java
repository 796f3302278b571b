package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ladder of MCMP §6: the session's node, its LBGroup, any active node, a hot standby, nowhere. Belongs to one event
 * loop, like its policy.
 */
public final class NodeSelector {
    private final BalancingPolicy policy;
    private final boolean deterministicFailover;
    private final long retryAfterMillis;

    /**
     * Creates a selector.
     *
     * @param policy                chooses among equals
     * @param deterministicFailover whether sessions of a lost node spread by their id instead of by load, so that all
     *                              balancers move one to the same node
     * @param retryAfterMillis      how long after an error a session may try its node again
     */
    public NodeSelector(BalancingPolicy policy, boolean deterministicFailover, long retryAfterMillis) {
        this.policy = policy;
        this.deterministicFailover = deterministicFailover;
        this.retryAfterMillis = retryAfterMillis;
    }

    /**
     * Chooses a node.
     *
     * @param table     who serves what
     * @param health    who is in error
     * @param head      the request
     * @param tried     nodes that this request must not go to again
     * @param nowMillis milliseconds since 1970
     */
    public Selection select(
            RoutingTable table, Reachability health, RequestHead head, Set<JvmRoute> tried, long nowMillis) {
        Route route = table.find(head.host(), head.path());
        if (route == null) {
            return new Selection.Rejected(Selection.Reason.NO_CONTEXT, null);
        }
        return new Ladder(table, health, head, tried, nowMillis, route).climb();
    }

    private final class Ladder {
        private final RoutingTable table;
        private final Reachability health;
        private final RequestHead head;
        private final Set<JvmRoute> tried;
        private final long nowMillis;
        private final Route route;

        private Ladder(
                RoutingTable table,
                Reachability health,
                RequestHead head,
                Set<JvmRoute> tried,
                long nowMillis,
                Route route) {
            this.table = table;
            this.health = health;
            this.head = head;
            this.tried = tried;
            this.nowMillis = nowMillis;
            this.route = route;
        }

        Selection climb() {
            String only = nodeOf(route.targets().get(0)).balancerName();
            List<String> others = new ArrayList<>(0);
            for (int i = 1; i < route.targets().size(); i++) {
                String name = nodeOf(route.targets().get(i)).balancerName();
                if (!name.equals(only) && !others.contains(name)) {
                    others.add(name);
                }
            }
            return others.isEmpty() ? within(only) : ofSeveral(only, others);
        }

        /** Several balancers have the context, which is rare: the session decides, else the first that can serve. */
        private Selection ofSeveral(String first, List<String> others) {
            List<String> names = new ArrayList<>(others);
            names.add(0, first);
            names.sort(Comparator.comparing((String name) -> !hasSessionIn(name)));
            Selection best = within(names.get(0));
            for (int i = 1;
                    i < names.size() && best instanceof Selection.Rejected rejected && mayLeave(rejected);
                    i++) {
                Selection next = within(names.get(i));
                if (next instanceof Selection.Chosen
                        || (next instanceof Selection.Rejected no && isCloser(no, rejected))) {
                    best = next;
                }
            }
            return best;
        }

        /** A session that must not move does not move to another balancer either. */
        private boolean mayLeave(Selection.Rejected rejected) {
            return rejected.reason() != Selection.Reason.SESSION_NODE_LOST;
        }

        private boolean hasSessionIn(String balancerName) {
            StickySession sticky = table.balancer(balancerName).sticky();
            if (!sticky.enabled()) {
                return false;
            }
            SessionId session = SessionLocator.find(head, sticky.cookie(), sticky.path(), this::isTarget);
            return session != null && session.route() != null && table.lbGroupOf(session.route(), balancerName) != null;
        }

        private boolean isCloser(Selection.Rejected one, Selection.Rejected other) {
            return one.reason().compareTo(other.reason()) > 0;
        }

        private Selection within(String balancerName) {
            BalancerConfig balancer = table.balancer(balancerName);
            StickySession sticky = balancer.sticky();
            SessionId session = SessionLocator.find(head, sticky.cookie(), sticky.path(), this::isTarget);
            List<Node> usable = usable(balancerName, session != null);
            if (usable.isEmpty() && !hasOpenContext(balancerName, session != null)) {
                return new Selection.Rejected(Selection.Reason.CONTEXT_CLOSED, balancer);
            }
            String wanted = sticky.enabled() && session != null ? session.route() : null;
            String group = wanted == null ? null : table.lbGroupOf(wanted, balancerName);
            if (wanted == null || group == null) {
                return chosen(any(usable, null), balancer, Selection.Affinity.NONE, session, false);
            }
            Node home = byRoute(usable, wanted);
            if (home != null && mayServeSession(home)) {
                return chosen(home, balancer, Selection.Affinity.HIT, session, false);
            }
            Node kin = group.isEmpty() ? null : balanced(active(usable, group), session);
            if (kin != null) {
                return chosen(kin, balancer, Selection.Affinity.MOVED, session, false);
            }
            if (sticky.force()) {
                return new Selection.Rejected(Selection.Reason.SESSION_NODE_LOST, balancer);
            }
            Node stranger = any(usable, session);
            // the group may still serve, by a hot standby: there the session is known
            boolean leaves =
                    stranger == null || group.isEmpty() || !stranger.lbGroup().equals(group);
            return chosen(stranger, balancer, Selection.Affinity.MOVED, session, sticky.remove() && leaves);
        }

        private Selection chosen(
                @Nullable Node node,
                BalancerConfig balancer,
                Selection.Affinity affinity,
                @Nullable SessionId session,
                boolean dropSession) {
            if (node == null) {
                return new Selection.Rejected(Selection.Reason.NO_NODE_UP, balancer);
            }
            policy.elected(node);
            return new Selection.Chosen(node, route.context(), balancer, affinity, session, dropSession);
        }

        /** An active node, else a hot standby, else null. {@code session} is that of a lost node, or null. */
        private @Nullable Node any(List<Node> usable, @Nullable SessionId session) {
            Node active = balanced(active(usable, null), session);
            if (active != null) {
                return active;
            }
            for (Node node : usable) {
                if (node.load().value().isHotStandby() && health.faultOf(node.route()) == null) {
                    return node;
                }
            }
            return null;
        }

        private List<Node> active(List<Node> usable, @Nullable String lbGroup) {
            List<Node> active = new ArrayList<>(usable.size());
            for (Node node : usable) {
                if (node.load().value().isActive()
                        && health.faultOf(node.route()) == null
                        && (lbGroup == null || node.lbGroup().equals(lbGroup))) {
                    active.add(node);
                }
            }
            return active;
        }

        private @Nullable Node balanced(List<Node> candidates, @Nullable SessionId session) {
            if (candidates.isEmpty()) {
                return null;
            }
            if (deterministicFailover && session != null) {
                String id = session.bareId();
                int sum = 0;
                for (int i = 0; i < id.length(); i++) {
                    sum += id.charAt(i);
                }
                return candidates.get(Math.floorMod(sum, candidates.size()));
            }
            return candidates.get(policy.choose(candidates));
        }

        /** Nodes of the balancer that this request may go to as far as their contexts tell, in order of JVMRoutes. */
        private List<Node> usable(String balancerName, boolean hasSession) {
            List<Node> usable = new ArrayList<>(route.targets().size());
            for (int i = 0; i < route.targets().size(); i++) {
                RouteTarget target = route.targets().get(i);
                if (target.status().admits(hasSession) && !tried.contains(target.node())) {
                    Node node = nodeOf(target);
                    if (node.balancerName().equals(balancerName)) {
                        usable.add(node);
                    }
                }
            }
            return usable;
        }

        private boolean hasOpenContext(String balancerName, boolean hasSession) {
            for (RouteTarget target : route.targets()) {
                if (target.status().admits(hasSession)
                        && nodeOf(target).balancerName().equals(balancerName)) {
                    return true;
                }
            }
            return false;
        }

        /** Up, or in error for so long that the session may find out; load −1 is no error of ours and never waits. */
        private boolean mayServeSession(Node home) {
            Reachability.Fault fault = health.faultOf(home.route());
            return fault == null || nowMillis - fault.lastMillis() >= retryAfterMillis;
        }

        private boolean isTarget(String jvmRoute) {
            for (RouteTarget target : route.targets()) {
                if (target.node().value().equals(jvmRoute)) {
                    return true;
                }
            }
            return false;
        }

        private @Nullable Node byRoute(List<Node> nodes, String jvmRoute) {
            for (Node node : nodes) {
                if (node.route().value().equals(jvmRoute)) {
                    return node;
                }
            }
            return null;
        }

        private Node nodeOf(RouteTarget target) {
            return table.node(target.slot());
        }
    }
}
