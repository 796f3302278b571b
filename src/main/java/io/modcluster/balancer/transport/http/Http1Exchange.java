package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.NodeResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection that is its own until both request and response have ended. On its event loop. */
final class Http1Exchange implements NodeExchange {
    private final Http1Connection connection;
    private final boolean reused;
    private @Nullable Http1Upload upload;
    private @Nullable NodeBody body;
    private @Nullable NodeAnswer answer;
    private @Nullable Handler<Void> drained;
    private @Nullable MultiMap trailers;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean over;

    Http1Exchange(Http1Connection connection) {
        this.connection = connection;
        this.reused = connection.hasAnswered();
    }

    @Override
    public void send(NodeRequest request, NodeAnswer to) {
        BodyFraming framing = request.framing();
        RequestBytes bytes = connection.transport().requestBytes();
        bytes.begin(request.method().name(), request.target());
        request.writeFields(bytes);
        bytes.end(connection.transport().authority(), framing == BodyFraming.STREAM);
        answer = to;
        connection.begin(this, HttpMethod.HEAD.equals(request.method()));
        upload = Http1Upload.of(connection, bytes, framing);
        if (framing == BodyFraming.NONE) {
            requestEnded();
        } else {
            connection.allow(connection.transport().standstillMillis());
        }
    }

    private void requestEnded() {
        requestEnded = true;
        connection.sent();
        if (body == null) {
            connection.allow(connection.transport().responseMillis());
        } else {
            closeOrRelease();
        }
    }

    /** Whether the whole request is out and nothing of its answer is there. */
    boolean awaitsHead() {
        return requestEnded && body == null;
    }

    /** Whether the whole request is out. */
    boolean isSent() {
        return requestEnded;
    }

    /** Whether the whole response is there, while the request may still be on its way. */
    boolean isAnswered() {
        return responseEnded;
    }

    /** Whether the connection has answered before: it may have been closed without our knowing. */
    boolean isReused() {
        return reused;
    }

    void continued() {
        NodeAnswer told = answer;
        if (!over && told != null) {
            told.continued();
        }
    }

    void hinted(MultiMap hints) {
        NodeAnswer told = answer;
        if (!over && told != null && ResponseFlaws.isClean(hints)) {
            told.hinted(hints);
        }
    }

    void answered(HttpResponse response, NodeBody begun, DirectBody direct) {
        body = begun;
        connection.allow(connection.transport().standstillMillis());
        NodeAnswer told = answer;
        if (told != null) {
            told.responded(Http1Heads.responseOf(response, begun, this::trailers, direct));
        }
    }

    /** There may be fields behind the body. */
    void trailersCame(LastHttpContent end) {
        if (!end.trailingHeaders().isEmpty()) {
            trailers = ResponseFlaws.clean(NodeResponseDecoder.copyOf(end.trailingHeaders()));
        }
    }

    private MultiMap trailers() {
        return trailers == null ? HttpHeaders.headers() : trailers;
    }

    /** Something came: it may stand still for so long again. */
    void goesOn() {
        if (body != null) {
            connection.allow(connection.transport().standstillMillis());
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
        trailersCame(end);
        if (to == null) {
            end.release();
            return;
        }
        to.received(end.content());
        responseEnded = true;
        closeOrRelease();
        to.end();
    }

    /** The whole request is out, and a response was read that is complete. Its connection is free before its client knows. */
    void whole(WholeResponse response, DirectPieces pieces) {
        NodeBody begun = new NodeBody(pieces.channel());
        body = begun;
        responseEnded = true;
        closeOrRelease();
        pieces.offerWhole(response.content());
        NodeAnswer told = answer;
        if (told != null) {
            told.responded(new NodeResponse(
                    response.status(), response.reason(), response.fields(), begun, this::trailers, pieces));
        }
        ByteBuf left = pieces.takeWhole();
        if (left != null) {
            begun.received(left);
            begun.end();
        }
    }

    private void closeOrRelease() {
        if (!over && requestEnded && responseEnded) {
            over = true;
            connection.free(connection.isClean() && upload != null && upload.isWhole());
        }
    }

    /** The connection is gone, or of no use any more. */
    void failed(NodeException failure) {
        boolean complete = responseEnded;
        over = true;
        dropHead();
        NodeBody to = body;
        NodeAnswer told = answer;
        if (to == null && told != null) {
            answer = null;
            told.failed(failure);
        } else if (to != null && !complete) {
            to.fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, failure.detail()));
        }
    }

    @Override
    public void flushHead() {
        if (upload != null && !over) {
            upload.flushHead();
        }
    }

    @Override
    public void flushHeadSoon() {
        if (upload != null && !over) {
            upload.flushSoon();
        }
    }

    private void dropHead() {
        if (upload != null) {
            upload.drop();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            dropHead();
            if (upload == null) {
                connection.free(true);
            } else {
                connection.close();
            }
        }
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (upload != null && !over && !requestEnded && data.length() > 0) {
            connection.allow(connection.transport().standstillMillis());
            upload.write(data);
        }
        return Future.succeededFuture();
    }

    @Override
    public void take(ByteBuf piece) {
        if (upload != null && !over && !requestEnded && piece.isReadable()) {
            connection.allow(connection.transport().standstillMillis());
            upload.take(piece);
        } else {
            piece.release();
        }
    }

    @Override
    public Future<Void> end() {
        if (upload != null && !over && !requestEnded) {
            upload.end();
            requestEnded();
        }
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return !over && !requestEnded && connection.isFull();
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
}
