package io.modcluster.balancer.proxy;

import io.vertx.core.Vertx;

/**
 * Notices a client that takes nothing for too long while a response waits for it. One timer at most, set when the client is
 * behind for the first time and then looked at: a client that is behind and goes on costs nothing more. On its event loop.
 */
final class SlowReader {
    private final Vertx vertx;
    private final long millis;
    private final Runnable late;
    private boolean waiting;
    private int steps;
    private long timer = -1;

    /** Calls {@code late} once when the client has taken nothing for this long. */
    SlowReader(Vertx vertx, long millis, Runnable late) {
        this.vertx = vertx;
        this.millis = millis;
        this.late = late;
    }

    /** There is more than the client has taken. */
    void behind() {
        waiting = true;
        if (timer < 0) {
            look();
        }
    }

    /** It has taken most of it. */
    void caughtUp() {
        waiting = false;
        steps++;
    }

    private void look() {
        int before = steps;
        timer = vertx.setTimer(millis, rung -> {
            timer = -1;
            if (waiting && steps == before) {
                late.run();
            } else if (waiting) {
                look();
            }
        });
    }

    /** Looks no more. */
    void stop() {
        waiting = false;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }
}
