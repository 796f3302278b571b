package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.DeadNode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RequestsElsewhere;
import io.modcluster.balancer.metrics.NodeCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What members ask each other: how many requests are in flight, and whether a node is dead. Answers change nothing but what
 * the one who answers knows of the node, since it looks. Belongs to the event loop of the registry.
 */
final class Questions {
    /** A node waits for the answer to its STOP-APP, which is to be there within half a second, in two looks. */
    private static final long REQUESTS_MILLIS = 250;
    /** Longer than a check of a node may take, {@code mcmp.check-timeout} and the way. */
    private static final long DEAD_MILLIS = 12_000;

    private static final int MAX_CONTEXTS = 10_000;
    private static final String ASK = "ask";
    private static final String REQUESTS = "requests";
    private static final String DEAD = "dead";
    private static final String ROUTE = "jvmRoute";
    private static final String CONTEXTS = "contexts";

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final LocalBus bus;
    private final Function<JvmRoute, @Nullable Node> nodes;
    private final Predicate<JvmRoute> isStatic;
    private @Nullable MessageConsumer<Object> consumer;

    Questions(
            Vertx vertx,
            EventBusAddresses addresses,
            LocalBus bus,
            Function<JvmRoute, @Nullable Node> nodes,
            Predicate<JvmRoute> isStatic) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.bus = bus;
        this.nodes = nodes;
        this.isStatic = isStatic;
    }

    /** Answers questions to this member from now on. */
    Future<Void> open(String member) {
        MessageConsumer<Object> opened = vertx.eventBus().consumer(addresses.ask(member), this::answer);
        consumer = opened;
        return opened.completion();
    }

    Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    /** The sum over these members; one for each that does not answer. Never fails. */
    Future<Long> requests(RequestsElsewhere what, List<Members.Heard> members) {
        JsonObject question = new JsonObject()
                .put(ASK, REQUESTS)
                .put(ROUTE, what.route().value())
                .put(CONTEXTS, new JsonArray(what.contexts()));
        List<Future<Long>> answers = new ArrayList<>();
        for (Members.Heard member : members) {
            answers.add(ask(member, question, REQUESTS_MILLIS)
                    .map(answer -> Math.max(0L, answer.getLong(REQUESTS)))
                    .otherwise(1L));
        }
        return Future.all(answers)
                .map(all -> answers.stream().mapToLong(Future::result).sum());
    }

    /** What the first of these members that objects says, or no objection. Never fails. */
    Future<DeadNode.Verdict> dead(DeadNode what, List<Members.Heard> present, List<Members.Heard> missing) {
        if (!missing.isEmpty()) {
            return Future.succeededFuture(new DeadNode.Verdict(
                    missing.get(0).name() + " cannot be asked: it was lost, and may reach the node"));
        }
        JsonObject question =
                new JsonObject().put(ASK, DEAD).put(ROUTE, what.route().value());
        List<Future<@Nullable String>> answers = new ArrayList<>();
        for (Members.Heard member : present) {
            answers.add(ask(member, question, DEAD_MILLIS)
                    .<@Nullable String>map(
                            answer -> answer.getBoolean(DEAD) ? null : member.name() + " reaches the node")
                    .otherwise(member.name() + " does not answer"));
        }
        return Future.all(answers)
                .map(all -> new DeadNode.Verdict(answers.stream()
                        .map(Future::result)
                        .filter(objection -> objection != null)
                        .findFirst()
                        .orElse(null)));
    }

    /** What this member and these know. Never fails. */
    Future<MemberQuestion.Round> round(MemberQuestion what, String self, List<Members.Heard> members) {
        return MemberRound.ask(
                bus,
                addresses,
                what,
                self,
                members,
                (member, question) -> ask(member, question, Math.max(1, what.millis())));
    }

    private Future<JsonObject> ask(Members.Heard member, JsonObject question, long millis) {
        return vertx.eventBus()
                .<JsonObject>request(
                        addresses.ask(member.member()), question, new DeliveryOptions().setSendTimeout(millis))
                .map(Message::body);
    }

    private void answer(Message<Object> message) {
        if (message.body() instanceof JsonObject asked && MemberRound.isOne(asked)) {
            MemberRound.answer(bus, addresses, asked, message);
            return;
        }
        if (!(message.body() instanceof JsonObject question)
                || !(question.getValue(ROUTE) instanceof String text)
                || text.isEmpty()
                || text.length() > JvmRoute.MAX_LENGTH) {
            message.fail(400, "no question");
            return;
        }
        JvmRoute route = new JvmRoute(text);
        if (REQUESTS.equals(question.getValue(ASK))
                && question.getValue(CONTEXTS) instanceof JsonArray contexts
                && contexts.size() <= MAX_CONTEXTS) {
            message.reply(new JsonObject().put(REQUESTS, requestsHere(route, contexts)));
        } else if (DEAD.equals(question.getValue(ASK))) {
            isDead(route).onSuccess(dead -> message.reply(new JsonObject().put(DEAD, dead)));
        } else {
            message.fail(400, "no question");
        }
    }

    /** Those of a static node of this name are none of the node that is asked about. */
    private long requestsHere(JvmRoute route, JsonArray contexts) {
        if (isStatic.test(route)) {
            return 0;
        }
        NodeCounters.NodeCounter counter =
                NodeCounters.of(vertx, addresses.prefix()).of(route);
        return contexts.stream()
                .map(String::valueOf)
                .distinct()
                .mapToLong(counter::inFlight)
                .sum();
    }

    /** Looks now; alive when nobody can tell. */
    private Future<Boolean> isDead(JvmRoute route) {
        Node node = nodes.apply(route);
        if (node == null || !node.isRegistered()) {
            return Future.succeededFuture(true);
        }
        return bus.<CheckResult>request(
                        addresses.healthCheck(),
                        new CheckNode(
                                node.address(),
                                node.config().value().connection().ping(),
                                route))
                .map(seen -> !seen.alive())
                .otherwise(false);
    }
}
