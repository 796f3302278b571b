package io.modcluster.balancer.listen;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long one connection may still take for a message; who drips a head would hold it for ever, for the idle time-out
 * starts anew with each byte. Closes the connection while there is no request to answer; from the head on, the body has
 * what is left. The time begins with the connection, and with each answer: nobody tells us of the first byte after that, so
 * a connection that has served a message may be silent between two of them as long as an idle one.
 *
 * <p>On the connection's event loop. One timer.
 */
public final class MessageClock {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final HttpConnection connection;
    private final Duration message;
    private final Duration pause;
    private long timer = NONE;
    private long endNanos;
    private int unanswered;
    private boolean stopped;

    /**
     * A clock that runs.
     *
     * @param message how long the first message, and each body, may take
     * @param pause   how long after an answer the next head has to be there
     */
    public MessageClock(Vertx vertx, HttpConnection connection, Duration message, Duration pause) {
        this.vertx = vertx;
        this.connection = connection;
        this.message = message;
        this.pause = pause;
        run(message);
    }

    /** A head is there; the clock stands until it is answered. Returns how long the rest of the message may take. */
    public Duration headRead(HttpServerRequest request) {
        cancel();
        unanswered++;
        request.response().endHandler(answered -> answered());
        Duration left = Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), endNanos - System.nanoTime()));
        return left.compareTo(message) > 0 ? message : left;
    }

    /** Whether there is no request to answer. */
    public boolean isIdle() {
        return unanswered == 0;
    }

    /** Stops for good. */
    public void stop() {
        stopped = true;
        cancel();
    }

    /**
     * A head is there, and somebody else will tell that it was {@link #answered}. A body that has not come as a whole within
     * the time for a message closes the connection.
     */
    public void begins(HttpServerRequest request) {
        cancel();
        unanswered++;
        timer = vertx.setTimer(message.toMillis(), late -> {
            timer = NONE;
            if (!request.isEnded()) {
                connection.close();
            }
        });
    }

    /** A request was answered as a whole, or never will be. */
    public void answered() {
        unanswered--;
        if (unanswered == 0 && !stopped) {
            run(pause);
        }
    }

    private void run(Duration time) {
        cancel();
        endNanos = System.nanoTime() + time.toNanos();
        timer = vertx.setTimer(time.toMillis(), late -> {
            timer = NONE;
            connection.close();
        });
    }

    private void cancel() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }
}
