package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeConnections;
import io.modcluster.balancer.transport.ConnectionQueue;
import io.modcluster.balancer.transport.ConnectionQueue.Waiter;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTls;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
// Netty calls outside of any context of Vert.x; see Http1Connection.
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to one node, in clear or over TLS, with a pool and an engine of its own: the client of Vert.x costs a request more
 * than all else that is done for it. The connection used last is used next, so that those not needed grow old.
 */
final class Http1Transport implements NodeTransport {
    private final Vertx vertx;
    private final ContextInternal context;
    private final NetClient client;
    private final ConnectOptions connect;
    private final String authority;
    private final TransportLimits limits;
    private final NodeConnections connections;
    private final ConnectionQueue queue;
    private final long responseMillis;
    private final long standstillMillis;
    private final long keepMillis;
    private final IdleConnections idle = new IdleConnections();
    private final Set<Http1Connection> open = new HashSet<>();
    private final List<Http1Upload> flushing = new ArrayList<>();
    private final Handler<Void> flushNow = now -> flushAll();
    private final LoopHeads heads;
    private final PlainResponses plainResponses;
    private final Promise<Void> ended = Promise.promise();
    private int connecting;
    private boolean closing;
    /** The time for what was under way when it was closed is over. */
    private boolean drained;

    /** A transport to the address in {@code config}, on the event loop that this is called on; nothing is connected yet. */
    Http1Transport(
            Vertx vertx,
            NodeConfig config,
            NodeDialect dialect,
            TransportLimits limits,
            LoopHeads heads,
            NodeConnections connections) {
        this.vertx = vertx;
        this.heads = heads;
        this.plainResponses = new PlainResponses(heads);
        this.connections = connections;
        this.context = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
        this.limits = limits;
        this.queue = new ConnectionQueue(vertx, limits.queue(), limits.queueTimeout());
        Duration connectTime = limits.connectTimeout(config.connection());
        Duration response = limits.responseTimeout(config.connection());
        this.responseMillis = Math.max(1, response.toMillis());
        // both ways still for so long ends an exchange; never before the head of a response may come
        this.standstillMillis =
                Math.max(limits.streamIdle().toMillis(), response.plusSeconds(1).toMillis());
        this.keepMillis = limits.keepAlive(config.connection()).toMillis();
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(connectTime.toMillis()))
                .setReconnectAttempts(0);
        NodeTls tls = dialect.tls();
        if (tls != null) {
            tls.applyTo(options, connectTime);
            options.setHostnameVerificationAlgorithm(tls.verifyName() ? "HTTPS" : "");
        }
        this.client = vertx.createNetClient(options);
        this.connect = Http1Heads.connectTo(config.address(), tls != null);
        this.authority = Http1Heads.authority(config.address(), tls != null);
    }

    /** Has this called when all that can be read now has been read, together with others. */
    void soon(Http1Upload upload) {
        if (flushing.isEmpty()) {
            context.runOnContext(flushNow);
        }
        flushing.add(upload);
    }

    private void flushAll() {
        try {
            for (int i = 0; i < flushing.size(); i++) {
                flushing.get(i).flushNow();
            }
        } finally {
            flushing.clear();
        }
    }

    Vertx vertx() {
        return vertx;
    }

    /** Host of a request that names none. */
    String authority() {
        return authority;
    }

    long responseMillis() {
        return responseMillis;
    }

    long standstillMillis() {
        return standstillMillis;
    }

    long keepMillis() {
        return keepMillis;
    }

    /** How many exchanges there are, with those that wait. */
    int taken() {
        return open.size() - idle.size() + connecting + queue.size();
    }

    /** Where heads of requests are put together, one at a time. */
    RequestBytes requestBytes() {
        return heads.requestBytes();
    }

    /** What reads most responses of this node. */
    PlainResponses plainResponses() {
        return plainResponses;
    }

    @Override
    public @Nullable NodeExchange tryOpen() {
        for (Http1Connection kept = idle.take(); kept != null; kept = idle.take()) {
            if (kept.isOpen()) {
                return new Http1Exchange(kept);
            }
        }
        return null;
    }

    @Override
    public Future<NodeExchange> open() {
        if (closing) {
            return Future.failedFuture(ConnectionQueue.closed());
        }
        Promise<NodeExchange> promise = Promise.promise();
        if (!lease(promise)) {
            queue.add(promise);
        }
        return promise.future();
    }

    @Override
    public void leave(Future<NodeExchange> opening) {
        queue.leave(opening);
    }

    /** Whether there is a connection for it, or room for one. */
    private boolean lease(Promise<NodeExchange> promise) {
        NodeExchange kept = tryOpen();
        if (kept != null) {
            promise.complete(kept);
            return true;
        }
        boolean room = open.size() + connecting < limits.connections();
        if (room) {
            connect(promise);
        }
        return room;
    }

    private void leaseFirst(Waiter first) {
        if (drained) {
            first.promise().fail(ConnectionQueue.closed());
        } else if (!lease(first.promise())) {
            queue.putBack(first);
        }
    }

    private void connect(Promise<NodeExchange> promise) {
        connecting++;
        client.connect(connect).onSuccess(socket -> connected(socket, promise)).onFailure(cause -> {
            connecting--;
            promise.fail(Failures.beforeSending(cause, false));
            freed();
        });
    }

    private void connected(NetSocket socket, Promise<NodeExchange> promise) {
        connecting--;
        Http1Connection connection = Http1Connection.of(this, context, socket, HttpNodeTransport.maxHeaderSize(limits));
        open.add(connection);
        connections.opened();
        if (drained) {
            connection.close();
            promise.fail(ConnectionQueue.closed());
        } else {
            promise.complete(new Http1Exchange(connection));
        }
    }

    /** A connection can be used by the next. */
    void released(Http1Connection connection) {
        Waiter next = queue.poll();
        if (next != null) {
            // not from here: whoever does not want it any more gives it back, and so may all who wait
            context.runOnContext(now -> handOver(connection, next));
        } else if (closing) {
            connection.close();
        } else {
            connection.idle();
            idle.put(connection);
        }
    }

    private void handOver(Http1Connection connection, Waiter next) {
        if (connection.isOpen()) {
            next.promise().complete(new Http1Exchange(connection));
        } else {
            leaseFirst(next);
        }
    }

    /** A connection is gone. */
    void closed(Http1Connection connection) {
        if (open.remove(connection)) {
            connections.closed();
        }
        idle.remove(connection);
        freed();
    }

    private void freed() {
        Waiter next = queue.poll();
        if (next != null) {
            leaseFirst(next);
        } else if (closing) {
            endIfLast();
        }
    }

    @Override
    public Future<Void> shutdown(Duration drain) {
        if (!closing) {
            closing = true;
            idle.all().forEach(Http1Connection::close);
            if (!endIfLast()) {
                // those who wait are served first: they may have no other node to go to
                vertx.setTimer(Math.max(1, drain.toMillis()), over -> cutAll());
            }
        }
        return ended.future();
    }

    private void cutAll() {
        drained = true;
        queue.close();
        new ArrayList<>(open).forEach(left -> left.fail(cut()));
    }

    private static NodeException cut() {
        return new NodeException(FailureKind.BROKEN_BEFORE_RESPONSE, "the connections are being closed");
    }

    private boolean endIfLast() {
        if (open.isEmpty() && connecting == 0 && ended.tryComplete()) {
            client.close();
        }
        return ended.future().isComplete();
    }
}
