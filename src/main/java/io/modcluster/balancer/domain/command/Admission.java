package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.TableLimits;
import java.util.Collection;

/**
 * Whether a node may register under its name and address beside those that are known (MCMP §3.2): one live node per
 * JVMRoute, one per address. Who is dead gives way to whoever comes.
 */
public sealed interface Admission {
    /** It may. */
    record Admitted() implements Admission {}

    /**
     * It may, if this node is dead, which then has to go; otherwise not. When it went, ask again: the address may be
     * another's.
     *
     * @param holder  who has the name or the address
     * @param refusal the answer if the holder is alive
     */
    record Contested(Node holder, Refusal refusal) implements Admission {}

    /** It may not, whoever lives. */
    record Denied(Refusal refusal) implements Admission {}

    /** Decides on {@code command} with all nodes known, tombstones included. */
    static Admission of(RegisterNode command, Collection<Node> nodes, TableLimits limits) {
        JvmRoute route = command.route();
        NodeAddress address = command.config().address();
        boolean known = false;
        int others = 0;
        for (Node node : nodes) {
            if (!node.isRegistered()) {
                continue;
            }
            if (node.route().equals(route)) {
                if (!command.config().sameIdentity(node.config().value())) {
                    return new Contested(node, Refusal.NODE_EXISTS);
                }
                known = true;
            } else if (node.address().equals(address)) {
                return new Contested(node, Refusal.ADDRESS_TAKEN);
            } else {
                others++;
            }
        }
        boolean full = !known && TableLimits.reached(others, limits.maxNodes());
        return full ? new Denied(Refusal.NODE_TABLE_FULL) : new Admitted();
    }
}
