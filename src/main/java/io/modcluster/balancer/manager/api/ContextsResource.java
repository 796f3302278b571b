package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/contexts}: each context of each virtual host of each node. */
final class ContextsResource {
    static final String PATH = "/api/v1/contexts";

    private static final List<String> STATUSES = List.of("enabled", "disabled", "stopped");
    private static final Map<String, Comparator<Row>> ORDERS = Map.of(
            "path", Comparator.comparing(row -> row.key.path()),
            "host", Comparator.comparing(row -> row.key.alias()),
            "node", Comparator.comparing(row -> row.view.node().route()),
            "status", Comparator.comparing(row -> row.state.status()));
    private static final List<String> FIELDS = List.of("path", "host", "node", "status");

    private final BalancerBus bus;

    ContextsResource(BalancerBus bus) {
        this.bus = bus;
    }

    /**
     * A context of a node.
     *
     * @param view   the node
     * @param key    host and path
     * @param state  the state that holds
     * @param intent the most careful of the intents about this context alone, or null
     */
    record Row(NodeView view, ContextKey key, ContextState state, @Nullable Intent intent) {
        JsonObject json() {
            JsonObject json = new JsonObject()
                    .put("node", view.node().route().value())
                    .put("balancer", view.node().balancerName())
                    .put("virtualHost", state.virtualHost())
                    .put("host", key.alias().value())
                    .put("path", key.path().value())
                    .put("status", text(state.status()));
            return intent == null
                    ? json
                    : json.put("intent", intent.target().text())
                            .put("wish", intent.wish().name().toLowerCase(Locale.ROOT))
                            .put("note", intent.note());
        }
    }

    void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.get("/api/v1/virtual-hosts").handler(this::hosts);
    }

    private void list(RoutingContext request) {
        Query query = Query.ofList(request, "q", "host", "path", "node", "status");
        query.oneOf("status", STATUSES);
        Query.Sort sort = query.sort(FIELDS);
        Answers.big(request, bus.vertx(), bus.snapshot().map(snapshot -> () -> {
            List<Row> all = sort.of(
                    rows(snapshot).filter(row -> isWanted(row, query)).toList(),
                    ORDERS.getOrDefault(sort.field(), Comparator.comparing(row -> row.key)));
            return query.answer(all, query.cut(all), Row::json);
        }));
    }

    private static Stream<Row> rows(Snapshot snapshot) {
        Intents intents = snapshot.view().intents();
        return snapshot.nodes().stream().flatMap(view -> rows(view, intents).stream());
    }

    private static boolean isWanted(Row row, Query query) {
        return query.admits("host", row.key.alias().value())
                && (!query.has("path")
                        || query.text("path").equals(row.key.path().value()))
                && (!query.has("node")
                        || query.text("node").equals(row.view.node().route().value()))
                && query.admits("status", text(row.state.status()))
                && query.finds(
                        row.key.alias().value(),
                        row.key.path().value(),
                        row.view.node().route().value());
    }

    /** The contexts of a node in order of creation. */
    static List<Row> rows(NodeView view, Intents intents) {
        return view.node().rows().stream()
                .map(row -> new Row(view, row.getKey(), row.getValue(), intent(view.node(), row.getKey(), intents)))
                .toList();
    }

    private static @Nullable Intent intent(Node node, ContextKey key, Intents intents) {
        return Stream.of(
                        intents.get(new IntentTarget.OfContext(node.route(), key.alias(), key.path())),
                        intents.get(new IntentTarget.OfContext(node.route(), null, key.path())))
                .filter(said -> said != null && said.value().wish() != Wish.NONE)
                .map(Register::value)
                .max(Comparator.comparing(Intent::wish))
                .orElse(null);
    }

    /** A host is what requests name: of all nodes that have it, with all their contexts there. */
    private void hosts(RoutingContext request) {
        Query query = Query.ofList(request, "q", "host", "node");
        Query.Sort sort = query.sort(List.of("host"));
        Answers.big(request, bus.vertx(), bus.snapshot().map(snapshot -> () -> {
            List<VirtualHost> all = sort.of(
                    VirtualHost.of(
                            rows(snapshot).filter(row -> isWanted(row, query)).toList()),
                    Comparator.comparing(VirtualHost::host));
            return query.answer(all, query.cut(all), VirtualHost::json);
        }));
    }

    /** As it is in answers and filters. */
    static String text(ContextStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** What is there under one name. */
    private record VirtualHost(String host, List<Row> rows) {
        static List<VirtualHost> of(List<Row> rows) {
            return rows.stream()
                    .collect(Collectors.groupingBy(row -> row.key.alias().value()))
                    .entrySet()
                    .stream()
                    .map(host -> new VirtualHost(host.getKey(), host.getValue()))
                    .toList();
        }

        JsonObject json() {
            JsonArray contexts = new JsonArray();
            rows.stream()
                    .collect(Collectors.groupingBy(row -> row.key.path().value(), TreeMap::new, Collectors.toList()))
                    .forEach((path, of) -> {
                        JsonArray nodes = new JsonArray();
                        of.forEach(row -> nodes.add(new JsonObject()
                                .put("node", row.view.node().route().value())
                                .put("status", text(row.state.status()))));
                        contexts.add(new JsonObject().put("path", path).put("nodes", nodes));
                    });
            return new JsonObject().put("host", host).put("contexts", contexts);
        }
    }
}
