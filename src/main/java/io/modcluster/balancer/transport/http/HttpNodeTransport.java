package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeConnections;
import io.modcluster.balancer.transport.ConnectionQueue;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTls;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 or HTTP/2 to one node, in clear or over TLS, with a client and a pool of its own. Connects by address; what Host the request names is a
 * header like others, since a host given to the pool would be a part of its key and never share a connection.
 */
public final class HttpNodeTransport implements NodeTransport {
    /** Longest status line of a response in bytes, and least of what its headers may have: those of Tomcat and more. */
    static final int MAX_STATUS_LINE = 16 * 1024;

    private static final int MIN_HEADER_SIZE = 16 * 1024;

    /**
     * Most streams of one HTTP/2 connection: what servers allow as a rule, and few enough that one connection that breaks
     * is no catastrophe.
     */
    private static final int MAX_STREAMS = 100;

    /** RFC 9113 §6.9.2: what the node may send on one stream before we have taken it. */
    private static final int STREAM_WINDOW = 65_535;

    private final Vertx vertx;
    private final boolean traced;
    private final HttpClient client;
    private final RequestLeases leases;
    private final boolean http2;
    private final int connections;
    /** Most exchanges at a time, with those that wait. */
    private final int most;

    private final ConnectionQueue queue;
    private final long responseTimeoutMillis;
    private final RequestOptions whenFree;
    private final RequestOptions whenFull;
    private final long idleMillis;
    /** Those of HTTP/2. */
    private final IdentityHashMap<HttpConnection, Http2Link.Connection> shared = new IdentityHashMap<>();

    private @Nullable NodeConnections counted;
    private int taken;
    private int connected;
    private boolean asking;

    /** A transport to the address in {@code config}; nothing is connected yet. */
    public HttpNodeTransport(Vertx vertx, NodeConfig config, NodeDialect dialect, TransportLimits limits) {
        this.vertx = vertx;
        Duration connect = limits.connectTimeout(config.connection());
        Duration response = limits.responseTimeout(config.connection());
        this.http2 = dialect.http2();
        this.connections = limits.connections();
        this.most = connections + limits.queue();
        this.queue = new ConnectionQueue(vertx, limits.queue(), limits.queueTimeout());
        this.responseTimeoutMillis = response.toMillis();
        int maxHeaderSize = maxHeaderSize(limits);
        // both ways still for so long ends an exchange; never before the head of a response may come
        this.idleMillis =
                Math.max(limits.streamIdle().toMillis(), response.plusSeconds(1).toMillis());
        HttpClientOptions options = clientOptions(connect)
                .setKeepAliveTimeout(
                        Math.toIntExact(limits.keepAlive(config.connection()).toSeconds()));
        NodeTls tls = dialect.tls();
        if (tls != null) {
            tls.applyTo(options, connect);
            options.setVerifyHost(tls.verifyName())
                    .setForceSni(!config.address().isLiteral());
        }
        if (http2) {
            useHttp2(options, tls != null, maxHeaderSize);
        }
        this.traced = ((VertxInternal) vertx).tracer() != null;
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setHttp2MaxSize((connections + MAX_STREAMS - 1) / MAX_STREAMS)
                        // streams that wait for the first connection wait in the pool, and one for the next that is
                        // free
                        .setMaxWaitQueueSize(connections + 1))
                .withConnectHandler(connection -> connected(connection, maxHeaderSize))
                .build();
        this.leases = new RequestLeases(client);
        SocketAddress address = SocketAddress.inetSocketAddress(
                config.address().port(), config.address().socketHost());
        // the pool's time covers waiting and connecting; where a connection is free it must not hide a connect time-out
        this.whenFree = requestOptions(address, connect.plus(limits.queueTimeout()));
        this.whenFull = requestOptions(address, limits.queueTimeout());
    }

    /**
     * The transport for a node over HTTP: this one where there may be HTTP/2, or a tracer, else the one of HTTP/1.1 alone.
     *
     * @param heads       of the event loop that this is called on
     * @param connections has its connections counted
     */
    public static NodeTransport of(
            Vertx vertx,
            NodeConfig config,
            NodeDialect dialect,
            TransportLimits limits,
            LoopHeads heads,
            NodeConnections connections) {
        return dialect.http2() || ((VertxInternal) vertx).tracer() != null
                ? new HttpNodeTransport(vertx, config, dialect, limits).countBy(connections)
                : new Http1Transport(vertx, config, dialect, limits, heads, connections);
    }

    static int maxHeaderSize(TransportLimits limits) {
        return Math.max(limits.maxHeaderSize(), MIN_HEADER_SIZE);
    }

    private HttpClientOptions clientOptions(Duration connect) {
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(connect.toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(idleMillis))
                .setDecompressionSupported(false)
                .setMaxRedirects(0);
    }

    private void useHttp2(HttpClientOptions options, boolean tls, int maxHeaderSize) {
        int streams = Math.min(MAX_STREAMS, connections);
        options.setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(tls)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2KeepAliveTimeout(options.getKeepAliveTimeout())
                .setHttp2MultiplexingLimit(streams)
                // else one client that does not read would hold up all streams of the connection
                .setHttp2ConnectionWindowSize(streams * STREAM_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxHeaderListSize(maxHeaderSize));
    }

    private HttpNodeTransport countBy(NodeConnections connections) {
        counted = connections;
        return this;
    }

    private void connected(HttpConnection connection, int maxHeaderSize) {
        connected++;
        if (counted != null) {
            counted.opened();
        }
        if (!ResponseGuard.fits(connection)) {
            shared.put(connection, Http2Link.Connection.of(connection));
        } else {
            ResponseGuard.install(connection, MAX_STATUS_LINE, maxHeaderSize);
        }
        connection.closeHandler(closed -> {
            connected--;
            if (counted != null) {
                counted.closed();
            }
            shared.remove(connection);
        });
    }

    private static RequestOptions requestOptions(SocketAddress address, Duration wait) {
        return new RequestOptions().setServer(address).setConnectTimeout(wait.toMillis());
    }

    @Override
    public Future<NodeExchange> open() {
        if (http2 && taken() >= most) {
            return Future.failedFuture(
                    new NodeException(FailureKind.QUEUE_FULL, "all streams taken and the queue for them full"));
        }
        Promise<NodeExchange> promise = Promise.promise();
        if (taken < connections && queue.size() == 0) {
            taken++;
            // a node may allow fewer streams than we do, and is none that cannot be reached for that
            leases.lease(whenFree).onComplete(leased -> leased(leased, promise, http2 && connected > 0));
        } else {
            queue.add(promise);
            askForNext();
        }
        return promise.future();
    }

    @Override
    public void leave(Future<NodeExchange> opening) {
        queue.leave(opening);
    }

    /** Only the pool knows when a response has come whole that its client has not read. So one asks it for all who wait. */
    private void askForNext() {
        if (asking || queue.size() == 0) {
            return;
        }
        asking = true;
        leases.lease(whenFull).onComplete(leased -> {
            asking = false;
            // those whose time is over, the queue sends away itself
            ConnectionQueue.Waiter next = leased.cause() instanceof TimeoutException ? null : queue.poll();
            if (next != null) {
                taken++;
                leased(leased, next.promise(), true);
            } else if (leased.succeeded()) {
                giveBack(leased.result());
            }
            askForNext();
        });
    }

    private void leased(AsyncResult<HttpClientRequest> leased, Promise<NodeExchange> promise, boolean queued) {
        if (leased.succeeded()) {
            HttpClientRequest request = leased.result();
            promise.complete(new HttpExchange(this, request, linkOf(request)));
        } else {
            released();
            promise.fail(Failures.beforeSending(leased.cause(), queued));
        }
    }

    private NodeLink linkOf(HttpClientRequest request) {
        HttpConnection connection = request.connection();
        return request.version() == HttpVersion.HTTP_2
                ? new Http2Link(vertx, shared.getOrDefault(connection, new Http2Link.Connection()), idleMillis)
                : ResponseGuard.of(connection);
    }

    /** Nothing was sent. */
    void giveBack(HttpClientRequest request) {
        leases.giveBack(request);
        if (queue.size() > 0) {
            // not from here: whoever does not want it either gives it back, and so may all who wait
            vertx.runOnContext(now -> handOver());
        }
    }

    private void handOver() {
        HttpClientRequest unused = queue.size() == 0 ? null : leases.unused();
        ConnectionQueue.Waiter next = unused == null ? null : queue.poll();
        if (unused != null && next != null) {
            taken++;
            next.promise().complete(new HttpExchange(this, unused, linkOf(unused)));
        }
    }

    /** Time for the head of a response, in milliseconds. */
    long responseTimeoutMillis() {
        return responseTimeoutMillis;
    }

    /** How many exchanges there are, with those that wait. */
    int taken() {
        return taken + queue.size();
    }

    /** An exchange gave up its connection. */
    void released() {
        taken--;
    }

    @Override
    public Future<Void> shutdown(Duration drain) {
        // the client takes no more requests from now on
        queue.close();
        return client.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this Vert.x has a tracer, which tells the node where the trace goes on. */
    boolean isTraced() {
        return traced;
    }
}
