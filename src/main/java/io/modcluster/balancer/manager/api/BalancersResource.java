package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.Future;
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

/**
 * {@code /api/v1/balancers}: the balancer names of nodes with their settings; {@code /api/v1/lbgroups}; and
 * {@code /api/v1/members}: the processes that balance.
 */
final class BalancersResource {
    static final String PATH = "/api/v1/balancers";

    private final BalancerBus bus;

    BalancersResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.get(PATH + "/:name").handler(this::one);
        router.get("/api/v1/lbgroups").handler(this::groups);
        router.get("/api/v1/members").handler(this::members);
    }

    private void list(RoutingContext request) {
        Query query = Query.ofList(request);
        Query.Sort sort = query.sort(List.of("name"));
        Answers.json(request, bus.snapshot().map(snapshot -> {
            List<Map.Entry<String, List<NodeView>>> all =
                    sort.of(List.copyOf(byName(snapshot).entrySet()), Map.Entry.comparingByKey());
            return query.answer(all, query.cut(all), entry -> balancer(entry.getKey(), entry.getValue()));
        }));
    }

    private void one(RoutingContext request) {
        Query.of(request);
        String name = String.valueOf(request.pathParam("name")).toLowerCase(Locale.ROOT);
        Answers.json(request, bus.snapshot().compose(snapshot -> {
            List<NodeView> nodes = byName(snapshot).get(name);
            return nodes == null
                    ? Future.failedFuture(
                            Problem.notFound("balancer: " + Quoted.of(name) + " (expected: one that a node names)"))
                    : Future.succeededFuture(balancer(name, nodes));
        }));
    }

    private static Map<String, List<NodeView>> byName(Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(view -> view.node().isRegistered())
                .collect(Collectors.groupingBy(view -> view.node().balancerName(), TreeMap::new, Collectors.toList()));
    }

    /** The settings are those of the CONFIG that was received last (MCMP §2.1). */
    private static JsonObject balancer(String name, List<NodeView> nodes) {
        Node last = nodes.stream()
                .map(NodeView::node)
                .max(Comparator.comparing(node -> node.config().stamp()))
                .orElseThrow();
        JsonArray routes = new JsonArray();
        nodes.forEach(view -> routes.add(view.node().route().value()));
        return new JsonObject()
                .put("name", name)
                .put("settings", settings(last.config().value().balancer()))
                .put("nodes", routes);
    }

    static JsonObject settings(BalancerConfig balancer) {
        StickySession sticky = balancer.sticky();
        return new JsonObject()
                .put("stickySession", sticky.enabled())
                .put("stickySessionCookie", sticky.cookie())
                .put("stickySessionPath", sticky.path())
                .put("stickySessionRemove", sticky.remove())
                .put("stickySessionForce", sticky.force())
                .put("waitWorkerMillis", balancer.waitWorker().toMillis())
                .put(
                        "maxAttempts",
                        balancer.maxAttempts().isPresent()
                                ? balancer.maxAttempts().getAsInt()
                                : null);
    }

    private void groups(RoutingContext request) {
        Query query = Query.ofList(request);
        Query.Sort sort = query.sort(List.of("lbGroup"));
        Answers.json(request, bus.snapshot().map(snapshot -> {
            Map<String, List<NodeView>> groups = snapshot.nodes().stream()
                    .filter(view -> !view.node().lbGroup().isEmpty())
                    .collect(Collectors.groupingBy(view -> view.node().lbGroup()));
            List<Map.Entry<String, List<NodeView>>> all =
                    sort.of(List.copyOf(groups.entrySet()), Map.Entry.comparingByKey());
            return query.answer(all, query.cut(all), BalancersResource::group);
        }));
    }

    private static JsonObject group(Map.Entry<String, List<NodeView>> group) {
        JsonArray nodes = new JsonArray();
        group.getValue()
                .forEach(view -> nodes.add(new JsonObject()
                        .put("jvmRoute", view.node().route().value())
                        .put("state", view.state().text())));
        return new JsonObject().put("lbGroup", group.getKey()).put("nodes", nodes);
    }

    private void members(RoutingContext request) {
        Query.of(request);
        Answers.json(request, bus.cluster().map(BalancersResource::members));
    }

    private static JsonObject members(ClusterView view) {
        List<JsonObject> members = new ArrayList<>();
        members.add(new JsonObject()
                .put("member", view.member())
                .put("here", true)
                .put("state", "present")
                .put("upToDate", view.upToDate()));
        view.present().forEach(member -> members.add(other(member, "present")));
        view.missing().forEach(member -> members.add(other(member, "missing")));
        return new JsonObject().put("clustered", view.clustered()).put("items", new JsonArray(members));
    }

    private static JsonObject other(String member, String state) {
        return new JsonObject().put("member", member).put("here", false).put("state", state);
    }
}
