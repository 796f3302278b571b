package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
// The bytes of a buffer without a copy of them, as Vert.x' own server takes them; BodiesIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * The response to one {@link ClientRequest}: what is said at once leaves as one piece of memory. Framed here: by Content-Length,
 * by chunks, or, for HTTP/1.0, by the end of the connection.
 *
 * <p>Its futures are complete at once while the client keeps up; one that is behind completes them when it has taken all.
 */
final class ClientResponse extends HeardResponse {
    /** Room for an ordinary head. */
    private static final int HEAD = 512;

    /** A piece no longer than this is copied behind the head: memory of the heap is copied anyway before it is sent. */
    private static final int COPIED = 16 * 1024;

    /** Length of a chunk and the ends of its lines. */
    private static final int CHUNK = 16;

    private final ClientEngine engine;
    private final ClientRequest request;
    private final boolean keepAlive;
    private @Nullable DirectWriter direct;
    private long bytesWritten;
    private boolean headWritten;
    private boolean ended;

    ClientResponse(ClientEngine engine, ClientRequest request, boolean keepAlive) {
        super(request.version() == HttpVersion.HTTP_1_0);
        this.engine = engine;
        this.request = request;
        this.keepAlive = keepAlive;
    }

    /** Whether it has not ended, or not for the client. */
    boolean isUnderWay() {
        return !ended || engine.isResponding();
    }

    /** The way of pooled memory to the client. */
    DirectWriter direct() {
        DirectWriter writer = direct == null ? new DirectWriter(engine, this) : direct;
        direct = writer;
        return writer;
    }

    /** The head, and room for so many bytes behind it. */
    private ByteBuf headBytes(long length, int room) {
        if (ended || headWritten) {
            throw new IllegalStateException("the response has been written");
        }
        MultiMap headers = headers();
        if (isHttp10() && keepAlive) {
            // what is answered may be the last all the same: a body whose end only that of the connection tells
            if (!headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                headers.set(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE);
            }
        } else if (!isHttp10() && !keepAlive) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        frame(HttpMethod.HEAD.equals(request.method()), length);
        tellHead();
        engine.begins((io.netty.handler.codec.http.HttpHeaders) headers, !keepAlive);
        headWritten = true;
        ByteBuf bytes = engine.buffer(HEAD + room);
        ResponseBytes.writeHead(bytes, isHttp10(), status(), headers);
        return bytes;
    }

    /** Writes the head without sending it. */
    void begin() {
        engine.write(headBytes(-1, 0));
    }

    @Override
    public Future<Void> writeHead() {
        requireFraming();
        begin();
        engine.flush();
        return engine.taken();
    }

    /**
     * Writes a piece behind what is in front of it, as few pieces of memory as there can be, without sending them.
     *
     * @param copies whether a short piece may be copied; one that may not is taken over
     * @param last   whether the body ends with it
     */
    private void put(@Nullable ByteBuf front, ByteBuf piece, boolean copies, boolean last) {
        int length = piece.readableBytes();
        ByteBuf bytes = front;
        if (length > 0 && !isBodyless()) {
            boolean copied = copies && length <= COPIED;
            if (copied || isInChunks()) {
                bytes = orNew(bytes, CHUNK + CHUNK + (copied ? length : 0));
            }
            if (isInChunks()) {
                ResponseBytes.writeChunkSize(orNew(bytes, 0), length);
            }
            if (copied) {
                orNew(bytes, 0).writeBytes(piece);
            } else {
                if (bytes != null) {
                    engine.write(bytes);
                }
                engine.write(copies ? piece.retain() : piece);
                bytes = null;
            }
            if (isInChunks()) {
                bytes = orNew(bytes, CHUNK);
                ResponseBytes.writeChunkEnd(bytes);
            }
        } else if (!copies) {
            piece.release();
        }
        if (last && isInChunks()) {
            bytes = orNew(bytes, CHUNK);
            ResponseBytes.writeLastChunk(bytes, trailersOrNull());
        }
        if (bytes != null) {
            engine.write(bytes);
        }
    }

    private ByteBuf orNew(@Nullable ByteBuf bytes, int size) {
        return bytes == null ? engine.buffer(size) : bytes;
    }

    /** Writes a piece of pooled memory, which is taken over, behind the head; it is not counted. */
    void writeDirectly(ByteBuf piece) {
        put(null, piece, false, false);
    }

    @Override
    public Future<Void> write(Buffer data) {
        requireOpen();
        ByteBuf piece = ((BufferInternal) data).getByteBuf();
        int length = piece.readableBytes();
        ByteBuf front = null;
        if (!headWritten) {
            requireFraming();
            front = headBytes(-1, CHUNK + Math.min(length, COPIED));
        }
        bytesWritten += length;
        put(front, piece, true, false);
        engine.flush();
        return engine.taken();
    }

    @Override
    public Future<Void> end(Buffer data) {
        return endCopied(((BufferInternal) data).getByteBuf());
    }

    @Override
    public Future<Void> endWith(ByteBuf body) {
        try {
            return endCopied(body);
        } finally {
            body.release();
        }
    }

    private Future<Void> endCopied(ByteBuf piece) {
        requireOpen();
        int length = piece.readableBytes();
        ByteBuf front = headWritten ? null : headBytes(length, CHUNK + CHUNK + Math.min(length, COPIED));
        bytesWritten += length;
        put(front, piece, true, true);
        finish();
        return engine.taken();
    }

    @Override
    public Future<Void> end() {
        requireOpen();
        put(headWritten ? null : headBytes(0, CHUNK), Unpooled.EMPTY_BUFFER, true, true);
        finish();
        return engine.taken();
    }

    private void finish() {
        ended = true;
        engine.flush();
        engine.ended(request);
        tellEnd();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the response has been written");
        }
    }

    @Override
    public Future<Void> write(String chunk) {
        return write(Buffer.buffer(chunk));
    }

    @Override
    public Future<Void> write(String chunk, String enc) {
        return write(Buffer.buffer(chunk, enc));
    }

    @Override
    public Future<Void> end(String chunk) {
        return end(Buffer.buffer(chunk));
    }

    @Override
    public Future<Void> end(String chunk, String enc) {
        return end(Buffer.buffer(chunk, enc));
    }

    @Override
    public Future<Void> writeContinue() {
        interim(HttpResponseStatus.CONTINUE, HttpHeaders.headers());
        engine.continued();
        return engine.taken();
    }

    @Override
    public Future<Void> writeEarlyHints(MultiMap headers) {
        interim(HttpResponseStatus.EARLY_HINTS, headers);
        return engine.taken();
    }

    private void interim(HttpResponseStatus status, MultiMap fields) {
        if (headWritten) {
            throw new IllegalStateException("the head of the response has been written");
        }
        ByteBuf bytes = engine.buffer(HEAD);
        ResponseBytes.writeHead(bytes, false, status, fields);
        engine.write(bytes);
        engine.flush();
    }

    /** Closes the connection: HTTP/1 knows no other way. */
    @Override
    public Future<Void> reset(long code) {
        if (ended) {
            return Future.failedFuture("the response has been written");
        }
        engine.connection().close();
        return Future.succeededFuture();
    }

    /** The client takes again what is written. */
    void drained() {
        if (direct != null) {
            direct.drained();
        }
        tellDrained();
    }

    @Override
    public boolean writeQueueFull() {
        return !engine.isWritable();
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public boolean headWritten() {
        return headWritten;
    }

    @Override
    public boolean ended() {
        return ended;
    }
}
