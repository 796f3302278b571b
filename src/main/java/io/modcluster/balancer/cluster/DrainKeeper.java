package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.event.DrainEventJson;
import io.modcluster.balancer.event.DrainEventJson.Outcome;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.metrics.NodeCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@link DrainOrder}s. Each member follows each of them, so that any can be asked how far it is; the first of the
 * members ends it, and when that one dies the next is the first. Ending is idempotent: two that do it at once state the same
 * intent and tell the same event. Belongs to the event loop of the registry.
 */
final class DrainKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(DrainKeeper.class);
    private static final long TICK_MILLIS = 500;
    private static final long ANSWER_MILLIS = 400;
    private static final int REMEMBERED = 100;

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final NodeCounters counters;
    private final Member self;
    private final Consumer<Intent> intend;
    private final Map<String, Drain> drains = new TreeMap<>();
    private final Deque<JsonObject> ended = new ArrayDeque<>();
    private final Set<JvmRoute> watched = new HashSet<>();
    private Intents seen = Intents.EMPTY;

    /**
     * What the keeper needs to know of the member it is part of.
     *
     * @param registry nodes and intents
     * @param ask      asks all members; never fails
     * @param isFirst  whether this one ends drains
     * @param name     name of this member
     */
    record Member(
            NodeRegistry registry,
            Function<MemberQuestion, Future<MemberQuestion.Round>> ask,
            BooleanSupplier isFirst,
            Supplier<String> name) {}

    private DrainKeeper(Vertx vertx, EventBusAddresses addresses, Member self, Consumer<Intent> intend) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.counters = NodeCounters.of(vertx, addresses.prefix());
        this.self = self;
        this.intend = intend;
    }

    /**
     * Follows drains from now on, on the context of the caller.
     *
     * @param intend states an intent, which holds when it returns
     */
    static void open(Vertx vertx, EventBusAddresses addresses, LocalBus bus, Member self, Consumer<Intent> intend) {
        DrainKeeper keeper = new DrainKeeper(vertx, addresses, self, intend);
        DrainCounts counts = new DrainCounts(keeper.counters);
        bus.answer(addresses.answers(MemberQuestion.Topic.SESSIONS), counts::answer);
        bus.answer(addresses.drains(), (RegistryRead what) -> Future.succeededFuture(keeper.json()));
        vertx.eventBus().<JsonObject>consumer(addresses.intentEvents(), event -> keeper.heard(event.body()));
        vertx.setPeriodic(TICK_MILLIS, timer -> keeper.tick());
    }

    private JsonArray json() {
        follow();
        long now = System.currentTimeMillis();
        JsonArray all = new JsonArray();
        drains.values().forEach(drain -> all.add(drain.json(now)));
        ended.forEach(all::add);
        return all;
    }

    /** Costs nothing while no intent changes and no drain is on. */
    private void tick() {
        follow();
        if (drains.isEmpty() && watched.isEmpty()) {
            return;
        }
        watch();
        for (Drain drain : List.copyOf(drains.values())) {
            if (drain.mayAsk()) {
                ask(drain);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // immutable: another state is another object
    private void follow() {
        Intents now = self.registry.intents();
        if (now == seen) {
            return;
        }
        seen = now;
        drains.values().removeIf(drain -> {
            var current = now.get(drain.target());
            return current == null || !drain.is(current);
        });
        now.all().forEach(said -> DrainOrder.of(said.value())
                .ifPresent(order ->
                        drains.computeIfAbsent(said.value().target().text(), target -> new Drain(said, order))));
    }

    /** Sessions are counted where something is drained, and nowhere else. */
    private void watch() {
        Set<JvmRoute> wanted = new HashSet<>();
        drains.values().forEach(drain -> wanted.addAll(routes(drain.target())));
        long now = System.currentTimeMillis();
        wanted.forEach(route -> counters.of(route).watchSessions(true, now));
        watched.stream().filter(route -> !wanted.contains(route)).forEach(route -> counters.of(route)
                .watchSessions(false, now));
        watched.clear();
        watched.addAll(wanted);
    }

    private List<JvmRoute> routes(IntentTarget target) {
        return self.registry.view().nodes().values().stream()
                .filter(node -> node.isRegistered() && target.concerns(node))
                .map(Node::route)
                .toList();
    }

    private void ask(Drain drain) {
        List<JvmRoute> routes = routes(drain.target());
        long quiet = drain.order().quiet().toMillis();
        if (routes.isEmpty()) {
            // who is gone has no sessions
            judge(drain, new DrainProgress(true, 0, 0, quiet));
            return;
        }
        drain.asking();
        @Nullable
        String context =
                drain.target() instanceof IntentTarget.OfContext of ? of.path().value() : null;
        JsonObject question = DrainCounts.question(routes, context, quiet);
        self.ask
                .apply(new MemberQuestion(MemberQuestion.Topic.SESSIONS, question, ANSWER_MILLIS))
                .map(DrainProgress::of)
                .otherwise(DrainProgress.UNKNOWN)
                .onSuccess(progress -> judge(drain, progress));
    }

    private void judge(Drain drain, DrainProgress progress) {
        long now = System.currentTimeMillis();
        drain.heard(progress, now);
        Outcome outcome = drain.outcome(now);
        follow();
        if (outcome != null
                && self.isFirst.getAsBoolean()
                && drains.get(drain.target().text()) == drain) {
            end(drain, outcome, now);
        }
    }

    private void end(Drain drain, Outcome outcome, long now) {
        String target = drain.target().text();
        String how = outcome == Outcome.DRAINED ? "drained" : "not drained in time";
        String note = how + ": " + drain.order().note();
        intend.accept(
                new Intent(drain.target(), Wish.STOP, note.substring(0, Math.min(note.length(), Intent.MAX_NOTE))));
        LOG.info(
                "drain ended target={} outcome={} sessions={} requests={} after_ms={}",
                Quoted.of(target),
                outcome,
                drain.progress().sessions(),
                drain.progress().requests(),
                now - drain.orderedMicros() / 1000);
        vertx.eventBus()
                .publish(
                        addresses.intentEvents(),
                        DrainEventJson.of(
                                target,
                                drain.orderedMicros(),
                                now,
                                self.name.get(),
                                outcome,
                                drain.progress().sessions(),
                                drain.progress().requests()));
        follow();
    }

    /** Whoever asks this member hears how a drain ended, whichever member ended it. */
    private void heard(JsonObject event) {
        if (!DrainEventJson.TYPE.equals(event.getValue("type"))
                || ended.stream()
                        .anyMatch(old -> String.valueOf(event.getValue("id")).equals(old.getValue("id")))) {
            return;
        }
        ended.addFirst(new JsonObject()
                .put("target", event.getString("target"))
                .put("state", event.getString("outcome"))
                .put("id", event.getString("id"))
                .put("ended", event.getLong("ts"))
                .put("member", event.getString("member"))
                .put("sessions", event.getLong("sessions"))
                .put("requests", event.getLong("requests")));
        if (ended.size() > REMEMBERED) {
            ended.removeLast();
        }
    }
}
