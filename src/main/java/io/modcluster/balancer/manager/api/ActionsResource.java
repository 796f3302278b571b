package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code POST /api/v1/nodes/ROUTE/ACTION}, {@code …/lbgroups/NAME/ACTION} and {@code …/contexts/ACTION}. With {@code wait} the
 * answer is there when nothing is left to wait for, or the time-out has passed; until then it has blanks, which JSON allows.
 */
final class ActionsResource {
    private static final int MAX_LB_GROUP = 100;

    private final Actions actions;
    private final BalancerBus bus;

    ActionsResource(BalancerBus bus) {
        this.bus = bus;
        this.actions = new Actions(bus);
    }

    void mount(Router router) {
        router.post(NodesResource.PATH + "/:jvmRoute/:action")
                .handler(request ->
                        act(request, new IntentTarget.OfNode(NodesResource.routeOf(request)), ActionBody.of(request)));
        router.post("/api/v1/lbgroups/:lbGroup/:action").handler(this::group);
        router.post(ContextsResource.PATH + "/:action").handler(this::context);
    }

    private void group(RoutingContext request) {
        String name = request.pathParam("lbGroup");
        if (name == null || name.isEmpty() || name.length() > MAX_LB_GROUP) {
            throw Problem.notFound("lbGroup (expected: 1.." + MAX_LB_GROUP + " characters)");
        }
        act(request, new IntentTarget.OfLbGroup(name), ActionBody.of(request));
    }

    private void context(RoutingContext request) {
        ActionBody body = ActionBody.of(request, "node", "host", "path");
        String host = body.text("host", Alias.MAX_LENGTH);
        IntentTarget target = new IntentTarget.OfContext(
                new JvmRoute(body.needed("node", JvmRoute.MAX_LENGTH)),
                host == null ? null : new Alias(host),
                new ContextPath(body.needed("path", ContextPath.MAX_LENGTH)));
        act(request, target, body);
    }

    private void act(RoutingContext request, IntentTarget target, ActionBody body) {
        Query.of(request);
        String text = request.pathParam("action");
        Actions.Action action = Actions.Action.of(String.valueOf(text))
                .orElseThrow(() -> Problem.notFound(
                        "action: " + Quoted.of(String.valueOf(text)) + " (expected: " + Actions.Action.all() + ")"));
        DrainOrder order = body.order(Principal.of(request));
        boolean wait = body.isWaiting();
        Future<List<Node>> done = actions.act(action, target, order, Principal.actor(request));
        if (!wait || action == Actions.Action.ENABLE || action == Actions.Action.DISABLE) {
            Answers.json(request, done.map(nodes -> answer(action, target, nodes, "done")));
        } else {
            long deadline = System.currentTimeMillis() + body.timeout().toMillis() + ActionWait.MARGIN_MILLIS;
            ActionWait patience = new ActionWait(bus, deadline);
            done.onSuccess(nodes -> waitFor(request, action, target, nodes, patience))
                    .onFailure(cause -> Answers.fail(request, cause));
        }
    }

    private static void waitFor(
            RoutingContext request, Actions.Action action, IntentTarget target, List<Node> nodes, ActionWait patience) {
        HttpServerResponse response = request.response();
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        patience.until(action, target, nodes, response)
                .onSuccess(outcome -> {
                    if (!response.closed()) {
                        response.end(answer(action, target, nodes, outcome).toBuffer());
                    }
                })
                .onFailure(cause -> response.reset());
    }

    private static JsonObject answer(Actions.Action action, IntentTarget target, List<Node> nodes, String outcome) {
        JsonArray routes = new JsonArray();
        nodes.forEach(node -> routes.add(node.route().value()));
        return new JsonObject()
                .put("action", action.text())
                .put("target", target.text())
                .put("nodes", routes)
                .put("outcome", outcome);
    }
}
