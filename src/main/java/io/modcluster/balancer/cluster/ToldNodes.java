package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeChanges;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as far as the cluster has been told of them. What goes beyond that was said to this member, and this member tells
 * it once the shared table has it; what others bring there, they tell.
 */
final class ToldNodes {
    private final String self;
    private final Map<JvmRoute, Node> told = new HashMap<>();

    /**
     * Nothing told yet.
     *
     * @param self how this member signs
     */
    ToldNodes(String self) {
        this.self = self;
    }

    /**
     * The table has this version of a node: what is new in it, others tell, also when the same was said here since then, as
     * nodes do. What is known here as it is there is not new, nor is what was said here, even if it is not known how it got
     * there: a write that timed out may have worked.
     *
     * @param mine what was known here before, or null
     */
    void met(@Nullable Node mine, Node there) {
        Node base = told.get(there.route());
        if (mine == null) {
            told.put(there.route(), there);
        } else if (base != null) {
            told.put(there.route(), withNews(base, mine, there));
        } else if (isNews(mine.config(), there.config())) {
            Node known = new Node(
                    there.route(), there.config(), there.load(), there.removal(), new TreeMap<>(), there.foreign());
            told.put(there.route(), withNews(known, mine, there));
        }
    }

    private Node withNews(Node base, Node mine, Node there) {
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>(base.contexts());
        there.contexts().forEach((key, row) -> {
            if (isNews(mine.contexts().get(key), row)) {
                rows.merge(key, row, Register::merge);
            }
        });
        return new Node(
                base.route(),
                news(base.config(), mine.config(), there.config()),
                base.load(),
                news(base.removal(), mine.removal(), there.removal()),
                rows,
                there.foreign());
    }

    private <T> Register<T> news(Register<T> base, Register<T> mine, Register<T> there) {
        return isNews(mine, there) ? base.merge(there) : base;
    }

    private <T> boolean isNews(@Nullable Register<T> mine, Register<T> there) {
        return mine == null
                || there.stamp().isAfter(mine.stamp())
                || (!there.equals(mine) && !there.stamp().member().equals(self));
    }

    /** The table has all that is known here; what this member is to tell. Loads are not told. */
    List<NodeEvent> tell(Node node) {
        Node base = told.get(node.route());
        if (node.equals(base)) {
            return List.of();
        }
        Node merged = base == null ? node : base.merge(node);
        told.put(node.route(), merged.equals(node) ? node : merged);
        return NodeChanges.between(base, merged).stream()
                .filter(event -> event.type() != NodeEvent.Type.LOAD_CHANGED)
                .toList();
    }

    void forget(JvmRoute route) {
        told.remove(route);
    }
}
