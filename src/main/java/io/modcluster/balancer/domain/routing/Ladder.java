package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request within one balancer, from the node of its session down to nowhere. What it looks at is in its fields, so that the
 * steps can be told apart afterwards. Used once.
 */
final class Ladder {
    private final NodeSelector.Request request;
    private final List<RouteTarget> targets;
    private final String balancerName;
    private final BalancerRules rules;
    private final Newcomers newcomers;
    private final Candidates candidates;
    private final boolean deterministicFailover;
    private final long retryAfterMillis;
    private final BalancerConfig balancer;
    private final @Nullable SessionId session;
    private final @Nullable RouteCookie cookie;
    /** The first known route that the session names, else that of the balancer's cookie; null for none. */
    private @Nullable String named;

    /** LBGroup of the node that is named, empty for none. */
    private String group = "";

    private boolean byCookie;
    private boolean hasSession;

    Ladder(
            NodeSelector.Request request,
            String balancerName,
            BalancerRules rules,
            Newcomers newcomers,
            Candidates candidates,
            boolean deterministicFailover,
            long retryAfterMillis) {
        this.request = request;
        this.targets = request.route().targets();
        this.balancerName = balancerName;
        this.rules = rules;
        this.newcomers = newcomers;
        this.candidates = candidates;
        this.deterministicFailover = deterministicFailover;
        this.retryAfterMillis = retryAfterMillis;
        this.balancer = rules.over(request.table().balancer(balancerName));
        StickySession sticky = balancer.sticky();
        this.session = SessionLocator.find(request.head(), sticky.cookie(), sticky.path(), this::namesTarget);
        this.cookie = rules.cookieBeside(sticky);
        this.hasSession = session != null;
    }

    /** Whether the session of the request is one of this balancer. */
    boolean hasSession() {
        home();
        return named != null;
    }

    Selection climb() {
        RouteTarget home = home();
        if (home != null) {
            Node node = nodeOf(home);
            Affinity affinity = node.route().value().equals(named) ? Affinity.HIT : Affinity.MOVED;
            return chosen(node, home.slot(), affinity, false);
        }
        if (named == null) {
            return any(Affinity.NONE, null, false);
        }
        if (!group.isEmpty()) {
            fill(group);
            int kin = balanced(session);
            if (kin >= 0) {
                return chosen(kin, Affinity.MOVED, false);
            }
        }
        StickySession sticky = balancer.sticky();
        if (sticky.force()) {
            return rejected(Selection.Reason.SESSION_NODE_LOST);
        }
        return any(Affinity.MOVED, session, sticky.remove());
    }

    /** An active node, else a hot standby. {@code lost} is the session of a lost node, or null. */
    private Selection any(Affinity affinity, @Nullable SessionId lost, boolean drop) {
        fill(null);
        int active = balanced(lost);
        if (active >= 0) {
            return chosen(active, affinity, drop && leaves(candidates.node(active)));
        }
        for (int i = 0; i < targets.size(); i++) {
            RouteTarget target = targets.get(i);
            Node node = nodeOf(target);
            if (mayGoTo(target, node)
                    && node.load().value().isHotStandby()
                    && request.health().faultOf(node.route()) == null) {
                return chosen(node, target.slot(), affinity, drop && leaves(node));
            }
        }
        return rejected(Selection.Reason.NO_NODE_UP);
    }

    /** The group may still serve, by a hot standby: there the session is known. */
    private boolean leaves(Node node) {
        return group.isEmpty() || !node.lbGroup().equals(group);
    }

    private Selection chosen(int candidate, Affinity affinity, boolean drop) {
        return chosen(candidates.node(candidate), candidates.slot(candidate), affinity, drop);
    }

    private Selection chosen(Node node, int slot, Affinity affinity, boolean drop) {
        if (request.isForReal()) {
            rules.policy().elected(slot, node);
        }
        // who has a session that names its node needs no cookie of ours
        Selection.OwnCookie own = cookie == null
                ? null
                : new Selection.OwnCookie(
                        cookie.name(),
                        byCookie,
                        named != null && (!byCookie || node.route().value().equals(named)));
        return new Selection.Chosen(node, request.route().context(), balancer, affinity, session, drop, own);
    }

    private Selection rejected(Selection.Reason reason) {
        return new Selection.Rejected(isOpen() ? reason : Selection.Reason.CONTEXT_CLOSED, balancer);
    }

    /** The node of the session, when it can serve. Finds out what the request names on the way. */
    private @Nullable RouteTarget home() {
        String route = session == null || !balancer.sticky().enabled() ? null : session.route();
        RouteTarget home = route == null ? null : SessionId.ranked(route, this::serving);
        if (named == null && cookie != null) {
            String made = cookie.routeIn(request.head(), request.table(), balancerName);
            if (made != null) {
                hasSession = true;
                byCookie = true;
                home = serving(made);
            }
        }
        return home;
    }

    /** The target of this route, if it may serve its sessions now; notes the first one that is known at all. */
    private @Nullable RouteTarget serving(String route) {
        String known = request.table().lbGroupOf(route, balancerName);
        if (known == null) {
            return null;
        }
        if (named == null) {
            named = route;
            group = known;
        }
        RouteTarget target = targetOf(route);
        return target != null && mayGoTo(target, nodeOf(target)) && mayServeSession(target) ? target : null;
    }

    /** Up, or in error for so long that the session may find out; load −1 is no error of ours and never waits. */
    private boolean mayServeSession(RouteTarget home) {
        Reachability.Fault fault = request.health().faultOf(home.node());
        return fault == null || request.nowMillis() - fault.lastMillis() >= retryAfterMillis;
    }

    /** As far as its context, its balancer and what was tried tell. */
    boolean mayGoTo(RouteTarget target, Node node) {
        return target.status().admits(hasSession)
                && (request.tried().isEmpty() || !request.tried().contains(target.node()))
                && node.balancerName().equals(balancerName);
    }

    private boolean isOpen() {
        for (int i = 0; i < targets.size(); i++) {
            RouteTarget target = targets.get(i);
            if (target.status().admits(hasSession)
                    && nodeOf(target).balancerName().equals(balancerName)) {
                return true;
            }
        }
        return false;
    }

    /** Makes those the candidates that are active and up, of this group if it is not null. */
    private void fill(@Nullable String lbGroup) {
        candidates.clear();
        Reachability health = request.health();
        for (int i = 0; i < targets.size(); i++) {
            RouteTarget target = targets.get(i);
            Node node = nodeOf(target);
            int load = node.load().value().value();
            if (load > 0
                    && mayGoTo(target, node)
                    && health.faultOf(target.node()) == null
                    && (lbGroup == null || node.lbGroup().equals(lbGroup))) {
                int share = newcomers.share(target.slot(), request.route().context(), request.nowMillis());
                candidates.add(node, target.slot(), load * share);
            }
        }
    }

    /** Index of the candidate to take, or −1 when there is none. {@code lost} is the session of a lost node, or null. */
    private int balanced(@Nullable SessionId lost) {
        if (candidates.size() == 0) {
            return -1;
        }
        if (deterministicFailover && lost != null) {
            String id = lost.bareId();
            int sum = 0;
            for (int i = 0; i < id.length(); i++) {
                sum += id.charAt(i);
            }
            return Math.floorMod(sum, candidates.size());
        }
        BalancingPolicy.Levelling levelling = rules.policy().levelling();
        if (levelling != BalancingPolicy.Levelling.NONE) {
            newcomers.gate(candidates, request.isForReal());
        }
        if (!request.isForReal()) {
            return rules.policy().foresee(candidates, request.head());
        }
        int index = rules.policy().choose(candidates, request.head());
        if (levelling != BalancingPolicy.Levelling.NONE) {
            newcomers.chose(candidates, index, levelling);
        }
        return index;
    }

    /** What the way was like, after {@link #climb}. */
    Explanation.Step account(Selection selection) {
        return new LadderAccount(this, request, rules, newcomers).of(selection, balancerName, named, group);
    }

    /** Whether the request has a session, of whichever node. */
    boolean carriesSession() {
        return hasSession;
    }

    private boolean namesTarget(String route) {
        return SessionId.ranked(route, this::targetOf) != null;
    }

    /** Targets are in order of their routes. */
    private @Nullable RouteTarget targetOf(String route) {
        int low = 0;
        int high = targets.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = targets.get(middle).node().value().compareTo(route);
            if (order == 0) {
                return targets.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    private Node nodeOf(RouteTarget target) {
        return request.table().node(target.slot());
    }
}
