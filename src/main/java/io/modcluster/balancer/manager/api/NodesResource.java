package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.Problem;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ConnectionSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/nodes}: who is registered, in what state, as which member sees it. */
final class NodesResource {
    static final String PATH = "/api/v1/nodes";

    /** States of contexts that are listed. */
    static final List<ContextStatus> SHOWN =
            List.of(ContextStatus.ENABLED, ContextStatus.DISABLED, ContextStatus.STOPPED);

    private static final List<String> STATES =
            Arrays.stream(NodeView.State.values()).map(NodeView.State::text).toList();
    private static final Map<String, Comparator<NodeView>> ORDERS = Map.of(
            "jvmRoute", Comparator.comparing(view -> view.node().route()),
            "balancer", Comparator.comparing(view -> view.node().balancerName()),
            "lbGroup", Comparator.comparing(view -> view.node().lbGroup()),
            "load", Comparator.comparing(view -> view.node().load().value().value()),
            "since", Comparator.comparing(NodeView::sinceMillis),
            "state", Comparator.comparing(NodeView::state));
    private static final List<String> FIELDS = List.of("jvmRoute", "balancer", "lbGroup", "load", "since", "state");

    private final BalancerBus bus;
    private final BalancerOptions options;

    NodesResource(BalancerBus bus, BalancerOptions options) {
        this.bus = bus;
        this.options = options;
    }

    void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.get(PATH + "/:jvmRoute").handler(this::one);
    }

    private void list(RoutingContext request) {
        Query query = Query.ofList(request, "q", "balancer", "lbGroup", "state", "unreached");
        query.oneOf("state", STATES);
        query.oneOf("unreached", List.of("true"));
        Query.Sort sort = query.sort(FIELDS);
        Future<Set<String>> unreached = query.has("unreached") ? bus.unreached() : Future.succeededFuture(Set.of());
        Answers.big(
                request, bus.vertx(), unreached.compose(routes -> bus.snapshot().compose(snapshot -> {
                    List<NodeView> all = sort.of(
                            snapshot.nodes().stream()
                                    .filter(view -> isWanted(view, query)
                                            && (!query.has("unreached")
                                                    || routes.contains(
                                                            view.node().route().value())))
                                    .toList(),
                            ORDERS.getOrDefault(sort.field(), Comparator.comparing(view -> view.node()
                                    .route())));
                    List<NodeView> shown = query.cut(all);
                    return bus.reports(shown.stream()
                                    .map(view -> view.node().route())
                                    .toList())
                            .map(reports -> () -> query.answer(all, shown, view -> row(view, snapshot, reports)));
                })));
    }

    private static boolean isWanted(NodeView view, Query query) {
        Node node = view.node();
        return query.admits("balancer", node.balancerName())
                && (!query.has("lbGroup") || query.text("lbGroup").equals(node.lbGroup()))
                && query.admits("state", view.state().text())
                && (!query.has("q")
                        || query.finds(node.route().value(), node.address().toString(), node.lbGroup()));
    }

    private void one(RoutingContext request) {
        Query.of(request);
        JvmRoute route = routeOf(request);
        Answers.json(request, bus.snapshot().compose(snapshot -> {
            Node node = snapshot.view().listed(route);
            return node == null
                    ? Future.failedFuture(unknown(route))
                    : bus.reports(List.of(route)).map(reports -> detail(snapshot.of(node), snapshot, reports));
        }));
    }

    /** The node in the path. */
    static JvmRoute routeOf(RoutingContext request) {
        String route = request.pathParam("jvmRoute");
        if (route == null || route.isEmpty() || route.length() > JvmRoute.MAX_LENGTH) {
            throw Problem.notFound("jvmRoute (expected: 1.." + JvmRoute.MAX_LENGTH + " characters)");
        }
        return new JvmRoute(route);
    }

    static Problem unknown(JvmRoute route) {
        return Problem.notFound("jvmRoute: " + Quoted.of(route.value()) + " (expected: a node that is registered)");
    }

    private static JsonObject row(NodeView view, Snapshot snapshot, MemberReports reports) {
        Node node = view.node();
        JvmRoute route = node.route();
        return new JsonObject()
                .put("jvmRoute", route.value())
                .put("address", node.address().toString())
                .put("balancer", node.balancerName())
                .put("lbGroup", node.lbGroup())
                .put("load", node.load().value().value())
                .put("state", view.state().text())
                .put("reason", view.reason())
                .put("since", view.sinceMillis())
                .put("static", snapshot.view().staticNodes().contains(route))
                .put("contexts", contexts(node))
                .put("elected", reports.sum(route, "elected"))
                .put("read", reports.sum(route, "read"))
                .put("transferred", reports.sum(route, "transferred"))
                .put("inFlight", reports.sum(route, "inFlight"))
                .put("refusesAjp", reports.any(route, "refusesAjp"))
                .put("members", reports.byMember(route));
    }

    /** How many contexts are in which state. */
    private static JsonObject contexts(Node node) {
        JsonObject counts = new JsonObject();
        for (ContextStatus status : SHOWN) {
            counts.put(ContextsResource.text(status), NodeView.count(node, status));
        }
        return counts;
    }

    private JsonObject detail(NodeView view, Snapshot snapshot, MemberReports reports) {
        JsonArray rows = new JsonArray();
        ContextsResource.rows(view.node(), snapshot.view().intents()).forEach(row -> rows.add(row.json()));
        return row(view, snapshot, reports)
                .put("registered", view.node().config().stamp().micros() / 1000)
                .put("config", config(view.node()))
                .put("connections", connections(ConnectionSettings.of(view.node(), options)))
                .put("rows", rows);
    }

    private static JsonObject config(Node node) {
        ConnectionConfig connection = node.config().value().connection();
        BalancerConfig balancer = node.config().value().balancer();
        return new JsonObject()
                .put("type", node.address().scheme().wireName())
                .put("host", node.address().host())
                .put("port", node.address().port())
                .put("reversed", node.config().value().reversed())
                .put("flushPackets", connection.flushPackets().name().toLowerCase(Locale.ROOT))
                .put("flushWaitMillis", connection.flushWait().toMillis())
                .put("pingMillis", connection.ping().toMillis())
                .put("smax", connection.smax())
                .put("ttlMillis", connection.ttl().toMillis())
                .put("timeoutMillis", connection.timeout().toMillis())
                .put("balancerSettings", BalancersResource.settings(balancer));
    }

    /** What holds in the end, and where it comes from. */
    private static JsonObject connections(ConnectionSettings settings) {
        return new JsonObject()
                .put("connections", effective(settings.connections()))
                .put("keepAliveMillis", effective(settings.keepAlive()))
                .put("connectMillis", effective(settings.connect()))
                .put("responseMillis", effective(settings.response()))
                .put("tries", effective(settings.tries()))
                .put("waitForNodeMillis", effective(settings.waitForNode()));
    }

    private static JsonObject effective(ConnectionSettings.Effective<?> one) {
        return new JsonObject()
                .put("value", one.value() instanceof Duration duration ? duration.toMillis() : one.value())
                .put("origin", one.origin().name().toLowerCase(Locale.ROOT))
                .put("setBy", one.name());
    }
}
