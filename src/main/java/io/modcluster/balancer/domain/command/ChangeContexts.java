package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ENABLE-APP, DISABLE-APP, STOP-APP, and REMOVE-APP of single contexts (MCMP §2.3).
 *
 * @param route       the node
 * @param status      the state to come; {@link ContextStatus#REMOVED} for REMOVE-APP
 * @param allContexts whether it is about every context of the node; aliases and contexts are then empty
 * @param aliases     aliases of one virtual host
 * @param contexts    contexts, each of which is meant at each alias
 */
public record ChangeContexts(
        JvmRoute route, ContextStatus status, boolean allContexts, List<Alias> aliases, List<ContextPath> contexts)
        implements NodeCommand {
    /** Copies its lists. */
    public ChangeContexts {
        aliases = List.copyOf(aliases);
        contexts = List.copyOf(contexts);
    }

    /** All contexts of a node. */
    public static ChangeContexts ofAll(JvmRoute route, ContextStatus status) {
        return new ChangeContexts(route, status, true, List.of(), List.of());
    }

    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        if (current == null || !current.isRegistered()) {
            return new Transition.Refused(Refusal.NODE_UNKNOWN);
        }
        ContextRows rows = new ContextRows(current, now, limits);
        if (allContexts) {
            rows.setAll(status);
        } else if (status == ContextStatus.REMOVED) {
            rows.remove(aliases, contexts);
        } else {
            rows.set(aliases, contexts, status);
        }
        return rows.changed(current);
    }
}
