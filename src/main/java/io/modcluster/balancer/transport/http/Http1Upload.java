package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
// The bytes of a buffer without a copy of them, as Vert.x' own client takes them; BodiesIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** The way of one request to the network: its head, which waits for the first piece of the body, and its body. */
final class Http1Upload {
    /** A piece no longer than this is copied behind what is in front of it, so that both are one for the network. */
    private static final int COPIED = 2048;

    private final Http1Connection connection;
    private final boolean chunked;
    /** Bytes that are still to come; negative when only the end tells. */
    private long left;

    private @Nullable ByteBuf head;
    private boolean flushed = true;
    private boolean soon;

    /** Takes over the head, and sends it if nothing follows. */
    static Http1Upload of(Http1Connection connection, RequestBytes head, BodyFraming framing) {
        String contentLength = framing == BodyFraming.LENGTH ? head.contentLength() : "";
        long left = framing == BodyFraming.NONE ? 0 : framing == BodyFraming.STREAM ? -1 : lengthOf(contentLength);
        ByteBuf bytes = connection.buffer(head.size() + (left > 0 && left <= COPIED ? (int) left : 0));
        head.copyTo(bytes);
        return new Http1Upload(connection, bytes, framing, left);
    }

    private Http1Upload(Http1Connection connection, ByteBuf head, BodyFraming framing, long left) {
        this.connection = connection;
        this.head = head;
        this.chunked = framing == BodyFraming.STREAM;
        this.left = left;
        if (framing == BodyFraming.NONE) {
            flushHead();
        }
    }

    private static long lengthOf(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLong) {
            // the guard lets digits through only; so many are more than ever come
            return Long.MAX_VALUE;
        }
    }

    void flushHead() {
        writeHead();
        flush();
    }

    private void writeHead() {
        ByteBuf bytes = head;
        if (bytes != null) {
            head = null;
            connection.write(bytes);
            flushed = false;
        }
    }

    private void flush() {
        if (!flushed) {
            flushed = true;
            connection.flush();
        }
    }

    /** Has what there is flushed when what is being read of the client has been read: most bodies end in it. */
    void flushSoon() {
        if (!soon) {
            soon = true;
            connection.transport().soon(this);
        }
    }

    /** Now it has been read. */
    void flushNow() {
        soon = false;
        flushHead();
    }

    /** Throws away what was not sent. */
    void drop() {
        flushed = true;
        if (head != null) {
            head.release();
            head = null;
        }
    }

    /** Sends a piece. */
    void write(Buffer data) {
        write(((BufferInternal) data).getByteBuf(), false);
    }

    /** Sends a piece and takes it over; a short one is copied, so that it leaves with what is in front of it. */
    void take(ByteBuf data) {
        write(data, true);
    }

    private void write(ByteBuf bytes, boolean owned) {
        int length = bytes.readableBytes();
        if (!chunked && length > left) {
            if (owned) {
                bytes.release();
            }
            // the node would take it for the next request
            connection.fail(new NodeException(FailureKind.BAD_RESPONSE, "body longer than its Content-Length"));
            return;
        }
        left -= chunked ? 0 : length;
        ByteBuf front = front(length);
        flushed = false;
        if (front != null && length <= COPIED) {
            front.writeBytes(bytes, bytes.readerIndex(), length);
            if (chunked) {
                RequestBytes.writeChunkEnd(front);
            }
            connection.write(front);
            if (owned) {
                bytes.release();
            }
        } else {
            writeApart(front, bytes);
        }
        if (left == 0 || connection.isFull()) {
            flush();
        } else {
            flushSoon();
        }
    }

    private void writeApart(@Nullable ByteBuf front, ByteBuf bytes) {
        if (front != null) {
            connection.write(front);
        }
        connection.write(bytes);
        if (chunked) {
            ByteBuf end = connection.buffer(2);
            RequestBytes.writeChunkEnd(end);
            connection.write(end);
        }
    }

    /** What goes in front of a piece: the head if it waits, and the length of a chunk. */
    private @Nullable ByteBuf front(int length) {
        ByteBuf front = head;
        head = null;
        if (chunked) {
            front = front == null ? connection.buffer(length <= COPIED ? length + 16 : 16) : front;
            RequestBytes.writeChunkSize(front, length);
        }
        return front;
    }

    /** Sends the end of it. */
    void end() {
        writeHead();
        if (chunked) {
            ByteBuf last = connection.buffer(8);
            RequestBytes.writeLastChunk(last);
            connection.write(last);
            flushed = false;
            left = 0;
        }
        flush();
    }

    /** Whether all that was announced went out. */
    boolean isWhole() {
        return left == 0;
    }
}
