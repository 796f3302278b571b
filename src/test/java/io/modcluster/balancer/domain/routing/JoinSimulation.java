package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Nodes under a steady load, several event loops, and one more node that comes in the middle: who gets how much in each second.
 * Simulated time, repeatable by its seed.
 */
final class JoinSimulation {
    /** LBstatusRecalTime. */
    private static final int WINDOW_MILLIS = 5000;

    private final Plan plan;
    private final Random random;
    private final RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
    private final List<NodeSelector> loops = new ArrayList<>();
    private final List<Balancing> balancings = new ArrayList<>();
    private final Map<JvmRoute, Integer> inFlight = new HashMap<>();
    private final Deque<Ending> endings = new ArrayDeque<>();
    private final List<String> sessions = new ArrayList<>();
    private final List<Second> seconds = new ArrayList<>();
    private RoutingTable table = RoutingTable.EMPTY;
    private double now;

    /**
     * What to simulate.
     *
     * @param policy     of all event loops
     * @param loops      event loops, each with counters of its own
     * @param nodes      that are there from the beginning
     * @param load       of the node that comes; theirs are 50
     * @param rate       requests in a second
     * @param service    how long each takes, in milliseconds
     * @param sticky     part of the requests that belong to sessions, 0 to 1
     * @param joinMillis when the node comes
     * @param slowMillis the slow start
     */
    record Plan(
            PolicyName policy,
            int loops,
            int nodes,
            int load,
            int rate,
            int service,
            double sticky,
            int joinMillis,
            int slowMillis) {
        double fair() {
            return (double) load / (load + 50 * nodes);
        }
    }

    /** One second since the node came. */
    static final class Second {
        int requests;
        int choices;
        int requestsOfNew;
        int choicesOfNew;

        double share() {
            return requests == 0 ? 0 : (double) requestsOfNew / requests;
        }

        double choiceShare() {
            return choices == 0 ? 0 : (double) choicesOfNew / choices;
        }
    }

    private record Ending(double at, JvmRoute node) {}

    JoinSimulation(Plan plan, long seed) {
        this.plan = plan;
        this.random = new Random(seed);
        for (int i = 0; i < plan.loops(); i++) {
            BalancingPolicy policy = plan.policy()
                    .create(
                            new HashKey(HashKey.From.COOKIE, "user"),
                            route -> inFlight.getOrDefault(route, 0),
                            bound -> random.nextInt((int) bound));
            Balancing balancing =
                    new Balancing(new BalancerRules(policy, plan.slowMillis(), StickyRuling.NONE, null), Map.of());
            balancings.add(balancing);
            loops.add(new NodeSelector(balancing, false, 60_000));
        }
        for (int i = 0; i < plan.nodes(); i++) {
            put("n" + (10 + i), 50);
        }
    }

    private void put(String route, int load) {
        builder.put(aNode(route)
                .load(load)
                .context("localhost", "/app", ContextStatus.ENABLED)
                .stampedAt(new Stamp(1_000_000_000_000L, "a"))
                .build());
        table = builder.build();
    }

    /** Requests until so many seconds after the node came. */
    List<Second> run(int secondsAfter) {
        double step = 1000.0 / plan.rate();
        double end = plan.joinMillis() + secondsAfter * 1000.0;
        double nextWindow = WINDOW_MILLIS;
        boolean joined = false;
        for (long i = 0; now < end; i++) {
            now = i * step;
            if (!joined && now >= plan.joinMillis()) {
                joined = true;
                // first by name: it would win each tie
                put("a-new", plan.load());
            }
            if (now >= nextWindow) {
                balancings.forEach(Balancing::nextWindow);
                nextWindow += WINDOW_MILLIS;
            }
            while (!endings.isEmpty() && endings.peek().at() <= now) {
                inFlight.merge(endings.poll().node(), -1, Integer::sum);
            }
            request((int) (i % plan.loops()), joined);
        }
        return seconds;
    }

    private void request(int loop, boolean joined) {
        boolean sticky = !sessions.isEmpty() && random.nextDouble() < plan.sticky();
        String cookie = sticky
                ? "JSESSIONID=x." + sessions.get(random.nextInt(sessions.size()))
                : "user=" + random.nextInt(1_000_000);
        RequestHead head = new RequestHead("localhost", "/app", "/app", List.of(cookie));
        Selection selection = loops.get(loop).select(table, Reachability.ALL_UP, head, Set.of(), (long) now);
        JvmRoute route = ((Selection.Chosen) selection).node().route();
        inFlight.merge(route, 1, Integer::sum);
        endings.add(new Ending(now + plan.service(), route));
        if (!sticky && sessions.size() < 5000) {
            sessions.add(route.value());
        } else if (!sticky) {
            sessions.set(random.nextInt(sessions.size()), route.value());
        }
        if (joined) {
            count(route, sticky);
        }
    }

    private void count(JvmRoute route, boolean sticky) {
        int second = (int) ((now - plan.joinMillis()) / 1000);
        while (seconds.size() <= second) {
            seconds.add(new Second());
        }
        Second counted = seconds.get(second);
        int ofNew = route.value().equals("a-new") ? 1 : 0;
        counted.requests++;
        counted.requestsOfNew += ofNew;
        counted.choices += sticky ? 0 : 1;
        counted.choicesOfNew += sticky ? 0 : ofNew;
    }
}
