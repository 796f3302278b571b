package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.DeadNode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes nodes out of the table that have not answered for too long, if the other members of the cluster agree. */
final class DeadNodes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthVerticle.class);
    /** How long the dead node that somebody else reaches is left alone. */
    private static final long ASK_AGAIN_MILLIS = 10_000;

    private final Vertx vertx;
    private final LocalBus bus;
    private final EventBusAddresses addresses;
    private final long removeAfterMillis;
    private final LongFunction<List<JvmRoute>> silentSince;
    /** Nodes of which the other members are asked, or were a moment ago, whether they are dead. */
    private final Set<JvmRoute> asking = new HashSet<>();

    /** @param silentSince the nodes that may be removed and have not answered since a time, milliseconds since 1970 */
    DeadNodes(
            Vertx vertx,
            LocalBus bus,
            EventBusAddresses addresses,
            long removeAfterMillis,
            LongFunction<List<JvmRoute>> silentSince) {
        this.vertx = vertx;
        this.bus = bus;
        this.addresses = addresses;
        this.removeAfterMillis = removeAfterMillis;
        this.silentSince = silentSince;
    }

    /** Asks the others about those whose time is over. */
    void tick(long nowMillis) {
        overdue(nowMillis).forEach(this::remove);
    }

    private List<JvmRoute> overdue(long nowMillis) {
        return removeAfterMillis > 0 ? silentSince.apply(nowMillis - removeAfterMillis) : List.of();
    }

    /** Takes a dead node out, if the other members of the cluster agree; else asks them again after a while. */
    private void remove(JvmRoute route) {
        if (!asking.add(route)) {
            return;
        }
        bus.<DeadNode.Verdict>request(addresses.deadNode(), new DeadNode(route)).onComplete(answer -> {
            String objection = answer.failed()
                    ? String.valueOf(answer.cause().getMessage())
                    : answer.result().objection();
            if (objection == null) {
                asking.remove(route);
                if (overdue(System.currentTimeMillis()).contains(route)) {
                    removeAgreed(route);
                }
            } else {
                LOG.info("node not removed jvmroute={} reason={}", Quoted.of(route.value()), Quoted.of(objection));
                vertx.setTimer(ASK_AGAIN_MILLIS, later -> asking.remove(route));
            }
        });
    }

    private void removeAgreed(JvmRoute route) {
        String reason = "in error for " + removeAfterMillis / 1_000 + "s, as long as mcmp.remove-after allows";
        bus.<Transition>request(addresses.registryApply(), new RemoveNode(route, reason))
                .onSuccess(done -> {
                    if (done instanceof Transition.Changed change
                            && !change.events().isEmpty()) {
                        LOG.warn("node removed jvmroute={} reason={}", Quoted.of(route.value()), Quoted.of(reason));
                    }
                })
                .onFailure(cause -> LOG.warn(
                        "node not removed jvmroute={} reason={}",
                        Quoted.of(route.value()),
                        Quoted.of(String.valueOf(cause.getMessage()))));
    }
}
