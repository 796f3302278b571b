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
import io.modcluster.balancer.event.RegistryView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
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

    private static final int BRIEF_CONTEXTS = 20;
    private static final int BRIEF_NODES = 5;
    private static final List<String> STATUSES = List.of("enabled", "disabled", "stopped");
    private static final Map<String, Comparator<Row>> ORDERS = Map.of(
            "path", Comparator.comparing(row -> row.key.path()),
            "host", Comparator.comparing(row -> row.key.alias()),
            "node", Comparator.comparing(row -> row.node.route()),
            "status", Comparator.comparing(row -> row.state.status()));
    private static final List<String> FIELDS = List.of("path", "host", "node", "status");

    private final BalancerBus bus;

    ContextsResource(BalancerBus bus) {
        this.bus = bus;
    }

    /**
     * A context of a node.
     *
     * @param state   the state that holds
     * @param intents what operators want, of all
     */
    record Row(Node node, ContextKey key, ContextState state, Intents intents) {
        JsonObject json() {
            JsonObject json = new JsonObject()
                    .put("node", node.route().value())
                    .put("balancer", node.balancerName())
                    .put("virtualHost", state.virtualHost())
                    .put("host", key.alias().value())
                    .put("path", key.path().value())
                    .put("status", text(state.status()));
            Intent intent = intent();
            return intent == null
                    ? json
                    : json.put("intent", intent.target().text())
                            .put("wish", intent.wish().name().toLowerCase(Locale.ROOT))
                            .put("note", intent.note());
        }

        /** The most careful of the intents about this context alone, or null. */
        private @Nullable Intent intent() {
            return Stream.of(
                            intents.get(new IntentTarget.OfContext(node.route(), key.alias(), key.path())),
                            intents.get(new IntentTarget.OfContext(node.route(), null, key.path())))
                    .filter(said -> said != null && said.value().wish() != Wish.NONE)
                    .map(Register::value)
                    .max(Comparator.comparing(Intent::wish))
                    .orElse(null);
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
        Answers.big(request, bus.vertx(), bus.view().map(view -> () -> {
            List<Row> all = sort.of(
                    wanted(view, query), ORDERS.getOrDefault(sort.field(), Comparator.comparing(row -> row.key)));
            return query.answer(all, query.cut(all), Row::json);
        }));
    }

    /** On a worker; of tens of thousands of rows only those that are asked for become objects. */
    private static List<Row> wanted(RegistryView view, Query query) {
        List<Row> rows = new ArrayList<>();
        for (Node node : view.listed()) {
            node.contexts().forEach((key, register) -> {
                Row row = new Row(node, key, register.value(), view.intents());
                if (register.value().status() != ContextStatus.REMOVED && isWanted(row, query)) {
                    rows.add(row);
                }
            });
        }
        return rows;
    }

    private static boolean isWanted(Row row, Query query) {
        return query.admits("host", row.key.alias().value())
                && (!query.has("path")
                        || query.text("path").equals(row.key.path().value()))
                && (!query.has("node")
                        || query.text("node").equals(row.node.route().value()))
                && query.admits("status", text(row.state.status()))
                && query.finds(
                        row.key.alias().value(),
                        row.key.path().value(),
                        row.node.route().value());
    }

    /** The contexts of a node in order of creation. */
    static List<Row> rows(Node node, Intents intents) {
        return node.rows().stream()
                .map(row -> new Row(node, row.getKey(), row.getValue(), intents))
                .toList();
    }

    /** A host is what requests name: of all nodes that have it, with all their contexts there. */
    private void hosts(RoutingContext request) {
        Query query = Query.ofList(request, "q", "host", "node", "brief");
        query.oneOf("brief", List.of("true"));
        Query.Sort sort = query.sort(List.of("host"));
        Answers.big(request, bus.vertx(), bus.view().map(view -> () -> {
            List<VirtualHost> all =
                    sort.of(VirtualHost.of(wanted(view, query)), Comparator.comparing(VirtualHost::host));
            return query.answer(all, query.cut(all), host -> host.json(query.has("brief")));
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

        /** All of it or, as one host may have ten thousand contexts and a context a thousand nodes, the first of each. */
        JsonObject json(boolean brief) {
            Map<String, List<Row>> byPath = rows.stream()
                    .collect(Collectors.groupingBy(row -> row.key.path().value(), TreeMap::new, Collectors.toList()));
            JsonArray contexts = new JsonArray();
            byPath.entrySet().stream()
                    .limit(brief ? BRIEF_CONTEXTS : Long.MAX_VALUE)
                    .forEach(of -> contexts.add(context(of.getKey(), of.getValue(), brief)));
            return new JsonObject()
                    .put("host", host)
                    .put("total", byPath.size())
                    .put("contexts", contexts);
        }

        private static JsonObject context(String path, List<Row> rows, boolean brief) {
            JsonArray nodes = new JsonArray();
            rows.stream()
                    .limit(brief ? BRIEF_NODES : Long.MAX_VALUE)
                    .forEach(row -> nodes.add(new JsonObject()
                            .put("node", row.node.route().value())
                            .put("status", text(row.state.status()))));
            return new JsonObject().put("path", path).put("total", rows.size()).put("nodes", nodes);
        }
    }
}
