package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.SetIntent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the manager asks the rest of this balancer for, and by it the other members. Each answer is one moment's. */
public final class BalancerBus {
    /** The registry answers from memory, its questions to other members are bounded by less. */
    private static final long READ_MILLIS = 5_000;
    /** Whoever looks at a page waits no longer for a member that stands still. */
    private static final long MEMBERS_MILLIS = 500;

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final LocalBus bus;

    /** Asks the balancer with these addresses. */
    public BalancerBus(Vertx vertx, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.bus = new LocalBus(vertx, READ_MILLIS);
    }

    Vertx vertx() {
        return vertx;
    }

    /** What was done at this balancer. */
    AuditLog audit() {
        return AuditLog.of(vertx, addresses.prefix());
    }

    /** All that is known of nodes and intents. */
    public Future<RegistryView> view() {
        return bus.request(addresses.registryRead(), RegistryRead.ALL);
    }

    /** How this member stands to the others. */
    public Future<ClusterView> cluster() {
        return bus.request(addresses.clusterRead(), RegistryRead.ALL);
    }

    /** Which nodes this member does not reach. */
    Future<Reachability> reachability() {
        return bus.<Reachability>request(addresses.reachabilityRead(), RegistryRead.ALL)
                .otherwise(Reachability.ALL_UP);
    }

    /** The registry and the reachability of this moment. */
    public Future<Snapshot> snapshot() {
        return view().compose(view -> reachability().map(reachability -> new Snapshot(view, reachability)));
    }

    /** What all members say; within half a second. */
    Future<MemberQuestion.Round> ask(MemberQuestion.Topic topic, JsonObject question) {
        return bus.request(addresses.askMembers(), new MemberQuestion(topic, question, MEMBERS_MILLIS));
    }

    /** What all members see and counted of these nodes. */
    public Future<MemberReports> reports(Collection<JvmRoute> routes) {
        JsonArray names = new JsonArray();
        routes.forEach(route -> names.add(route.value()));
        return ask(MemberQuestion.Topic.NODES, new JsonObject().put("routes", names))
                .map(MemberReports::new);
    }

    /** JVMRoutes of the nodes that at least one member does not reach. */
    Future<Set<String>> unreached() {
        return ask(MemberQuestion.Topic.TRAFFIC, new JsonObject()).map(round -> {
            Set<String> unreached = new HashSet<>();
            for (MemberQuestion.Answer answer : round.answers()) {
                JsonObject said = answer.answer();
                if (said != null) {
                    unreached.addAll(MemberTraffic.unreachedOf(said));
                }
            }
            return unreached;
        });
    }

    /** How many requests are in flight to these nodes, over all members; in one context or, for null, in all. */
    Future<Long> requests(Collection<JvmRoute> routes, @Nullable String context) {
        JsonArray names = new JsonArray();
        routes.forEach(route -> names.add(route.value()));
        JsonObject question =
                new JsonObject().put("routes", names).put("context", context).put("windowMillis", 0);
        return ask(MemberQuestion.Topic.SESSIONS, question).map(round -> round.answers().stream()
                .mapToLong(answer -> requestsOf(answer.answer()))
                .sum());
    }

    /** Who does not answer may have one: telling too few would cut requests. */
    private static long requestsOf(@Nullable JsonObject answer) {
        return answer != null && answer.getValue("inFlight") instanceof Number count ? count.longValue() : 1;
    }

    /** The drains that are on, and those that ended lately. */
    public Future<JsonArray> drains() {
        return bus.request(addresses.drains(), RegistryRead.ALL);
    }

    /** Obeys an operator; fails when there are too many intents. */
    public Future<Void> intend(Intent intent) {
        return bus.<SetIntent.Answer>request(addresses.intentSet(), new SetIntent(intent))
                .compose(SetIntent.Answer::asFuture);
    }

    /** Changes what is known of a node. */
    public Future<Transition> apply(NodeCommand command) {
        return bus.request(addresses.registryApply(), command);
    }
}
