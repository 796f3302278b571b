package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CONFIG: a node registers or sends other settings (MCMP §2.1, §3.2). Contexts named along with it are created STOPPED;
 * those that exist keep their state. Whether the node may have this name and address is {@link Admission}'s question.
 *
 * @param route    its identity
 * @param config   its settings
 * @param aliases  aliases of one virtual host, may be empty
 * @param contexts contexts of that virtual host, may be empty
 */
public record RegisterNode(JvmRoute route, NodeConfig config, List<Alias> aliases, List<ContextPath> contexts)
        implements NodeCommand {
    /** Copies its lists. */
    public RegisterNode {
        aliases = List.copyOf(aliases);
        contexts = List.copyOf(contexts);
    }

    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        Node next = current == null ? Node.registered(route, config, now) : known(current, now);
        ContextRows rows = new ContextRows(next, now, limits);
        rows.createMissing(aliases, contexts, ContextStatus.STOPPED);
        return rows.changed(current);
    }

    private Node known(Node current, Stamp now) {
        Register<NodeConfig> said = new Register<>(config, now);
        if (!config.sameIdentity(current.config().value())) {
            return another(said);
        }
        Node next = current.with(said);
        return switch (current.lifecycle(now.micros())) {
            case REGISTERED -> next;
            // the same node is back soon enough for its load to hold
            case MARKED -> next.withLoad(current.load().value(), now);
            case REMOVED, GONE -> anew(current, said);
        };
    }

    /**
     * The same node after a time: what is known of it ends. What is not known here yet does not, since it is about the
     * node that comes back: nodes register with one balancer after the other, and this CONFIG may be faster than the
     * news of the first.
     */
    private Node anew(Node current, Register<NodeConfig> said) {
        Stamp end = current.removed();
        for (Register<ContextState> row : current.contexts().values()) {
            end = row.stamp().isAfter(end) ? row.stamp() : end;
        }
        return current.removedAt(end, current.removal().value())
                .with(said)
                .withLoad(LoadFactor.HOT_STANDBY, said.stamp());
    }

    /** Another node of that name: everything that was said before, to whichever member, was about the earlier one. */
    private Node another(Register<NodeConfig> said) {
        // older than what is said now, newer than all else: no member is named ""
        Stamp end = new Stamp(said.stamp().micros(), "");
        Node fresh = Node.registered(route, config, said.stamp());
        Register<String> removal = new Register<>("replaced by another node of that name", end);
        return new Node(route, said, fresh.load(), removal, fresh.contexts(), fresh.foreign());
    }
}
