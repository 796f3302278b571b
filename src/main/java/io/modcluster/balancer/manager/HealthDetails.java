package io.modcluster.balancer.manager;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.OpenPorts;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.modcluster.balancer.manager.api.Snapshot;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.MemoryGauge;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.AdvertiseOptions;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OverloadOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health}, for who may look at the manager: how this balancer is in one answer, 200 when it is ready, 503 when it
 * is not. What cannot be found out is left out. Belongs to one event loop.
 */
final class HealthDetails {
    private final Vertx vertx;
    private final BalancerBus bus;
    private final BalancerOptions options;
    private final OpenPorts ports;
    private final BalancerMetrics metrics;
    private final BooleanSupplier ready;
    private final MemoryGauge memory = new MemoryGauge();

    HealthDetails(Vertx vertx, BalancerBus bus, BalancerOptions options, String prefix, BooleanSupplier ready) {
        this.vertx = vertx;
        this.bus = bus;
        this.options = options;
        this.ports = OpenPorts.of(vertx, prefix);
        this.metrics = BalancerMetrics.of(vertx, prefix);
        this.ready = ready;
    }

    void handle(RoutingContext request) {
        JsonObject all = new JsonObject().put("live", true);
        boolean traffic = ready.getAsBoolean();
        bus.cluster()
                .onSuccess(view -> all.put("cluster", cluster(view)))
                .map(ClusterView::upToDate)
                .otherwise(false)
                .compose(upToDate -> bus.snapshot()
                        .onSuccess(known -> all.put("table", table(known)))
                        .map(known -> upToDate)
                        .otherwise(false))
                .compose(loaded -> bus.drains()
                        .onSuccess(drains -> all.put("drains", running(drains)))
                        .otherwiseEmpty()
                        .compose(done -> snapshot())
                        .onSuccess(file -> all.put("snapshot", file))
                        .map(loaded))
                .onSuccess(loaded -> answer(request, all, traffic, loaded));
    }

    private void answer(RoutingContext request, JsonObject all, boolean traffic, boolean loaded) {
        boolean good = traffic && loaded;
        all.put("status", good ? "UP" : "DOWN")
                .put("name", options.getName())
                .put("ready", new JsonObject().put("takesRequests", traffic).put("tableLoaded", loaded))
                .put("listeners", listeners())
                .put("overload", overload(memory.percent()))
                .put("advertise", advertise());
        request.response()
                .setStatusCode(good ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(all.toBuffer());
    }

    /** How this member stands to the others. */
    static JsonObject cluster(ClusterView view) {
        JsonObject seen = new JsonObject().put("clustered", view.clustered()).put("upToDate", view.upToDate());
        if (view.clustered()) {
            seen.put("member", view.member())
                    .put("alone", view.present().isEmpty())
                    .put("others", new JsonArray(view.present()))
                    .put("missing", new JsonArray(view.missing()));
        }
        return seen;
    }

    private JsonObject table(Snapshot known) {
        List<Node> nodes =
                known.view().listed().stream().filter(Node::isRegistered).toList();
        long up = nodes.stream()
                .filter(node -> known.reachability().faultOf(node.route()) == null
                        && node.load().value().value() >= 0)
                .count();
        return new JsonObject()
                .put("generation", known.view().generation())
                .put("publications", metrics.counter(Metric.TABLE_VERSION).sum())
                .put("ageSeconds", metrics.read(Metric.TABLE_AGE))
                .put("nodes", nodes.size())
                .put("nodesUp", up);
    }

    private static JsonArray running(JsonArray drains) {
        JsonArray running = new JsonArray();
        drains.stream()
                .filter(drain -> drain instanceof JsonObject one && "draining".equals(one.getString("state")))
                .forEach(running::add);
        return running;
    }

    private JsonObject listeners() {
        JsonObject open = new JsonObject();
        ports.all()
                .forEach((name, port) ->
                        open.put(name, new JsonObject().put("host", port.host()).put("port", port.port())));
        return open;
    }

    private JsonObject overload(int percent) {
        OverloadOptions limits = options.getOverload();
        return new JsonObject()
                .put("memoryPercent", percent)
                .put("refusesConnections", isOver(percent, limits.getRefuseConnectionsAt()))
                .put("refusesRequests", isOver(percent, limits.getRefuseRequestsAt()));
    }

    private static boolean isOver(int percent, int limit) {
        return limit > 0 && percent >= limit;
    }

    private JsonObject advertise() {
        AdvertiseOptions advertise = options.getAdvertise();
        JsonObject told = new JsonObject().put("enabled", advertise.isEnabled());
        return advertise.isEnabled()
                ? told.put("group", advertise.getGroup())
                        .put("port", advertise.getPort())
                        .put("intervalSeconds", advertise.getInterval().toMillis() / 1000.0)
                : told;
    }

    private Future<JsonObject> snapshot() {
        String file = options.getRegistry().getSnapshot();
        JsonObject told = new JsonObject().put("enabled", !file.isEmpty());
        return file.isEmpty()
                ? Future.succeededFuture(told)
                : vertx.executeBlocking(() -> written(Path.of(file), told)).otherwise(told);
    }

    private static JsonObject written(Path file, JsonObject told) throws IOException {
        try {
            return told.put(
                            "written",
                            Files.getLastModifiedTime(file).toInstant().toString())
                    .put("bytes", Files.size(file));
        } catch (NoSuchFileException notYet) {
            return told;
        }
    }
}
