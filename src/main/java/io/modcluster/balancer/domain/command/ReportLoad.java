package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import org.jspecify.annotations.Nullable;

/** STATUS with a load that was accepted, that is: after the check of the node, or −1 (MCMP §2.4). */
public record ReportLoad(JvmRoute route, LoadFactor load) implements NodeCommand {
    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        if (current == null || !current.isRegistered()) {
            return new Transition.Refused(Refusal.NODE_UNKNOWN);
        }
        boolean same = current.load().value().equals(load);
        return Transition.Changed.of(current, same ? current : current.withLoad(load, now));
    }
}
