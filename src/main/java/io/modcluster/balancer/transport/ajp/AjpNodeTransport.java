package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeConnections;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.transport.ConnectionQueue;
import io.modcluster.balancer.transport.ConnectionQueue.Waiter;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.modcluster.balancer.transport.ajp.codec.ResponseHeads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
// Netty calls outside of any context of Vert.x; see PacketInput.
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AJP/1.3 to one node, with a pool of its own. A connection is asked by CPING when it is new and when it was not used for a
 * while, within the time that the node allows for {@code ping}; so a node that hangs, or that closed what was kept, costs a
 * request only time.
 */
public final class AjpNodeTransport implements NodeTransport {
    /**
     * A connection that was used within this time is used again without asking. Nodes close idle ones after seconds at
     * least; asking each time would cost each request a round trip.
     */
    private static final long ASK_AFTER_MILLIS = 1000;

    private final Vertx vertx;
    private final NetClient client;
    private final SocketAddress address;
    private final NodeHabits habits;
    private final NodeConnections connections;
    private final AjpTimes times;
    private final AjpLoop loop;
    private final ForwardRequest request;
    private final HeaderFields requestFields;
    private final ResponseHeads heads = new ResponseHeads();
    private final int mostConnections;
    private final ConnectionQueue queue;
    private final ArrayDeque<AjpConnection> idle = new ArrayDeque<>();
    private final Set<AjpConnection> open = new HashSet<>();
    private final Promise<Void> ended = Promise.promise();
    private int connecting;
    private boolean closing;
    /** The time for what was under way when it was closed is over. */
    private boolean drained;

    /**
     * A transport to the address in {@code config}; nothing is connected yet.
     *
     * @param secret     that the node wants, empty for none; never shown
     * @param packetSize longest packet, 8 KiB..64 KiB, as the node has it
     * @param loop       shared with the others of the event loop that this is used on
     */
    public AjpNodeTransport(
            Vertx vertx,
            JvmRoute route,
            NodeConfig config,
            TransportLimits limits,
            String secret,
            int packetSize,
            NodeCounter counter,
            AjpLoop loop) {
        this.vertx = vertx;
        this.loop = loop;
        this.address = SocketAddress.inetSocketAddress(
                config.address().port(), config.address().socketHost());
        this.times = AjpTimes.of(limits, config.connection());
        this.request = new ForwardRequest(packetSize, route.value(), secret);
        this.requestFields = new HeaderFields(request);
        this.habits = new NodeHabits(new NodeIdentity(route.value(), secret), address, counter);
        this.connections = counter.connections();
        this.mostConnections = limits.connections();
        this.queue = new ConnectionQueue(vertx, limits.queue(), limits.queueTimeout());
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(times.ping()))
                .setReconnectAttempts(0));
    }

    AjpLoop loop() {
        return loop;
    }

    /** For one head at a time. */
    ForwardRequest request() {
        return request;
    }

    /** The way of header fields into that. */
    HeaderFields requestFields() {
        return requestFields;
    }

    /** The heads of its responses, which are much the same. */
    ResponseHeads heads() {
        return heads;
    }

    NodeHabits habits() {
        return habits;
    }

    long responseMillis() {
        return times.response();
    }

    long standstillMillis() {
        return times.standstill();
    }

    @Override
    public @Nullable NodeExchange tryOpen() {
        AjpConnection kept = closing ? null : idle.peekFirst();
        if (kept == null || kept.idleMillis() >= ASK_AFTER_MILLIS) {
            return null;
        }
        idle.removeFirst();
        return new AjpExchange(this, kept);
    }

    @Override
    public Future<NodeExchange> open() {
        if (closing) {
            return Future.failedFuture(ConnectionQueue.closed());
        }
        Promise<NodeExchange> promise = Promise.promise();
        leaseOrWait(promise);
        return promise.future();
    }

    @Override
    public void leave(Future<NodeExchange> opening) {
        queue.leave(opening);
    }

    private void leaseOrWait(Promise<NodeExchange> promise) {
        if (!lease(promise)) {
            queue.add(promise);
        }
    }

    /** Whether there is a connection for it, or room for one. */
    private boolean lease(Promise<NodeExchange> promise) {
        AjpConnection kept = idle.pollFirst();
        if (kept != null) {
            use(kept, promise);
            return true;
        }
        boolean room = open.size() + connecting < mostConnections;
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

    private void use(AjpConnection kept, Promise<NodeExchange> promise) {
        if (kept.idleMillis() < ASK_AFTER_MILLIS) {
            promise.complete(new AjpExchange(this, kept));
            return;
        }
        kept.ping(times.ping()).onComplete(asked -> {
            if (asked.succeeded()) {
                promise.complete(new AjpExchange(this, kept));
            } else if (isStale(asked.cause()) && !drained) {
                leaseOrWait(promise);
            } else {
                promise.fail(asked.cause());
            }
        });
    }

    private static boolean isStale(Throwable cause) {
        return cause instanceof NodeException node && node.kind() == FailureKind.STALE_CONNECTION;
    }

    private void connect(Promise<NodeExchange> promise) {
        connecting++;
        client.connect(address).onSuccess(socket -> connected(socket, promise)).onFailure(cause -> {
            connecting--;
            promise.fail(AjpFailures.notConnected(cause));
            freed();
        });
    }

    private void connected(NetSocket socket, Promise<NodeExchange> promise) {
        connecting--;
        ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
        AjpConnection connection = new AjpConnection(this, context, socket);
        open.add(connection);
        connections.opened();
        if (drained) {
            connection.close();
            promise.fail(ConnectionQueue.closed());
            return;
        }
        connection
                .ping(times.ping())
                .onSuccess(alive -> promise.complete(new AjpExchange(this, alive)))
                .onFailure(promise::fail);
    }

    /** A connection can be used by the next. */
    void released(AjpConnection connection) {
        Waiter next = queue.poll();
        if (next != null) {
            // not from here: whoever does not want it any more gives it back, and so may all who wait
            vertx.runOnContext(now -> handOver(connection, next));
        } else if (closing) {
            connection.close();
        } else {
            connection.idle(times.keepAlive());
            idle.addFirst(connection);
        }
    }

    private void handOver(AjpConnection connection, Waiter next) {
        if (connection.isOpen()) {
            next.promise().complete(new AjpExchange(this, connection));
        } else {
            leaseFirst(next);
        }
    }

    /** A connection is gone. */
    void closed(AjpConnection connection) {
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
            new ArrayList<>(idle).forEach(AjpConnection::close);
            if (!endIfLast()) {
                // those who wait are served first: they may have no other node to go to
                vertx.setTimer(Math.max(1, drain.toMillis()), over -> cut());
            }
        }
        return ended.future();
    }

    private void cut() {
        drained = true;
        queue.close();
        new ArrayList<>(open).forEach(AjpConnection::cut);
    }

    private boolean endIfLast() {
        if (open.isEmpty() && connecting == 0 && ended.tryComplete()) {
            client.close();
        }
        return ended.future().isComplete();
    }
}
