package io.modcluster.balancer.domain;

/**
 * Something that changed on a node.
 *
 * @param type   what happened
 * @param route  to which node
 * @param stamp  when and at which member
 * @param subject what exactly changed: {@code alias|path} of a context, the reason of a removal, else empty
 * @param before value before, empty when there was none
 * @param after  value after, empty when there is none any more
 */
public record NodeEvent(Type type, JvmRoute route, Stamp stamp, String subject, String before, String after) {
    /** Kinds of changes. */
    public enum Type {
        /** A node was registered that was not known, or not any more. */
        NODE_REGISTERED,
        /** A known node sent other settings. */
        NODE_UPDATED,
        /** A node was taken out, by itself, an operator, or for being dead. */
        NODE_REMOVED,
        /** A node reported another load. */
        LOAD_CHANGED,
        /** A context appeared, changed its state, or went away. */
        CONTEXT_CHANGED
    }
}
