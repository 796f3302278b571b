package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeChanges;
import io.modcluster.balancer.domain.NodeEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command leads to. */
public sealed interface Transition {
    /**
     * The node changes.
     *
     * @param next     what is known now
     * @param events   what changed, in order; empty when the command said nothing new
     * @param touched  the rows that the command was about and that could be stored, in the order of the command
     * @param overflow what did not fit; the rest of the command holds nevertheless
     */
    record Changed(Node next, List<NodeEvent> events, List<ContextKey> touched, List<Overflow> overflow)
            implements Transition {
        /** Copies its lists. */
        public Changed {
            events = List.copyOf(events);
            touched = List.copyOf(touched);
            overflow = List.copyOf(overflow);
        }

        /** A change that is not about single rows. */
        static Changed of(Node before, Node next) {
            return new Changed(next, NodeChanges.between(before, next), List.of(), List.of());
        }
    }

    /**
     * Nothing changes.
     *
     * @param reason why
     * @param holder the live node that has the name or the address, null where none is in the way
     */
    record Refused(Refusal reason, @Nullable Node holder) implements Transition {
        /** A refusal for which no other node is the reason. */
        public Refused(Refusal reason) {
            this(reason, null);
        }
    }

    /**
     * A value that no table had room for.
     *
     * @param reason {@link Refusal#ALIAS_TABLE_FULL} or {@link Refusal#CONTEXT_TABLE_FULL}
     * @param value  the alias or path
     */
    record Overflow(Refusal reason, String value) {}
}
