package io.modcluster.balancer.testkit.cluster;

import io.modcluster.balancer.testkit.cluster.LoadFailure.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link SteadyLoad}: connects, sends a request whenever one is due and the last one is answered, and
 * connects again when it ends. The thread of the load only.
 */
final class LoadConnection {
    /** Between two attempts to connect to a target that refuses. */
    private static final long REFUSED_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private enum State {
        AWAY,
        CONNECTING,
        IDLE,
        WAITING
    }

    /** Makes the next request of this connection. */
    interface NextRequest {
        byte[] bytes(long number);
    }

    private final Selector selector;
    private final InetSocketAddress address;
    private final NextRequest requests;
    private final LoadTally tally;
    private final long patience;
    private final long period;
    private final ResponseEnd response = new ResponseEnd();
    private State state = State.AWAY;
    private @Nullable SocketChannel channel;
    private long due;
    private long notBefore;
    private long since;
    private long number;
    private boolean used;

    LoadConnection(
            Selector selector,
            InetSocketAddress address,
            NextRequest requests,
            LoadTally tally,
            long patience,
            long period,
            long firstDue) {
        this.selector = selector;
        this.address = address;
        this.requests = requests;
        this.tally = tally;
        this.patience = patience;
        this.period = period;
        this.due = firstDue;
    }

    /** What time demands; called about once a millisecond. */
    void tick(long now) {
        if (state == State.AWAY && now >= due && now >= notBefore) {
            connect(now);
        } else if (state == State.IDLE && now >= due) {
            send(now);
        } else if ((state == State.CONNECTING || state == State.WAITING) && now - since > patience) {
            fail(state == State.CONNECTING ? Kind.REFUSED : Kind.TIMEOUT, "nothing in " + Duration.ofNanos(patience));
        }
    }

    /** What the selector found. */
    void selected(SelectionKey key, ByteBuffer buffer) {
        try {
            if (state == State.CONNECTING && key.isConnectable()) {
                connected(key);
            } else if (key.isReadable()) {
                read(buffer);
            }
        } catch (ResponseEnd.Malformed malformed) {
            fail(Kind.MALFORMED, String.valueOf(malformed.getMessage()));
        } catch (IOException broken) {
            ended(broken.toString());
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        state = State.AWAY;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                // nobody is interested in a connection that is given up
            }
        }
    }

    private void connect(long now) {
        since = now;
        used = false;
        state = State.CONNECTING;
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = opened.register(selector, SelectionKey.OP_CONNECT, this);
            if (opened.connect(address)) {
                connected(key);
            }
        } catch (IOException refused) {
            ended(refused.toString());
        }
    }

    private void connected(SelectionKey key) throws IOException {
        if (channel != null && channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_READ);
            send(System.nanoTime());
        }
    }

    private void send(long now) {
        state = State.WAITING;
        since = now;
        response.reset();
        ByteBuffer request = ByteBuffer.wrap(requests.bytes(number++));
        try {
            if (channel == null || channel.write(request) < 0 || request.hasRemaining()) {
                // one request at a time always fits into the buffer of a socket
                throw new IOException("the request was not taken");
            }
        } catch (IOException broken) {
            ended(broken.toString());
        }
    }

    private void read(ByteBuffer buffer) throws IOException, ResponseEnd.Malformed {
        buffer.clear();
        if (channel == null || channel.read(buffer) < 0) {
            ended("end of the connection");
            return;
        }
        buffer.flip();
        if (state != State.WAITING) {
            throw new ResponseEnd.Malformed("a response that nobody asked for");
        }
        if (response.take(buffer)) {
            answered(System.nanoTime());
        }
    }

    private void answered(long now) {
        tally.answered(response.status());
        tally.waited(now - since);
        if (response.status() >= 400) {
            tally.failed(failure(Kind.STATUS, response.statusLine()));
        }
        used = true;
        state = State.IDLE;
        skipMissed(now);
        if (response.closes()) {
            close();
        }
    }

    /** The connection has ended, which matters only to a request that is under way. */
    private void ended(String detail) {
        switch (state) {
            case CONNECTING -> fail(Kind.REFUSED, detail);
            case WAITING -> fail(response.hasBegun() ? Kind.CUT : Kind.CLOSED, detail);
            case IDLE -> {
                tally.closedIdle();
                close();
            }
            case AWAY -> close();
        }
    }

    private void fail(Kind kind, String detail) {
        long now = System.nanoTime();
        tally.failed(failure(kind, detail));
        notBefore = kind == Kind.REFUSED ? now + REFUSED_PAUSE_NANOS : now;
        skipMissed(now);
        close();
    }

    /**
     * Sets the time of the next request. Those that had their time while this one was waited for are not sent; they would have
     * waited as well, so their waits count (else a long stall would be one slow response among thousands).
     */
    private void skipMissed(long now) {
        due += period;
        while (due < now) {
            if (state == State.IDLE) {
                tally.waited(now - due);
            }
            due += period;
        }
    }

    private LoadFailure failure(Kind kind, String detail) {
        return new LoadFailure(Instant.now(), kind, detail, used, Duration.ofNanos(System.nanoTime() - since));
    }
}
