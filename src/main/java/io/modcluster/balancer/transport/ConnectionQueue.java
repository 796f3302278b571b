package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a connection to one node: first come, first served, for a bounded time and at most so many. Belongs to one
 * event loop.
 */
public final class ConnectionQueue {
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private final Deadline deadline;
    private final int most;
    private final long timeoutMillis;

    /** One who waits; {@code until} is by {@link Deadline#now}. */
    public record Waiter(Promise<NodeExchange> promise, long until) {}

    /** Empty; {@code most} may wait for so long each. */
    public ConnectionQueue(Vertx vertx, int most, Duration timeout) {
        this.most = most;
        this.timeoutMillis = Math.max(1, timeout.toMillis());
        this.deadline = new Deadline(vertx, this::sendLateAway);
    }

    /** The last to be served; the promise fails with a {@link NodeException} if there are too many, or none is free in time. */
    public void add(Promise<NodeExchange> waiter) {
        if (waiting.size() >= most) {
            waiter.fail(new NodeException(FailureKind.QUEUE_FULL, "all connections taken and the queue for them full"));
            return;
        }
        waiting.addLast(new Waiter(waiter, Deadline.now() + timeoutMillis));
        if (waiting.size() == 1) {
            deadline.in(timeoutMillis);
        }
    }

    /** Takes the first out, whose turn it is; null if nobody waits. */
    public @Nullable Waiter poll() {
        return waiting.pollFirst();
    }

    /** The connection that was meant for it is no good: it is the first again, for the rest of its time. */
    public void putBack(Waiter first) {
        waiting.addFirst(first);
        deadline.in(Math.max(1, first.until() - Deadline.now()));
    }

    /** Takes that one out, if it waits here; its promise fails. */
    public void leave(Future<NodeExchange> waiter) {
        for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
            Promise<NodeExchange> promise = all.next().promise();
            if (promise.future().equals(waiter)) {
                all.remove();
                promise.fail(new NodeException(FailureKind.CLIENT_GONE, "it waits no longer"));
                return;
            }
        }
    }

    /** Sends all away, since the connections are being closed. */
    public void close() {
        List<Waiter> left = new ArrayList<>(waiting);
        waiting.clear();
        deadline.off();
        left.forEach(waiter -> waiter.promise().fail(closed()));
    }

    /** What those get who come, or wait, when the connections are being closed. */
    public static NodeException closed() {
        return new NodeException(FailureKind.QUEUE_FULL, "the connections are being closed");
    }

    /** How many wait. */
    public int size() {
        return waiting.size();
    }

    private void sendLateAway() {
        long now = Deadline.now();
        for (Waiter first = waiting.peekFirst(); first != null && first.until() <= now; first = waiting.peekFirst()) {
            waiting.removeFirst();
            first.promise().fail(new NodeException(FailureKind.QUEUE_TIMEOUT, "no connection became free in time"));
        }
        Waiter next = waiting.peekFirst();
        if (next != null) {
            deadline.in(Math.max(1, next.until() - now));
        }
    }
}
