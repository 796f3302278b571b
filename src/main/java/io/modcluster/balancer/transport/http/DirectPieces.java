package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.ReadSizes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pieces of a response's body out of a node's connection before Vert.x copies them, for who wants them so. One decision
 * for a whole body: what went the other way may still wait there.
 */
final class DirectPieces implements DirectBody {
    /** Up to here a body that comes as a whole is cheaper copied: head, body and end then leave as one message. */
    static final int SHORT = 4096;

    /** Vert.x queues up to 8 pieces before it stops reading: 8 × 16 KiB = 128 KiB for a client that does not. */
    private static final int MOST_READ_COPIED = 16 * 1024;

    private static final int MOST_READ_BEHIND = 64 * 1024;

    /** For a body that goes straight to a client that keeps up; and for the first piece of the one behind it. */
    private static final int MOST_READ = 256 * 1024;

    private final Channel channel;
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

    DirectPieces(Channel channel) {
        this.channel = channel;
    }

    /** Where they come from. */
    Channel channel() {
        return channel;
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
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void stop(Taker of) {
        if (of == taker) {
            stopped = direct;
            taker = null;
        }
    }

    /** Whether it took the message, a part of a response that is not its head. */
    boolean take(Object message) {
        if (!(message instanceof HttpContent piece) || piece.decoderResult().isFailure()) {
            return false;
        }
        decide();
        Taker to = taker;
        if (stopped) {
            piece.release();
        } else if (direct && to != null) {
            busy = to;
            to.take(piece.content());
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

    /** Takes what the end of a body has in it; what is left of the end. */
    LastHttpContent takeLast(LastHttpContent end) {
        if (end.content().readableBytes() <= (direct ? 0 : SHORT) || !take(end)) {
            return end;
        }
        return end.trailingHeaders().isEmpty()
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, end.trailingHeaders());
    }

    /** The end of the body is next; what comes after it is of another. */
    void ended() {
        resume();
        taker = null;
        decided = false;
        direct = false;
        stopped = false;
        behind = false;
    }

    /** Has the channel read at once as much as is good for the body. */
    void sizeReads() {
        channel.config().setRecvByteBufAllocator(new ReadSizes(this::mostRead));
    }

    /** Most to read at once; it is memory until the client has taken it. */
    int mostRead() {
        if (decided && !direct) {
            return MOST_READ_COPIED;
        }
        return behind ? MOST_READ_BEHIND : MOST_READ;
    }

    /** All that was read at once has been given on. */
    void readComplete() {
        Taker to = busy;
        if (to != null) {
            busy = null;
            to.readComplete();
        }
    }
}
