package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection of the pool. */
final class HttpExchange implements NodeExchange {
    private final HttpNodeTransport transport;
    private final HttpClientRequest request;
    private final ResponseGuard guard;
    private final boolean reused;
    private @Nullable HttpClientResponse response;
    private boolean sending;
    private boolean headSent;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean over;

    HttpExchange(HttpNodeTransport transport, HttpClientRequest request) {
        this.transport = transport;
        this.request = request.exceptionHandler(Failures::ignore);
        this.guard = ResponseGuard.of(request.connection());
        this.reused = guard.hasAnswered();
    }

    @Override
    public MultiMap headers() {
        return request.headers();
    }

    @Override
    public Future<NodeResponse> send(
            HttpMethod method, String target, BodyFraming framing, ClientConnection client, Handler<Void> onContinue) {
        sending = true;
        request.setMethod(method).setURI(target).continueHandler(onContinue);
        Future<NodeResponse> head = request.response().transform(this::responded);
        if (framing == BodyFraming.NONE) {
            headSent = true;
            requestEnded();
            request.end();
        } else {
            request.setChunked(framing == BodyFraming.STREAM);
        }
        return head;
    }

    private Future<NodeResponse> responded(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            over();
            return Future.failedFuture(Failures.beforeResponse(result.cause(), reused));
        }
        HttpClientResponse head = result.result();
        response = head;
        head.end().onComplete(end -> {
            responseEnded = true;
            guard.bodyTaken();
            if (requestEnded || end.failed()) {
                over();
            }
        });
        return Future.succeededFuture(new NodeResponse(head.statusCode(), head.statusMessage(), head.headers(), head));
    }

    private void requestEnded() {
        requestEnded = true;
        if (responseEnded) {
            over();
        } else if (!over && !request.response().isComplete()) {
            request.idleTimeout(transport.responseTimeoutMillis());
        }
    }

    private void over() {
        if (!over) {
            over = true;
            transport.released();
        }
    }

    @Override
    public void flushHead() {
        if (!headSent && !over) {
            headSent = true;
            request.sendHead();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over();
            if (sending) {
                // not reset(): with the response complete it would put a connection back that still owes half a request
                request.connection().close();
            } else {
                request.reset();
            }
        }
        if (response != null && !responseEnded) {
            // what waits inside a paused connection is never released when that closes
            response.resume();
        }
        guard.bodyTaken();
    }

    @Override
    public Future<Void> write(Buffer data) {
        headSent = true;
        return request.write(data);
    }

    @Override
    public Future<Void> end() {
        headSent = true;
        requestEnded();
        return request.end();
    }

    @Override
    public boolean writeQueueFull() {
        return !requestEnded && request.writeQueueFull();
    }

    @Override
    public NodeExchange setWriteQueueMaxSize(int maxSize) {
        request.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public NodeExchange drainHandler(@Nullable Handler<Void> handler) {
        request.drainHandler(handler);
        return this;
    }

    /** Ignored: failures come with the future of {@link #send} or with the body of the response. */
    @Override
    public NodeExchange exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
