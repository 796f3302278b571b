package io.modcluster.balancer.manager.classic;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.manager.access.AccessHandler;
import io.modcluster.balancer.manager.access.ChangeToken;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Problem;
import io.modcluster.balancer.manager.access.Role;
import io.modcluster.balancer.manager.api.Actions;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** {@code /mod_cluster_manager} on the manager's port: the page by GET, commands for all three ranges by POST with its token. */
public final class ClassicRoutes {
    private static final int MAX_LB_GROUP = 100;

    private final ClassicView view;
    private final Actions actions;
    private final ChangeToken token;

    private ClassicRoutes(Vertx vertx, EventBusAddresses addresses, ChangeToken token) {
        this.view = new ClassicView(vertx, addresses);
        this.actions = new Actions(new BalancerBus(vertx, addresses));
        this.token = token;
    }

    /** Puts the page on a router, behind its access handler. */
    public static void mount(Vertx vertx, Router router, EventBusAddresses addresses, AccessHandler access) {
        ClassicRoutes routes = new ClassicRoutes(vertx, addresses, access.token());
        router.get(AccessHandler.FORM_PATH).handler(routes::look);
        router.head(AccessHandler.FORM_PATH).handler(routes::look);
        router.post(AccessHandler.FORM_PATH).handler(routes::change);
    }

    private void look(RoutingContext request) {
        boolean operator = Principal.of(request).role() == Role.OPERATOR;
        view.answer(request.request(), operator ? token.value() : null);
    }

    private void change(RoutingContext request) {
        MultiMap form = request.request().formAttributes();
        if (!token.is(form.get(ChangeToken.FIELD))) {
            throw AccessHandler.noToken();
        }
        MultiMap order = form.contains("do") ? parsed(form.get("do")) : form;
        Actions.Action action =
                switch (field(order, "Cmd", 20)) {
                    case "ENABLE-APP" -> Actions.Action.ENABLE;
                    case "DISABLE-APP" -> Actions.Action.DISABLE;
                    case "STOP-APP" -> Actions.Action.STOP;
                    case "REMOVE-APP" -> Actions.Action.REMOVE;
                    default ->
                        throw Problem.wrongValue("Cmd: " + Quoted.of(field(order, "Cmd", 20))
                                + " (expected: ENABLE-APP, DISABLE-APP, STOP-APP or REMOVE-APP)");
                };
        Principal by = Principal.of(request);
        DrainOrder note = new DrainOrder(Duration.ofMinutes(5), Duration.ofSeconds(30), by.name());
        actions.act(action, target(order), note, Principal.actor(request))
                .onSuccess(nodes -> request.response()
                        .setStatusCode(303)
                        .putHeader(HttpHeaders.LOCATION, AccessHandler.FORM_PATH)
                        .end())
                .onFailure(request::fail);
    }

    private static IntentTarget target(MultiMap order) {
        return switch (field(order, "Range", 20)) {
            case "NODE" -> new IntentTarget.OfNode(route(order));
            case "DOMAIN" -> new IntentTarget.OfLbGroup(field(order, "Domain", MAX_LB_GROUP));
            case "CONTEXT" ->
                new IntentTarget.OfContext(
                        route(order),
                        new Alias(field(order, "Alias", Alias.MAX_LENGTH)),
                        new ContextPath(field(order, "Context", ContextPath.MAX_LENGTH)));
            default ->
                throw Problem.wrongValue(
                        "Range: " + Quoted.of(field(order, "Range", 20)) + " (expected: NODE, DOMAIN or CONTEXT)");
        };
    }

    private static JvmRoute route(MultiMap order) {
        return new JvmRoute(field(order, "JVMRoute", JvmRoute.MAX_LENGTH));
    }

    private static String field(MultiMap order, String name, int max) {
        String value = order.get(name);
        if (value == null
                || value.isEmpty()
                || value.length() > max
                || order.getAll(name).size() > 1) {
            throw Problem.wrongValue(name + " (expected: once, 1.." + max + " characters)");
        }
        return value;
    }

    /** The value of a button: parameters as in a query. */
    private static MultiMap parsed(String value) {
        MultiMap order = MultiMap.caseInsensitiveMultiMap();
        int from = 0;
        while (from < value.length()) {
            int and = value.indexOf('&', from);
            int end = and < 0 ? value.length() : and;
            int equals = value.indexOf('=', from);
            if (equals < 0 || equals > end) {
                throw Problem.wrongValue("do (expected: the value of a button)");
            }
            order.add(
                    value.substring(from, equals),
                    URLDecoder.decode(value.substring(equals + 1, end), StandardCharsets.UTF_8));
            from = end + 1;
        }
        return order;
    }
}
