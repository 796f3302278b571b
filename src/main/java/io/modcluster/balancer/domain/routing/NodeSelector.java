package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ladder of MCMP §6: the session's node, its LBGroup, any active node, a hot standby, nowhere. Belongs to one event
 * loop, like its policies.
 */
public final class NodeSelector {
    private final Balancing balancing;
    private final boolean deterministicFailover;
    private final long retryAfterMillis;
    private final Newcomers newcomers;
    private final Candidates candidates = new Candidates();

    /**
     * Creates a selector.
     *
     * @param balancing             the rules of balancers, with what chooses among equals
     * @param deterministicFailover whether sessions of a lost node spread by their id instead of by load, so that all
     *                              balancers move one to the same node
     * @param retryAfterMillis      how long after an error a session may try its node again
     */
    public NodeSelector(Balancing balancing, boolean deterministicFailover, long retryAfterMillis) {
        this.balancing = balancing;
        this.deterministicFailover = deterministicFailover;
        this.retryAfterMillis = retryAfterMillis;
        this.newcomers = new Newcomers(balancing);
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
        return select(table, health, health, head, tried, nowMillis);
    }

    /**
     * As {@link #select(RoutingTable, Reachability, RequestHead, Set, long)} for a request that may go where others may not.
     *
     * @param health who is in error for this request
     * @param known  who is in error for all: only who is up there came back, or else each such request would make its node
     *               a newcomer of which nothing was counted yet
     */
    public Selection select(
            RoutingTable table,
            Reachability health,
            Reachability known,
            RequestHead head,
            Set<JvmRoute> tried,
            long nowMillis) {
        newcomers.look(table, known, nowMillis);
        Route route = table.find(head.host(), head.path());
        if (route == null) {
            return new Selection.Rejected(Selection.Reason.NO_CONTEXT, null);
        }
        return select(new Request(table, health, head, tried, nowMillis, route, null));
    }

    /** The same with every step, for people; no policy counts it. Parameters as those of {@link #select}. */
    public Explanation explain(
            RoutingTable table, Reachability health, RequestHead head, Set<JvmRoute> tried, long nowMillis) {
        return explain(table, health, health, head, tried, nowMillis);
    }

    /** The same for a request that may go where others may not. */
    public Explanation explain(
            RoutingTable table,
            Reachability health,
            Reachability known,
            RequestHead head,
            Set<JvmRoute> tried,
            long nowMillis) {
        newcomers.look(table, known, nowMillis);
        Route route = table.find(head.host(), head.path());
        if (route == null) {
            return new Explanation(null, List.of(), new Selection.Rejected(Selection.Reason.NO_CONTEXT, null));
        }
        List<Explanation.Step> steps = new ArrayList<>();
        Selection selection = select(new Request(table, health, head, tried, nowMillis, route, steps));
        return new Explanation(route.context(), steps, selection);
    }

    private Selection select(Request request) {
        RoutingTable table = request.table();
        String only = table.onlyBalancer();
        return only != null ? within(request, only) : ofAny(request);
    }

    /** One request and all that its choice depends on; {@code steps} are noted if they are not null. */
    record Request(
            RoutingTable table,
            Reachability health,
            RequestHead head,
            Set<JvmRoute> tried,
            long nowMillis,
            Route route,
            @Nullable List<Explanation.Step> steps) {
        /** Whether it counts: whoever wants the steps does not send it. */
        boolean isForReal() {
            return steps == null;
        }

        String balancerOf(int target) {
            return table.node(route.targets().get(target).slot()).balancerName();
        }
    }

    private Ladder ladder(Request request, String balancerName) {
        return new Ladder(
                request,
                balancerName,
                balancing.of(balancerName),
                newcomers,
                candidates,
                deterministicFailover,
                retryAfterMillis);
    }

    private Selection within(Request request, String balancerName) {
        Ladder ladder = ladder(request, balancerName);
        Selection selection = ladder.climb();
        if (request.steps() != null) {
            request.steps().add(ladder.account(selection));
        }
        return selection;
    }

    private Selection ofAny(Request request) {
        String first = request.balancerOf(0);
        List<String> others = new ArrayList<>(0);
        for (int i = 1; i < request.route().targets().size(); i++) {
            String name = request.balancerOf(i);
            if (!name.equals(first) && !others.contains(name)) {
                others.add(name);
            }
        }
        return others.isEmpty() ? within(request, first) : ofSeveral(request, first, others);
    }

    /** Several balancers have the context, which is rare: the session decides, else the first that can serve. */
    private Selection ofSeveral(Request request, String first, List<String> others) {
        List<String> names = new ArrayList<>(others);
        names.add(0, first);
        names.sort(Comparator.comparing((String name) -> !ladder(request, name).hasSession()));
        Selection best = within(request, names.get(0));
        for (int i = 1; i < names.size() && best instanceof Selection.Rejected rejected && mayLeave(rejected); i++) {
            Selection next = within(request, names.get(i));
            if (next instanceof Selection.Chosen || (next instanceof Selection.Rejected no && isCloser(no, rejected))) {
                best = next;
            }
        }
        return best;
    }

    /** A session that must not move does not move to another balancer either. */
    private static boolean mayLeave(Selection.Rejected rejected) {
        return rejected.reason() != Selection.Reason.SESSION_NODE_LOST;
    }

    private static boolean isCloser(Selection.Rejected one, Selection.Rejected other) {
        return one.reason().compareTo(other.reason()) > 0;
    }
}
