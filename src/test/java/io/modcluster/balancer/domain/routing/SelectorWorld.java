package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table, what is in error, what was tried, and a selector: all that a choice depends on. Every node has {@code /app}. */
final class SelectorWorld {
    static final StickySession MOVABLE = new StickySession(true, "JSESSIONID", "jsessionid", false, false);
    static final StickySession FORCED = new StickySession(true, "JSESSIONID", "jsessionid", false, true);
    static final long NOW = 1_000_000_000L;

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final RoutingTableBuilder table = new RoutingTableBuilder(VirtualHostMode.PREFER);
    private final Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
    private final Set<JvmRoute> tried = new HashSet<>();
    private NodeSelector selector = new NodeSelector(Balancing.by(new LeastElected()), false, 60_000);

    SelectorWorld node(Nodes node) {
        return node(node, ENABLED);
    }

    SelectorWorld node(Nodes node, ContextStatus status) {
        table.put(node.context("localhost", "/app", status)
                .stampedAt(stamps.next())
                .build());
        return this;
    }

    SelectorWorld removed(Nodes node) {
        Node known = node.stampedAt(stamps.next()).build();
        table.put(known);
        table.put(known.removedAt(stamps.next(), "test"));
        return this;
    }

    SelectorWorld faulty(String route, long millisAgo) {
        faults.put(new JvmRoute(route), new Reachability.Fault("refused", NOW - millisAgo, NOW - millisAgo, 1));
        return this;
    }

    SelectorWorld tried(String route) {
        tried.add(new JvmRoute(route));
        return this;
    }

    SelectorWorld deterministic() {
        selector = new NodeSelector(Balancing.by(new LeastElected()), true, 60_000);
        return this;
    }

    Selection select(String path, String target, String... cookies) {
        RequestHead head = new RequestHead("localhost", path, target, List.of(cookies));
        return selector.select(table.build(), new Reachability(faults), head, tried, NOW);
    }

    /** The JVMRoute chosen with this session, or the reason why none. */
    String with(String session) {
        return print(select("/app", "/app", "JSESSIONID=" + session));
    }

    /** The JVMRoute chosen without a session, or the reason why none. */
    String fresh() {
        return print(select("/app", "/app"));
    }

    Selection.Chosen chosenWith(String session) {
        return (Selection.Chosen) select("/app", "/app", "JSESSIONID=" + session);
    }

    List<String> several(int requests, String session) {
        List<String> routes = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            routes.add(session.isEmpty() ? fresh() : with(session));
        }
        return routes;
    }

    static String print(Selection selection) {
        return selection instanceof Selection.Chosen chosen
                ? chosen.node().route().value()
                : ((Selection.Rejected) selection).reason().name();
    }
}
