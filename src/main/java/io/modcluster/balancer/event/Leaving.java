package io.modcluster.balancer.event;

/** This balancer is about to stop: what is answered from now on is the last response of its connection. */
public enum Leaving {
    /** Soon. */
    SOON
}
