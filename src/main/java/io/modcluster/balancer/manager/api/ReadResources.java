package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.manager.access.AccessHandler;
import io.modcluster.balancer.manager.access.ChangeToken;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Role;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/**
 * What is only looked at: {@code /api/v1/session} (who am I, and the token for changes), {@code …/config},
 * {@code …/counters} and {@code …/refusals}.
 */
final class ReadResources {
    private static final List<String> COUNTERS = List.of("elected", "read", "transferred", "inFlight");

    private final BalancerBus bus;
    private final BalancerOptions options;
    private final ChangeToken token;

    ReadResources(BalancerBus bus, BalancerOptions options, AccessHandler access) {
        this.bus = bus;
        this.options = options;
        this.token = access.token();
    }

    void mount(Router router) {
        router.get("/api/v1/session").handler(this::session);
        router.get("/api/v1/config").handler(this::config);
        router.get("/api/v1/counters").handler(this::counters);
        router.get("/api/v1/refusals").handler(this::refusals);
    }

    /** Who may change nothing gets no token. */
    private void session(RoutingContext request) {
        Query.of(request);
        Principal principal = Principal.of(request);
        JsonObject session = new JsonObject()
                .put("name", principal.name())
                .put("role", principal.role().text())
                .put("authentication", principal.way().name().toLowerCase(Locale.ROOT));
        Answers.json(
                request,
                Future.succeededFuture(
                        principal.role() == Role.OPERATOR
                                ? session.put("token", token.value()).put("tokenHeader", ChangeToken.HEADER)
                                : session));
    }

    private void config(RoutingContext request) {
        Query.of(request);
        JsonArray items = new JsonArray();
        for (OptionKey<BalancerOptions, ?> key : BalancerOptions.keys()) {
            items.add(new JsonObject()
                    .put("key", key.name())
                    .put("value", key.show(options))
                    .put("origin", options.originOf(key.name()))
                    .put("secret", key.isSecret())
                    .put("sentence", key.sentence()));
        }
        Answers.json(request, Future.succeededFuture(new JsonObject().put("items", items)));
    }

    private void counters(RoutingContext request) {
        Query query = Query.ofList(request);
        Query.Sort sort = query.sort(List.of("jvmRoute"));
        Answers.big(request, bus.vertx(), bus.view().compose(view -> {
            List<JvmRoute> all =
                    sort.of(view.listed().stream().map(node -> node.route()).toList(), JvmRoute::compareTo);
            List<JvmRoute> shown = query.cut(all);
            return bus.reports(shown).map(reports -> () -> query.answer(all, shown, route -> counters(route, reports)));
        }));
    }

    private static JsonObject counters(JvmRoute route, MemberReports reports) {
        JsonObject json = new JsonObject().put("jvmRoute", route.value());
        COUNTERS.forEach(counter -> json.put(counter, reports.sum(route, counter)));
        return json.put("members", reports.byMember(route));
    }

    private void refusals(RoutingContext request) {
        Query.of(request);
        Answers.json(
                request,
                bus.ask(MemberQuestion.Topic.REFUSALS, new JsonObject()).map(round -> {
                    JsonArray members = new JsonArray();
                    for (MemberQuestion.Answer answer : round.answers()) {
                        JsonObject said = answer.answer();
                        members.add(new JsonObject()
                                .put("member", answer.member())
                                .put("here", answer.here())
                                .put("answered", said != null)
                                .put(
                                        "items",
                                        said != null && said.getValue("items") instanceof JsonArray items
                                                ? items
                                                : new JsonArray()));
                    }
                    return new JsonObject().put("members", members);
                }));
    }
}
