package io.modcluster.balancer.domain.command;

/** Why a command about a node is not obeyed. All of them may pass: the node is to try again (MCMP type MEM). */
public enum Refusal {
    /** No registered node has this JVMRoute. */
    NODE_UNKNOWN,
    /** As many nodes as allowed are registered. */
    NODE_TABLE_FULL,
    /** A live node has this JVMRoute and another identity. */
    NODE_EXISTS,
    /** A live node with another JVMRoute listens at this address. */
    ADDRESS_TAKEN,
    /** The node has as many aliases as allowed. */
    ALIAS_TABLE_FULL,
    /** The node has as many contexts as allowed. */
    CONTEXT_TABLE_FULL,
    /** A node of the balancer's configuration has this JVMRoute: no message changes it. */
    STATIC_ROUTE,
    /** A node of the balancer's configuration listens at this address. */
    STATIC_ADDRESS
}
