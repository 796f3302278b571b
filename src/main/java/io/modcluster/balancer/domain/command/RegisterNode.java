package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import java.util.ArrayList;
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
        List<NodeEvent> events = new ArrayList<>();
        Node next = current == null ? asNew(null, now, events) : known(current, now, events);
        ContextRows rows = new ContextRows(next, now, limits);
        rows.createMissing(aliases, contexts, ContextStatus.STOPPED);
        events.addAll(rows.events());
        return new Transition.Changed(rows.node(), events, rows.touched(), rows.overflow());
    }

    private Node known(Node current, Stamp now, List<NodeEvent> events) {
        Lifecycle stage = current.lifecycle(now.micros());
        boolean same = config.sameIdentity(current.config().value());
        if (!same || stage == Lifecycle.REMOVED || stage == Lifecycle.GONE) {
            return asNew(current, now, events);
        }
        if (stage == Lifecycle.MARKED) {
            events.add(event(NodeEvent.Type.NODE_REGISTERED, now, ""));
        } else if (!config.equals(current.config().value())) {
            events.add(event(NodeEvent.Type.NODE_UPDATED, now, current.address().toString()));
        }
        return current.with(new Register<>(config, now));
    }

    /** A node without past: hot standby until its first STATUS. What was known of an earlier one of that name ends here. */
    private Node asNew(@Nullable Node current, Stamp now, List<NodeEvent> events) {
        Node fresh = Node.registered(route, config, now);
        if (current == null) {
            events.add(event(NodeEvent.Type.NODE_REGISTERED, now, ""));
            return fresh;
        }
        // everything that was said before this command, by whichever member, is about the other node; no member is
        // named ""
        Stamp end = new Stamp(now.micros(), "");
        if (current.isRegistered()) {
            events.add(new NodeEvent(
                    NodeEvent.Type.NODE_REMOVED,
                    route,
                    now,
                    "",
                    current.address().toString(),
                    ""));
        }
        events.add(event(NodeEvent.Type.NODE_REGISTERED, now, ""));
        return new Node(route, fresh.config(), fresh.load(), end, fresh.contexts());
    }

    private NodeEvent event(NodeEvent.Type type, Stamp now, String before) {
        return new NodeEvent(type, route, now, "", before, config.address().toString());
    }
}
