package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.NodeResponse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection of the pool. */
final class HttpExchange implements NodeExchange {
    private final HttpNodeTransport transport;
    private final HttpClientRequest request;
    private final NodeLink link;
    private final boolean reused;
    private @Nullable HttpClientResponse response;
    private boolean sending;
    private boolean headSent;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean over;
    private int hinted;

    HttpExchange(HttpNodeTransport transport, HttpClientRequest request, NodeLink link) {
        this.transport = transport;
        this.request = request.exceptionHandler(Failures::ignore);
        this.link = link;
        this.reused = link.hasAnswered();
    }

    @Override
    public void send(NodeRequest asked, NodeAnswer to) {
        asked.writeFields(request.headers()::add);
        BodyFraming framing = asked.framing();
        request.setMethod(asked.method())
                .setURI(asked.target())
                .continueHandler(now -> to.continued())
                .earlyHintsHandler(hints -> hinted(hints, to));
        sending = true;
        if (transport.isTraced()) {
            // the tracer adds the context of its own span; with two of them a node begins another trace (W3C Trace
            // Context §3.2)
            request.headers().remove("traceparent").remove("tracestate");
        }
        link.beforeSending(request);
        Future<NodeResponse> head = request.response().transform(this::responded);
        if (framing == BodyFraming.NONE) {
            headSent = true;
            requestEnded();
            request.end();
        } else {
            request.setChunked(framing == BodyFraming.STREAM);
        }
        head.onComplete(to::responded, cause -> to.failed(NodeException.of(cause, FailureKind.BROKEN_BEFORE_RESPONSE)));
    }

    private void hinted(MultiMap hints, NodeAnswer to) {
        if (!over && hinted++ < ResponseGuard.MAX_INTERIM && ResponseFlaws.isClean(hints)) {
            to.hinted(hints);
        }
    }

    private Future<NodeResponse> responded(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            over();
            link.bodyTaken(request);
            return Future.failedFuture(Failures.beforeResponse(result.cause(), reused));
        }
        HttpClientResponse head = result.result();
        response = head;
        String flaw = link.flawOf(head);
        if (flaw != null) {
            head.exceptionHandler(Failures::ignore);
            cancel();
            return Future.failedFuture(new NodeException(FailureKind.BAD_RESPONSE, flaw));
        }
        head.end().onComplete(end -> {
            // one that broke off may have left pieces in a paused connection: see cancel
            responseEnded = end.succeeded();
            link.bodyTaken(request);
            if (requestEnded || end.failed()) {
                over();
            }
        });
        return Future.succeededFuture(link.response(head));
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

    /** In HTTP/1.1 it would be a field of one connection, and few nodes know trailers. */
    @Override
    public boolean takesTrailers() {
        return request.version() == HttpVersion.HTTP_2;
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
                link.abandon(request);
            } else {
                transport.giveBack(request);
            }
        }
        if (response != null && !responseEnded) {
            // what waits inside a paused connection is never released when that closes
            response.resume();
        }
        link.bodyTaken(request);
    }

    @Override
    public Future<Void> write(Buffer data) {
        headSent = true;
        return link.write(request, data);
    }

    @Override
    public Future<Void> end() {
        headSent = true;
        requestEnded();
        return link.end(request);
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
}
