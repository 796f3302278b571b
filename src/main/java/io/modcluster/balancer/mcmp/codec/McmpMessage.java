package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import java.util.Optional;

/** A command of MCMP, completely checked as far as its text goes. */
public sealed interface McmpMessage {
    /** The node that it is about, if it names one. */
    default Optional<JvmRoute> subject() {
        return Optional.empty();
    }

    /** CONFIG. Whether the address is allowed is still to be seen. */
    record Config(RegisterNode command) implements McmpMessage {
        @Override
        public Optional<JvmRoute> subject() {
            return Optional.of(command.route());
        }
    }

    /**
     * ENABLE-APP, DISABLE-APP, STOP-APP, REMOVE-APP.
     *
     * @param method  which of them
     * @param command a {@link ChangeContexts}, or the removal of the node
     */
    record App(McmpMethod method, NodeCommand command) implements McmpMessage {
        @Override
        public Optional<JvmRoute> subject() {
            return Optional.of(command.route());
        }

        /** Whether it is about the whole node; the answer is empty then. */
        public boolean isWildcard() {
            return !(command instanceof ChangeContexts change) || change.allContexts();
        }
    }

    /**
     * STATUS.
     *
     * @param load what the node reports, empty when it asks for a check only
     */
    record Status(JvmRoute route, Optional<LoadFactor> load) implements McmpMessage {
        @Override
        public Optional<JvmRoute> subject() {
            return Optional.of(route);
        }
    }

    /** PING of this balancer. */
    record Ping() implements McmpMessage {}

    /** PING of a node. */
    record PingNode(JvmRoute route) implements McmpMessage {
        @Override
        public Optional<JvmRoute> subject() {
            return Optional.of(route);
        }
    }

    /**
     * PING of an address.
     *
     * @param address where, or empty when host or port cannot be one: nothing answers there
     */
    record PingAddress(Optional<NodeAddress> address) implements McmpMessage {}

    /** INFO. */
    record Info() implements McmpMessage {}

    /** DUMP. */
    record Dump() implements McmpMessage {}

    /** VERSION. */
    record Version() implements McmpMessage {}
}
