package io.modcluster.balancer.launcher;

/** Tells when the process should end. */
interface StopSignal {
    /** From now on a request to end is noticed, also while nobody waits. */
    void listen();

    /** Blocks until the process is asked to end. */
    void await() throws InterruptedException;
}
