package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.Admission;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets nodes in if their names and addresses are free, or the holders dead (MCMP §3.2). Belongs to the registry's thread. */
final class Registrations {
    /** A newcomer can be in the way of two holders: that of its name and that of its address. */
    private static final int MAX_HOLDERS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final NodeRegistry registry;
    private final LocalBus bus;
    private final EventBusAddresses addresses;
    private final Apply apply;

    /** Applies what was decided. */
    @FunctionalInterface
    interface Apply {
        /** What the command led to. */
        Transition to(NodeCommand command);
    }

    /**
     * Asks health by the bus.
     */
    Registrations(NodeRegistry registry, LocalBus bus, EventBusAddresses addresses, Apply apply) {
        this.registry = registry;
        this.bus = bus;
        this.addresses = addresses;
        this.apply = apply;
    }

    /** Lets it in, now or when health has answered, or refuses it. */
    Future<Transition> register(RegisterNode newcomer) {
        return register(newcomer, MAX_HOLDERS);
    }

    private Future<Transition> register(RegisterNode newcomer, int holdersLeft) {
        Admission admission = registry.admission(newcomer);
        if (admission instanceof Admission.Denied denied) {
            return Future.succeededFuture(new Transition.Refused(denied.refusal()));
        }
        if (admission instanceof Admission.Contested contested) {
            if (holdersLeft == 0) {
                return Future.succeededFuture(refused(contested));
            }
            return isAlive(contested.holder()).compose(alive -> {
                if (alive) {
                    return Future.succeededFuture(refused(contested));
                }
                replaced(contested.holder(), newcomer);
                return register(newcomer, holdersLeft - 1);
            });
        }
        return Future.succeededFuture(apply.to(newcomer));
    }

    private static Transition refused(Admission.Contested contested) {
        return new Transition.Refused(contested.refusal(), contested.holder());
    }

    private void replaced(Node dead, RegisterNode newcomer) {
        LOG.warn(
                "node removed jvmroute={} address={} reason=\"does not answer, and jvmroute={} registers with its name or"
                        + " address\"",
                Quoted.of(dead.route().value()),
                dead.address(),
                Quoted.of(newcomer.route().value()));
        apply.to(new RemoveNode(dead.route(), "dead, replaced by " + newcomer.route()));
    }

    /** Whether the holder answers; yes when nobody can tell, for it may be serving. */
    private Future<Boolean> isAlive(Node holder) {
        CheckNode check = new CheckNode(
                holder.address(), holder.config().value().connection().ping(), holder.route());
        return bus.<CheckResult>request(addresses.healthCheck(), check)
                .map(CheckResult::alive)
                .otherwise(true);
    }
}
