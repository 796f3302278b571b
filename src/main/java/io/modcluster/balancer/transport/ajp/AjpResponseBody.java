package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ajp.codec.ShortReplies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
// What Vert.x makes of bytes of the network itself: one copy, and nothing to release. AjpNodeIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, no faster than it is taken and no longer than it was said to be. Its pieces go to a taker as they are,
 * or are copied together: those of one read into one.
 */
final class AjpResponseBody implements ReadStream<Buffer> {
    /** Up to here a body that comes as a whole is cheaper copied: head, body and end then leave as one message. */
    private static final int SHORT = ShortReplies.MAX_BODY;

    private final AjpConnection connection;
    private final DirectPackets direct;
    private final JoinedPieces joined = new JoinedPieces();
    private long left;
    private long demand = Long.MAX_VALUE;
    private boolean tooLong;
    private boolean over;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * A body.
     *
     * @param length −1 when only its end will tell
     */
    AjpResponseBody(AjpConnection connection, long length) {
        this.connection = connection;
        this.direct = new DirectPackets(connection);
        this.left = length;
    }

    /** The way of its pieces without a copy. */
    DirectPackets direct() {
        return direct;
    }

    /**
     * Takes a piece over. Nodes cut a body into packets of 8 KiB; what comes in one go goes on in one go, as each write to the
     * client is a call of the system.
     */
    void received(ByteBuf piece) {
        if (left >= 0 && piece.readableBytes() > left) {
            tooLong = true;
            piece.writerIndex(piece.readerIndex() + (int) left);
        }
        if (left >= 0) {
            left -= piece.readableBytes();
        }
        if (over || !piece.isReadable()) {
            piece.release();
        } else if (waitsForMore(piece)) {
            joined.add(piece);
        } else {
            decide();
            if (!direct.take(piece)) {
                joined.add(piece);
            }
        }
    }

    /** Whether with this piece nothing is given on yet: it may be the only one. */
    boolean waitsForMore(ByteBuf piece) {
        return !direct.isDecided() && joined.isEmpty() && piece.readableBytes() <= SHORT;
    }

    /** Offers what has come, which is all; to be followed by {@link #endWhole}. */
    void offerWhole() {
        ByteBuf all = joined.take();
        offerWhole(all == null ? Unpooled.EMPTY_BUFFER : all);
    }

    /** Offers a body that nothing has come of yet, which is taken over; to be followed by {@link #endWhole}. */
    void offerWhole(ByteBuf all) {
        left = 0;
        direct.offerWhole(all);
    }

    /** Ends it after it was offered: silently where it was taken. */
    void endWhole() {
        ByteBuf left = direct.takeWhole();
        if (left == null) {
            over = true;
        } else {
            if (left.isReadable()) {
                give(BufferInternal.safeBuffer(left));
            } else {
                left.release();
            }
            end();
        }
    }

    /** What has come so far is not all. */
    private void decide() {
        ByteBuf before = direct.isDecided() ? null : joined.take();
        if (before != null && !direct.take(before)) {
            joined.add(before);
        }
    }

    /** All that was read in one go has been received. */
    void readComplete() {
        decide();
        deliver();
        direct.readComplete();
    }

    private void deliver() {
        ByteBuf data = over ? null : joined.take();
        if (data != null) {
            give(BufferInternal.safeBuffer(data));
        }
    }

    private void give(Buffer data) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        if (handler != null) {
            handler.handle(data);
        }
    }

    /** Gives nothing more. What was not given on is thrown away. */
    void drop() {
        joined.drop();
        direct.readComplete();
    }

    boolean isShort() {
        return left > 0;
    }

    boolean isTooLong() {
        return tooLong;
    }

    void end() {
        deliver();
        direct.passOn();
        if (!over) {
            over = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
        direct.readComplete();
    }

    void fail(Throwable cause) {
        drop();
        if (!over) {
            over = true;
            if (exceptionHandler != null) {
                exceptionHandler.handle(cause);
            }
        }
    }

    boolean isPaused() {
        return demand == 0 && !over;
    }

    @Override
    public AjpResponseBody pause() {
        demand = 0;
        return this;
    }

    @Override
    public AjpResponseBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public AjpResponseBody fetch(long amount) {
        boolean waited = demand == 0;
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (waited && demand > 0 && !over) {
            connection.goOn();
        }
        return this;
    }

    @Override
    public AjpResponseBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public AjpResponseBody endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public AjpResponseBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }
}
