package io.modcluster.balancer.launcher;

/** Tells when the process should end. */
interface StopSignal {
    /** From now on a request to end is noticed, also while nobody waits. */
    void listen();

    /** What is to be done in a hurry when the process ends at once; one such thing. */
    default void beforeForcedEnd(Runnable action) {
        // what ends in no other way than the clean one never needs it
    }

    /** Blocks until the process is asked to end. */
    void await() throws InterruptedException;
}
