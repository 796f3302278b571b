package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.manager.access.Principal;
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

/** {@code /api/v1/intents}: what operators want, and taking it back; {@code /api/v1/drains}: how far drains are. */
final class IntentsResource {
    static final String PATH = "/api/v1/intents";

    private final BalancerBus bus;

    IntentsResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.post(PATH + "/clear").handler(this::clear);
        router.get("/api/v1/drains").handler(this::drains);
    }

    private void list(RoutingContext request) {
        Query query = Query.ofList(request, "q");
        Query.Sort sort = query.sort(List.of("target", "since"));
        Comparator<Register<Intent>> byTarget =
                Comparator.comparing(said -> said.value().target().text());
        Comparator<Register<Intent>> bySince = Comparator.comparing(Register::stamp);
        Answers.json(request, bus.view().map(view -> {
            List<Register<Intent>> all = sort.of(
                    view.intents().all().stream()
                            .filter(said -> said.value().wish() != Wish.NONE)
                            .filter(said -> query.finds(
                                    said.value().target().text(), said.value().note()))
                            .toList(),
                    sort.field().equals("since") ? bySince : byTarget);
            return query.answer(all, query.cut(all), IntentsResource::json);
        }));
    }

    private static JsonObject json(Register<Intent> said) {
        Intent intent = said.value();
        return new JsonObject()
                .put("target", intent.target().text())
                .put("wish", intent.wish().name().toLowerCase(Locale.ROOT))
                .put("note", intent.note())
                .put("since", said.stamp().micros() / 1000)
                .put("member", said.stamp().member());
    }

    /** One target, or all that are wanted. */
    private void clear(RoutingContext request) {
        Query.of(request);
        ActionBody body = ActionBody.of(request, "target");
        String text = body.text("target", Intent.MAX_TARGET);
        String note = body.order(Principal.of(request)).note();
        Answers.json(request, bus.view().compose(view -> {
            List<IntentTarget> targets = text == null
                    ? view.intents().wanted().stream().map(Intent::target).toList()
                    : List.of(target(text));
            List<Future<Void>> cleared = new ArrayList<>();
            List<AuditRecord.Change> effect = new ArrayList<>();
            targets.forEach(target -> {
                effect.add(
                        new AuditRecord.Change("intent_changed", target.text(), wish(view, target), Wish.NONE.name()));
                bus.audit().tells(target.text(), note);
                cleared.add(bus.intend(new Intent(target, Wish.NONE, note)));
            });
            JsonArray names = new JsonArray();
            targets.forEach(target -> names.add(target.text()));
            return Future.join(cleared)
                    .onSuccess(done -> bus.audit()
                            .add(AuditRecord.done(
                                    System.currentTimeMillis(),
                                    AuditRecord.Kind.ADMIN,
                                    "CLEAR",
                                    Principal.actor(request),
                                    text == null ? "" : text,
                                    note,
                                    effect)))
                    .map(done -> new JsonObject().put("cleared", names));
        }));
    }

    private static String wish(RegistryView view, IntentTarget target) {
        return view.intents().wanted().stream()
                .filter(intent -> intent.target().equals(target))
                .map(intent -> intent.wish().name())
                .findFirst()
                .orElse(Wish.NONE.name());
    }

    private static IntentTarget target(String text) {
        try {
            return IntentTarget.of(text);
        } catch (IllegalArgumentException wrong) {
            throw Problem.wrongValue(String.valueOf(wrong.getMessage()));
        }
    }

    private void drains(RoutingContext request) {
        Query.of(request);
        Answers.json(request, bus.drains().map(drains -> new JsonObject().put("items", drains)));
    }
}
