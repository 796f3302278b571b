package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.DirectBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Gives the pieces of one body on as they were read, to who wants them so. One decision for the whole body. */
final class DirectPackets implements DirectBody {
    private final AjpConnection connection;
    private final JoinedPieces joined = new JoinedPieces();
    private @Nullable Taker taker;
    /** Has taken something since the last read was complete. */
    private @Nullable Taker busy;

    /** Of the response that is being given. */
    private @Nullable ByteBuf whole;

    private boolean decided;
    private boolean direct;
    private boolean stopped;
    private boolean paused;
    private boolean behind;

    DirectPackets(AjpConnection connection) {
        this.connection = connection;
    }

    @Override
    public int wholeLength() {
        return whole == null ? -1 : whole.readableBytes();
    }

    @Override
    public @Nullable ByteBuf takeWhole() {
        ByteBuf taken = whole;
        whole = null;
        return taken;
    }

    /** What is given next is this and nothing more. */
    void offerWhole(ByteBuf body) {
        whole = body;
    }

    @Override
    public void giveTo(Taker to) {
        if (!decided) {
            taker = to;
        }
    }

    @Override
    public void pause() {
        paused = true;
        behind = true;
        connection.heedBody();
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            connection.heedBody();
        }
    }

    @Override
    public void stop(Taker of) {
        if (of == taker) {
            stopped = direct;
            taker = null;
            joined.drop();
        }
    }

    boolean isDecided() {
        return decided;
    }

    /** Whether the body goes to no taker. */
    boolean isCopied() {
        return decided && !direct;
    }

    boolean isPaused() {
        return paused;
    }

    /** Whether the taker has paused it. */
    boolean wasBehind() {
        return behind;
    }

    /** Whether it took the piece. */
    boolean take(ByteBuf piece) {
        decide();
        Taker to = taker;
        if (stopped) {
            piece.release();
        } else if (direct && to != null) {
            busy = to;
            joined.add(piece);
        }
        return direct;
    }

    private void decide() {
        Taker to = taker;
        if (!decided) {
            decided = true;
            direct = to != null && to.begins();
            busy = to;
        }
    }

    /** Gives what has been taken since; not later than behind a read, which is as much as may wait. */
    void passOn() {
        Taker to = taker;
        ByteBuf data = to == null ? null : joined.take();
        if (to != null && data != null) {
            to.take(data);
        }
    }

    /** All that was read at once has been given on. */
    void readComplete() {
        Taker to = busy;
        if (to != null) {
            passOn();
            busy = null;
            to.readComplete();
        }
    }
}
