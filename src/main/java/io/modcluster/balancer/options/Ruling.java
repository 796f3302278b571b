package io.modcluster.balancer.options;

/** What an operator says of a setting that nodes have a word in too. */
public enum Ruling {
    /** It is as nodes say. */
    NODES,
    /** It is on, whatever nodes say. */
    YES,
    /** It is off, whatever nodes say. */
    NO
}
