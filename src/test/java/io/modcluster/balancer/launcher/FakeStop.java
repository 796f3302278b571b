package io.modcluster.balancer.launcher;

import java.util.concurrent.CountDownLatch;

/** A stop signal that a test gives. */
final class FakeStop implements StopSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);

    /** A signal that has been given already. */
    static FakeStop given() {
        FakeStop stop = new FakeStop();
        stop.give();
        return stop;
    }

    void give() {
        asked.countDown();
    }

    /** Whether the command has come so far that it only waits for the end. */
    boolean isAwaited() {
        return waiting.getCount() == 0;
    }

    @Override
    public void listen() {
        // a test gives the signal by itself
    }

    @Override
    public void await() throws InterruptedException {
        waiting.countDown();
        asked.await();
    }
}
