package io.modcluster.balancer.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Gives the pieces of a response's body on as they were read, to who wants them so. One decision for a whole body, at its first
 * piece: what went the other way may still wait there. What the transports have in common of it; all on the event loop of the
 * node's connection.
 */
public abstract class TakenBody implements DirectBody {
    /** Up to here a body that comes as a whole is cheaper copied: head, body and end then leave as one message. */
    public static final int SHORT = 4096;

    /** For a body that goes straight to a client that keeps up; and for the first piece of the one behind it. */
    private static final int MOST_READ = 256 * 1024;

    private static final int MOST_READ_BEHIND = 64 * 1024;

    private final int mostReadCopied;
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

    /**
     * A body that is still to come.
     *
     * @param mostReadCopied most to read at once of a body that goes to no taker, in bytes
     */
    protected TakenBody(int mostReadCopied) {
        this.mostReadCopied = mostReadCopied;
    }

    /** Has the connection to the node read, or not; told when {@link #isPaused} changes. */
    protected abstract void heed();

    /** Gives a piece on, which is {@code to}'s own from now on; or keeps it until all of a read is there. */
    protected void give(Taker to, ByteBuf piece) {
        to.take(piece);
    }

    @Override
    public final int wholeLength() {
        return whole == null ? -1 : whole.readableBytes();
    }

    @Override
    public final @Nullable ByteBuf takeWhole() {
        ByteBuf taken = whole;
        whole = null;
        return taken;
    }

    /** What is given next is this and nothing more. */
    public final void offerWhole(ByteBuf body) {
        whole = body;
    }

    @Override
    public final void giveTo(Taker to) {
        if (!decided) {
            taker = to;
        }
    }

    @Override
    public final void pause() {
        paused = true;
        behind = true;
        heed();
    }

    @Override
    public final void resume() {
        if (paused) {
            paused = false;
            heed();
        }
    }

    @Override
    public void stop(Taker of) {
        if (of == taker) {
            stopped = direct;
            taker = null;
        }
    }

    /** Whether it took the piece; if not, that is still the caller's. */
    public final boolean take(ByteBuf piece) {
        decide();
        Taker to = taker;
        if (stopped) {
            piece.release();
        } else if (direct && to != null) {
            busy = to;
            give(to, piece);
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

    /** All that was read at once has been given on. */
    public void readComplete() {
        Taker to = busy;
        if (to != null) {
            busy = null;
            to.readComplete();
        }
    }

    /** What comes next is of another body. */
    protected final void forget() {
        taker = null;
        decided = false;
        direct = false;
        stopped = false;
        behind = false;
    }

    /** Who takes the pieces, or null. */
    protected final @Nullable Taker taker() {
        return taker;
    }

    /** Whether the first piece has come. */
    public final boolean isDecided() {
        return decided;
    }

    /** Whether pieces go to a taker. */
    protected final boolean isDirect() {
        return direct;
    }

    /** Whether the taker wants nothing more to be read. */
    public final boolean isPaused() {
        return paused;
    }

    /** Most to read at once, in bytes; it is memory until the client has taken it. */
    public final int mostRead() {
        if (decided && !direct) {
            return mostReadCopied;
        }
        return behind ? MOST_READ_BEHIND : MOST_READ;
    }
}
