package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
// The bytes of a buffer without a copy of them, as Vert.x' own client takes them; BodiesIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection that is its own until both request and response have ended. On its event loop. */
final class Http1Exchange implements NodeExchange {
    /** A body no longer than this is copied behind the head, so that both are one piece for the network. */
    private static final int COPIED = 2048;

    private final Http1Connection connection;
    private final MultiMap headers = HttpHeaders.headers();
    private final Promise<NodeResponse> head = Promise.promise();
    private final boolean reused;
    private @Nullable ByteBuf unsentHead;
    private @Nullable NodeBody body;
    private @Nullable Handler<Void> onContinue;
    private @Nullable Handler<MultiMap> onHints;
    private @Nullable Handler<Void> drained;
    private @Nullable MultiMap trailers;
    private boolean chunked;
    /** Bytes of the request's body that are still to come; negative when only its end tells. */
    private long left;

    private boolean sent;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean over;

    Http1Exchange(Http1Connection connection) {
        this.connection = connection;
        this.reused = connection.hasAnswered();
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public Future<NodeResponse> send(
            HttpMethod method, String target, BodyFraming framing, ClientConnection client, Handler<Void> continues) {
        onContinue = continues;
        chunked = framing == BodyFraming.STREAM;
        left = framing == BodyFraming.LENGTH ? lengthOf(headers.get(HttpHeaders.CONTENT_LENGTH)) : -1;
        ByteBuf bytes = connection.buffer(512);
        try {
            RequestBytes.writeHead(bytes, method.name(), target, headers, connection.authority(), chunked);
        } catch (RuntimeException unsendable) {
            bytes.release();
            throw unsendable;
        }
        sent = true;
        connection.begin(this, HttpMethod.HEAD.equals(method));
        if (framing == BodyFraming.NONE) {
            left = 0;
            requestEnded();
            connection.write(bytes);
        } else {
            unsentHead = bytes;
            connection.allowStandstill();
        }
        return head.future();
    }

    private static long lengthOf(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLong) {
            // the guard lets digits through only; so many are more than ever come
            return Long.MAX_VALUE;
        }
    }

    private void requestEnded() {
        requestEnded = true;
        if (body == null) {
            connection.allowResponse();
        } else {
            closeOrRelease();
        }
    }

    @Override
    public void onEarlyHints(Handler<MultiMap> handler) {
        onHints = handler;
    }

    /** Whether the whole request is out and nothing of its answer is there. */
    boolean awaitsHead() {
        return requestEnded && body == null;
    }

    /** Whether the connection has answered before: it may have been closed without our knowing. */
    boolean isReused() {
        return reused;
    }

    void continued() {
        Handler<Void> told = onContinue;
        if (!over && told != null) {
            told.handle(null);
        }
    }

    void hinted(MultiMap hints) {
        if (!over && onHints != null && ResponseFlaws.isClean(hints)) {
            onHints.handle(hints);
        }
    }

    void answered(HttpResponse response, NodeBody begun, DirectBody direct) {
        body = begun;
        connection.allowStandstill();
        head.tryComplete(new NodeResponse(
                response.status().code(),
                response.status().reasonPhrase(),
                NodeResponseDecoder.fieldsOf(response),
                begun,
                this::trailers,
                direct));
    }

    private MultiMap trailers() {
        return trailers == null ? HttpHeaders.headers() : trailers;
    }

    /** Something came: it may stand still for so long again. */
    void goesOn() {
        if (body != null) {
            connection.allowStandstill();
        }
    }

    void received(ByteBuf piece) {
        NodeBody to = body;
        if (to == null) {
            piece.release();
        } else {
            goesOn();
            to.received(piece);
        }
    }

    /** The response is complete. Its connection is free before its client knows, who may ask for the next at once. */
    void ended(LastHttpContent end) {
        NodeBody to = body;
        if (!end.trailingHeaders().isEmpty()) {
            trailers = ResponseFlaws.clean(NodeResponseDecoder.copyOf(end.trailingHeaders()));
        }
        if (to == null) {
            end.release();
            return;
        }
        to.received(end.content());
        responseEnded = true;
        closeOrRelease();
        to.end();
    }

    private void closeOrRelease() {
        if (!over && requestEnded && responseEnded) {
            over = true;
            connection.exchanged(left == 0);
        }
    }

    /** The connection is gone, or of no use any more. */
    void failed(NodeException failure) {
        boolean complete = responseEnded;
        over = true;
        dropHead();
        NodeBody to = body;
        if (to == null) {
            head.tryFail(failure);
        } else if (!complete) {
            to.fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, failure.detail()));
        }
    }

    @Override
    public void flushHead() {
        ByteBuf bytes = unsentHead;
        if (bytes != null && !over) {
            unsentHead = null;
            connection.write(bytes);
        }
    }

    private void dropHead() {
        if (unsentHead != null) {
            unsentHead.release();
            unsentHead = null;
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            dropHead();
            if (sent) {
                connection.close();
            } else {
                connection.giveBack();
            }
        }
    }

    @Override
    public Future<Void> write(Buffer data) {
        int length = data.length();
        if (over || requestEnded || length == 0) {
            return Future.succeededFuture();
        }
        left -= left > 0 ? length : 0;
        connection.allowStandstill();
        ByteBuf first = unsentHead;
        unsentHead = null;
        if (first == null && !chunked) {
            connection.write(((BufferInternal) data).getByteBuf());
        } else {
            writeBehind(first == null ? connection.buffer(length <= COPIED ? length + 16 : 16) : first, data);
        }
        return Future.succeededFuture();
    }

    private void writeBehind(ByteBuf first, Buffer data) {
        if (chunked) {
            RequestBytes.writeChunkSize(first, data.length());
        }
        ByteBuf bytes = ((BufferInternal) data).getByteBuf();
        if (data.length() <= COPIED) {
            first.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
            if (chunked) {
                RequestBytes.writeChunkEnd(first);
            }
            connection.write(first);
        } else if (chunked) {
            ByteBuf end = connection.buffer(2);
            RequestBytes.writeChunkEnd(end);
            connection.write(first, bytes, end);
        } else {
            connection.write(first, bytes);
        }
    }

    @Override
    public Future<Void> end() {
        if (!over && !requestEnded) {
            flushHead();
            if (chunked) {
                ByteBuf last = connection.buffer(8);
                RequestBytes.writeLastChunk(last);
                connection.write(last);
                left = 0;
            }
            requestEnded();
        }
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return !over && !requestEnded && connection.isFull();
    }

    /** Ignored: it is what Netty has for each connection. */
    @Override
    public NodeExchange setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public NodeExchange drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        return this;
    }

    void drained() {
        Handler<Void> told = drained;
        if (!over && told != null) {
            told.handle(null);
        }
    }

    /** Ignored: failures come with the future of {@link #send} or with the body of the response. */
    @Override
    public NodeExchange exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
