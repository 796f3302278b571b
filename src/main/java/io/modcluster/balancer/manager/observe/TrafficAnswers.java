package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.manager.api.MemberTraffic;
import io.modcluster.balancer.metrics.RecentTraffic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Answers what this member served lately, and which nodes it does not reach. Belongs to one event loop. */
final class TrafficAnswers {
    private final LocalBus bus;
    private final EventBusAddresses addresses;
    private final RecentTraffic traffic;

    private TrafficAnswers(LocalBus bus, EventBusAddresses addresses, RecentTraffic traffic) {
        this.bus = bus;
        this.addresses = addresses;
        this.traffic = traffic;
    }

    /** Counts and answers from now on, on the context of the caller, until it is undeployed. */
    static void open(Vertx vertx, LocalBus bus, EventBusAddresses addresses) {
        TrafficAnswers answers = new TrafficAnswers(bus, addresses, RecentTraffic.of(vertx, addresses.prefix()));
        vertx.setPeriodic(RecentTraffic.STEP.toMillis(), tick -> answers.traffic.note());
        bus.answer(addresses.answers(MemberQuestion.Topic.TRAFFIC), answers::answer);
    }

    private Future<JsonObject> answer(JsonObject question) {
        return bus.<Reachability>request(addresses.reachabilityRead(), RegistryRead.ALL)
                .otherwise(Reachability.ALL_UP)
                .map(seen -> MemberTraffic.of(
                                traffic,
                                seen.faults().keySet().stream()
                                        .map(JvmRoute::value)
                                        .toList())
                        .toJson());
    }
}
