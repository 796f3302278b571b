package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** STATUS with a load that was accepted, that is: after the check of the node, or −1 (MCMP §2.4). */
public record ReportLoad(JvmRoute route, LoadFactor load) implements NodeCommand {
    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        if (current == null || !current.isRegistered()) {
            return new Transition.Refused(Refusal.NODE_UNKNOWN);
        }
        LoadFactor before = current.load().value();
        if (before.equals(load)) {
            return new Transition.Changed(current, List.of(), List.of(), List.of());
        }
        NodeEvent event = new NodeEvent(
                NodeEvent.Type.LOAD_CHANGED,
                route,
                now,
                "",
                Integer.toString(before.value()),
                Integer.toString(load.value()));
        return new Transition.Changed(current.withLoad(load, now), List.of(event), List.of(), List.of());
    }
}
