package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.proxy.edge.DirectResponse;
import io.modcluster.balancer.proxy.edge.Http2Edge;
import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes the response of a node on to the client. */
final class ResponseRelay {
    /** Of a Content-Length of a body that is held until its end. */
    private static final int SHORT_DIGITS = 4;

    private final Exchange exchange;
    private final NodeResponse nodeResponse;
    private final HttpServerResponse clientResponse;
    private final NodeCounter counter;
    private @Nullable BodyPump pump;
    private @Nullable DirectRelay direct;
    private @Nullable SlowReader reader;
    private boolean closesClient;
    private boolean stopped;

    ResponseRelay(Exchange exchange, NodeResponse nodeResponse, NodeCounter counter) {
        this.exchange = exchange;
        this.nodeResponse = nodeResponse;
        this.clientResponse = exchange.clientResponse();
        this.counter = counter;
    }

    /**
     * Starts.
     *
     * @param uploading whether the client is still sending: a response that ends before that is the last of its connection
     * @param finished  called when the response was given to the client as a whole
     * @param failed    called when the node breaks off
     */
    void start(
            Vertx vertx,
            ForwardHeaders forwardHeaders,
            boolean uploading,
            Runnable finished,
            Consumer<NodeException> failed) {
        int status = nodeResponse.status();
        clientResponse.setStatusCode(status);
        // Vert.x takes a 304 with a phrase of its own for one that has a body
        if (status != 304 && !nodeResponse.reason().equals(clientResponse.getStatusMessage())) {
            clientResponse.setStatusMessage(nodeResponse.reason());
        }
        forwardHeaders.toClient(
                nodeResponse.headers(), clientResponse, exchange.notes().requestId());
        exchange.notes().answeredWith(clientResponse.headers());
        boolean bodyless = isBodyless(status);
        frame(bodyless, uploading);
        DirectBody pieces = nodeResponse.direct();
        if (pieces != null && pieces.wholeLength() >= 0) {
            counter.addRead(pieces.wholeLength());
            end(vertx, finished);
        } else {
            stream(vertx, bodyless, finished, failed);
        }
    }

    /** The body goes on as it comes. */
    private void stream(Vertx vertx, boolean bodyless, Runnable finished, Consumer<NodeException> failed) {
        nodeResponse.body().exceptionHandler(cause -> {
            if (!stopped) {
                failed.accept(NodeException.of(cause, FailureKind.BROKEN_AFTER_RESPONSE));
            }
        });
        BodyPump moving = new BodyPump(nodeResponse.body(), clientResponse, counter::addRead);
        pump = moving;
        direct = DirectRelay.of(exchange, nodeResponse, counter::addRead);
        long writeTimeout = exchange.notes().writeTimeoutMillis();
        if (writeTimeout > 0 && !bodyless) {
            SlowReader watching = new SlowReader(
                    vertx,
                    writeTimeout,
                    () -> failed.accept(new NodeException(FailureKind.CLIENT_STALLED, "it takes nothing")));
            reader = watching;
            moving.watch(watching);
        }
        if (direct != null && !bodyless && isFramed() && !vertx.isMetricsEnabled()) {
            direct.start(reader);
        }
        if (direct == null && !bodyless) {
            moving.hold(shortLength());
        }
        moving.start(() -> end(vertx, finished));
        if (!bodyless) {
            // the head goes with the first piece of the body, if that is there already: one packet instead of two
            vertx.runOnContext(later -> flushHead(moving));
        }
    }

    private boolean isBodyless(int status) {
        return status == 204
                || status == 304
                || HttpMethod.HEAD.equals(exchange.clientRequest().method());
    }

    private void frame(boolean bodyless, boolean uploading) {
        MultiMap headers = clientResponse.headers();
        closesClient = uploading || exchange.isLast();
        if (!bodyless && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            // an HTTP/1.0 client knows no chunks: the end of the connection is the end of the body
            closesClient |= exchange.clientRequest().version() == HttpVersion.HTTP_1_0;
            clientResponse.setChunked(exchange.clientRequest().version() == HttpVersion.HTTP_1_1);
        }
        if (closesClient && exchange.clientRequest().version() != HttpVersion.HTTP_2) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Vert.x refuses to send a head that leaves the length open, which only HTTP/1.0 needs. */
    private boolean isFramed() {
        return clientResponse.isChunked()
                || clientResponse.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || exchange.clientRequest().version() == HttpVersion.HTTP_2;
    }

    /** Length of a body that may be copied, or −1: head, body and end of a short one leave as one message. */
    private int shortLength() {
        String length = nodeResponse.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.isEmpty() || length.length() > SHORT_DIGITS) {
            return -1;
        }
        int bytes = 0;
        for (int i = 0; i < length.length(); i++) {
            bytes = 10 * bytes + length.charAt(i) - '0';
        }
        return bytes;
    }

    private void flushHead(BodyPump moving) {
        Buffer whole = stopped ? null : moving.takeHeld();
        if (whole != null) {
            clientResponse.write(whole);
        } else if (!stopped && isFramed() && !clientResponse.headWritten()) {
            clientResponse.writeHead();
        } else if (!stopped) {
            Http2Edge.flush(exchange.clientRequest());
        }
    }

    private void end(Vertx vertx, Runnable finished) {
        stop();
        boolean closes = closesClient && exchange.clientRequest().version() != HttpVersion.HTTP_2;
        Trailers.relay(nodeResponse, exchange.clientRequest());
        // HTTP/2 tells that the stream is closed before the call returns, and that is no client that left
        clientResponse.closeHandler(null);
        Future<Void> written = endBody();
        if (closes) {
            written.onComplete(done -> exchange.clientRequest().connection().close());
        } else if (exchange.clientRequest().version() == HttpVersion.HTTP_2) {
            written.onComplete(done -> Http2Edge.endUpload(exchange.clientRequest()));
        }
        if (exchange.clientRequest().version() != HttpVersion.HTTP_2) {
            ClientReset.ifEndWaits(
                    vertx,
                    exchange.clientRequest().connection(),
                    written,
                    exchange.notes().writeTimeoutMillis());
        }
        finished.run();
        if (exchange.isLast()) {
            Http2Edge.goAway(exchange.clientRequest());
        }
    }

    /** Ends the response, with the whole of its body if that has not been passed on. */
    private Future<Void> endBody() {
        Buffer piece = pump == null ? null : pump.takeHeld();
        DirectBody pieces = nodeResponse.direct();
        ByteBuf whole = pump != null || pieces == null ? null : pieces.takeWhole();
        if (whole != null && clientResponse instanceof DirectResponse response) {
            return response.endWith(whole);
        }
        if (whole != null) {
            piece = Buffer.buffer(ByteBufUtil.getBytes(whole));
            whole.release();
        }
        return piece == null || piece.length() == 0 ? clientResponse.end() : clientResponse.end(piece);
    }

    /** Passes nothing more on. */
    void stop() {
        stopped = true;
        if (pump != null) {
            pump.stop();
        }
        if (direct != null) {
            direct.stop();
        }
        if (reader != null) {
            reader.stop();
        }
    }
}
