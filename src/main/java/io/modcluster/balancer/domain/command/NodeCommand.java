package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import org.jspecify.annotations.Nullable;

/** A change of one node, said by the node, by an operator or by the balancer itself. */
public sealed interface NodeCommand permits RegisterNode, ChangeContexts, ReportLoad, RemoveNode {
    /** The node it is about. */
    JvmRoute route();

    /**
     * What the command makes of what is known.
     *
     * @param current the node as known, or null when it never was
     * @param now     a stamp newer than all in {@code current}
     * @param limits  how much one node may hold
     */
    Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits);
}
