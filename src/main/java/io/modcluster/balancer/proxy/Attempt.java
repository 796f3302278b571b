package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.domain.routing.SessionRemoval;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.Upgrade;
import io.modcluster.balancer.transport.http.UpgradeExchange;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One try of an exchange at one node: open → send → respond. Counted from its beginning to its end, once. */
final class Attempt implements NodeRequest, NodeAnswer {
    private final Vertx vertx;
    private final Exchange exchange;
    private final Chosen chosen;
    private final NodeCounter counter;
    private final ForwardHeaders forwardHeaders;
    private final Tunnels tunnels;
    private final Outcome outcome;
    private @Nullable NodeExchange node;
    /** Gives up waiting for a connection, while it does. */
    private @Nullable Runnable leave;

    private @Nullable UploadPump upload;
    private @Nullable ResponseRelay relay;
    private @Nullable AtomicInteger counted;
    private @Nullable Invitation invitation;
    private boolean over;

    /** What became of an attempt. Exactly one of them is called, unless it was cancelled. */
    interface Outcome {
        /** The response is complete. */
        void finished(Exchange exchange);

        /** The node did not do it. */
        void failed(Exchange exchange, Chosen chosen, NodeException failure);
    }

    Attempt(
            Vertx vertx,
            Exchange exchange,
            Chosen chosen,
            NodeCounter counter,
            ForwardHeaders forwardHeaders,
            Tunnels tunnels,
            Outcome outcome) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.chosen = chosen;
        this.counter = counter;
        this.forwardHeaders = forwardHeaders;
        this.tunnels = tunnels;
        this.outcome = outcome;
    }

    void start(NodeTransport transport) {
        counted = counter.begin(chosen.context());
        NodeExchange kept = transport.tryOpen();
        if (kept == null) {
            counter.waits();
            Future<NodeExchange> opening = transport.open();
            leave = () -> transport.leave(opening);
            opening.onComplete(this::opened);
        } else {
            send(kept);
        }
    }

    private void opened(AsyncResult<NodeExchange> opened) {
        leave = null;
        counter.goesOn();
        if (over) {
            // the client went away while this waited for a connection
            if (opened.succeeded()) {
                opened.result().cancel();
            }
        } else if (opened.failed()) {
            failed(NodeException.of(opened.cause(), FailureKind.CONNECT_FAILED));
        } else {
            send(opened.result());
        }
    }

    private void send(NodeExchange opened) {
        node = opened;
        if (exchange.expects()) {
            invitation = new Invitation(vertx, exchange.clientRequest());
        }
        exchange.notes().connected();
        try {
            opened.send(this, this);
            if (!over) {
                sendBody(opened);
            }
        } catch (RuntimeException unsendable) {
            // nothing that the guard lets through; it must not take the connection with it all the same
            failed(new NodeException(FailureKind.BAD_RESPONSE, String.valueOf(unsendable)));
        }
    }

    @Override
    public HttpMethod method() {
        return exchange.clientRequest().method();
    }

    @Override
    public String target() {
        String target = exchange.accepted().forwardTarget();
        return chosen.dropSession()
                ? SessionRemoval.fromTarget(target, chosen.balancer().sticky().path())
                : target;
    }

    @Override
    public BodyFraming framing() {
        return exchange.framing();
    }

    @Override
    public ClientConnection client() {
        return exchange.clientConnection();
    }

    @Override
    public void writeFields(FieldSink to) {
        HttpServerRequest clientRequest = exchange.clientRequest();
        if (node != null && node.takesTrailers()) {
            Trailers.ask(clientRequest, to);
        }
        forwardHeaders.toNode(
                clientRequest.headers(),
                to,
                new ForwardHeaders.Origin(
                        exchange.client(),
                        exchange.accepted().authority(),
                        clientRequest.version(),
                        exchange.expects(),
                        SessionAffinity.toForget(chosen),
                        exchange.notes().requestId()));
        ClientCertificate.tell(clientRequest, to);
    }

    private void sendBody(NodeExchange opened) {
        ClientBody body = exchange.body();
        if (body == null) {
            exchange.release();
            return;
        }
        ByteBuf whole = exchange.expects() ? null : body.takeWhole();
        if (whole != null) {
            sendWhole(opened, whole);
            return;
        }
        UploadPump pump = new UploadPump(body.stream(), opened, this::bodyMoved);
        upload = pump;
        body.givePieces(pump::take);
        pump.start(() -> {
            upload = null;
            opened.end();
        });
        if (invitation != null) {
            invitation.inTime(this::continued);
            opened.flushHead();
        } else {
            opened.flushHeadSoon();
        }
    }

    /** Head, body and end of a short request leave as one. */
    private void sendWhole(NodeExchange opened, ByteBuf body) {
        bodyMoved(body.readableBytes());
        if (over) {
            body.release();
        } else {
            opened.take(body);
            opened.end();
        }
    }

    private void bodyMoved(long bytes) {
        counter.addTransferred(bytes);
        if (exchange.notes().isTooLong(exchange.clientRequest().bytesRead())) {
            failed(new NodeException(FailureKind.BODY_TOO_LARGE, ""));
        }
    }

    @Override
    public void continued() {
        if (invitation != null && !over && relay == null) {
            invitation.send();
        }
    }

    @Override
    public void hinted(MultiMap hints) {
        if (!over && relay == null) {
            Trailers.earlyHints(hints, exchange.clientRequest());
        }
    }

    @Override
    public void responded(NodeResponse response) {
        if (!over) {
            respond(response);
        }
    }

    private void respond(NodeResponse response) {
        exchange.notes().answered();
        if (node instanceof UpgradeExchange upgraded && response.status() == 101) {
            become(upgraded, response);
            return;
        }
        ResponseRelay started = new ResponseRelay(exchange, response, counter);
        relay = started;
        try {
            started.start(vertx, forwardHeaders, upload != null, this::finish, this::failed);
        } catch (RuntimeException unusable) {
            failed(new NodeException(FailureKind.BAD_RESPONSE, String.valueOf(unusable)));
        }
    }

    private void become(UpgradeExchange upgraded, NodeResponse response) {
        Upgrade upgrade = exchange.upgrade();
        boolean webSocket = upgrade != null && upgrade.isWebSocket();
        try {
            tunnels.open(exchange, chosen.node(), counter, upgraded, response, webSocket, this::finish);
        } catch (RuntimeException unusable) {
            failed(NodeException.of(unusable, FailureKind.BAD_RESPONSE));
        }
    }

    private void finish() {
        if (end()) {
            exchange.notes().finished(exchange.clientResponse().getStatusCode());
            outcome.finished(exchange);
        }
    }

    @Override
    public void failed(NodeException failure) {
        if (end()) {
            outcome.failed(exchange, chosen, failure);
        }
    }

    /** The client is gone: nothing comes of this any more. */
    void cancel() {
        end();
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (counted != null) {
            counter.end(counted);
        }
        if (invitation != null) {
            invitation.off();
        }
        if (upload != null) {
            upload.stop();
        }
        if (relay != null) {
            relay.stop();
        }
        if (leave != null) {
            leave.run();
        }
        if (node != null) {
            // a connection whose exchange is not complete must not be used again; else this does nothing
            node.cancel();
        }
        return true;
    }
}
