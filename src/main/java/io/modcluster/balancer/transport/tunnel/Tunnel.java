package io.modcluster.balancer.transport.tunnel;

import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and a node's, joined: what comes in at one end goes out at the other, as it is, no faster than that
 * takes it. The end of one direction is passed on as such; when one connection is gone, so is the other soon after.
 *
 * <p>Belongs to the event loop of both connections. Copies nothing: buffers go from socket to socket.
 */
public final class Tunnel {
    /** Clients and nodes take a goodbye within this time, or are cut: a stop must not wait for them. */
    static final long FAREWELL_MILLIS = 500;
    /** Where one direction has ended the other may be without a byte this long; the usual protocols end both at once. */
    private static final Duration HALF_OPEN_IDLE = Duration.ofSeconds(60);
    /** What one end sent before it went may take this long without moving on at the other. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final TunnelEnd client;
    private final TunnelEnd node;
    private final Duration idle;
    private final Runnable over;
    private @Nullable ScheduledFuture<?> timer;
    private Duration patience = Duration.ZERO;
    private long lastByte;
    private long lastPending;
    private boolean dismissed;
    private int gone;

    /**
     * A tunnel that is not connected yet.
     *
     * @param webSocket  whether frames of RFC 6455 go through it, so that a goodbye can be said
     * @param idle       how long it may be without a byte in either direction; zero for ever
     * @param fromClient told the number of bytes that came from the client
     * @param fromNode   told the number of bytes that came from the node
     * @param over       called once, when both connections are closed
     */
    public Tunnel(boolean webSocket, Duration idle, LongConsumer fromClient, LongConsumer fromNode, Runnable over) {
        this.idle = idle;
        this.over = over;
        this.client = new TunnelEnd(this, webSocket ? new FrameBoundary() : null, fromClient, false);
        this.node = new TunnelEnd(this, webSocket ? new FrameBoundary() : null, fromNode, webSocket);
        client.joinWith(node);
        node.joinWith(client);
    }

    /** To be put into the client's pipeline where bytes come in as they are. */
    public ChannelHandler clientEnd() {
        return client;
    }

    /** To be put into the node's pipeline where bytes come in as they are. */
    public ChannelHandler nodeEnd() {
        return node;
    }

    /** Begins, once both ends are in place; what has come before goes on now. */
    public void start() {
        lastByte = System.nanoTime();
        client.start();
        node.start();
        if (patience.isZero()) {
            giveUpAfter(idle);
        }
    }

    /**
     * Ends it politely: a WebSocket gets a close frame with 1001 (going away) at both ends as soon as the frame under way
     * has ended, another tunnel the end of the stream. Within {@value #FAREWELL_MILLIS} ms both connections are closed.
     */
    public void dismiss() {
        if (dismissed || gone == 2) {
            return;
        }
        dismissed = true;
        cancelTimer();
        timer = executor().schedule(this::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        client.sayGoodbye();
        node.sayGoodbye();
    }

    boolean isDismissed() {
        return dismissed;
    }

    void moved() {
        lastByte = System.nanoTime();
    }

    void halfOpen() {
        giveUpAfter(idle.isZero() || idle.compareTo(HALF_OPEN_IDLE) > 0 ? HALF_OPEN_IDLE : idle);
    }

    void endGone() {
        gone++;
        if (gone == 2) {
            cancelTimer();
            over.run();
        } else {
            giveUpAfter(LINGER);
        }
    }

    private void close() {
        client.close();
        node.close();
    }

    private void giveUpAfter(Duration longest) {
        if (dismissed || gone == 2) {
            return;
        }
        cancelTimer();
        patience = longest;
        if (!longest.isZero()) {
            look(longest.toNanos());
        }
    }

    private void look(long inNanos) {
        timer = executor().schedule((Runnable) this::look, inNanos, TimeUnit.NANOSECONDS);
    }

    /** One timer that looks now and then, instead of one that is set anew with each byte. */
    private void look() {
        long pending = client.pending() + node.pending();
        if (pending != lastPending) {
            // nobody sends, but what was sent is still being taken
            lastPending = pending;
            lastByte = System.nanoTime();
        }
        long left = patience.toNanos() - (System.nanoTime() - lastByte);
        if (left > 0) {
            look(left);
        } else if (gone > 0) {
            close();
        } else {
            dismiss();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private EventExecutor executor() {
        return client.executor();
    }
}
