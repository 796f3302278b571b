package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.metrics.NodeConnections;
import io.modcluster.balancer.transport.ConnectionQueue;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTls;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 or HTTP/2 to one node, in clear or over TLS, with a client and a pool of its own. Connects by address; what Host the request names is a
 * header like others, since a host given to the pool would be a part of its key and never share a connection.
 */
public final class HttpNodeTransport implements NodeTransport {
    /** Connections found closed in the moment they were handed out, until it counts as failed. */
    private static final int MAX_CLOSED_LEASES = 8;

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
    private final boolean http2;
    private final int connections;
    private final ConnectionQueue queue;
    private final long responseTimeoutMillis;
    private final RequestOptions toConnect;
    private final long idleMillis;
    /** Those of HTTP/2. */
    private final IdentityHashMap<HttpConnection, Http2Link.Connection> shared = new IdentityHashMap<>();
    /** Leased and not used: the client library would never count a stream as free that was not begun. */
    private final Deque<HttpClientRequest> unused = new ArrayDeque<>();

    private @Nullable NodeConnections counted;
    private int taken;
    private int connected;

    /** A transport to the address in {@code config}; nothing is connected yet. */
    public HttpNodeTransport(Vertx vertx, NodeConfig config, NodeDialect dialect, TransportLimits limits) {
        this.vertx = vertx;
        Duration connect = limits.connectTimeout(config.connection());
        Duration response = limits.responseTimeout(config.connection());
        this.http2 = dialect.http2();
        this.connections = limits.connections();
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
                        // streams that wait for the first connection wait in the pool; all others in our queue
                        .setMaxWaitQueueSize(connections))
                .withConnectHandler(connection -> connected(connection, maxHeaderSize))
                .build();
        SocketAddress address = SocketAddress.inetSocketAddress(
                config.address().port(), config.address().socketHost());
        // the pool's time covers waiting and connecting, and must not hide a connect time-out
        this.toConnect = new RequestOptions()
                .setServer(address)
                .setConnectTimeout(connect.plus(limits.queueTimeout()).toMillis());
    }

    /**
     * The transport for a node over HTTP: this one where there may be HTTP/2, or a tracer, else the one of HTTP/1.1 alone.
     *
     * @param connections has its connections counted
     */
    public static NodeTransport of(
            Vertx vertx, NodeConfig config, NodeDialect dialect, TransportLimits limits, NodeConnections connections) {
        return dialect.http2() || ((VertxInternal) vertx).tracer() != null
                ? new HttpNodeTransport(vertx, config, dialect, limits).countBy(connections)
                : new Http1Transport(vertx, config, dialect, limits, connections);
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

    @Override
    public Future<NodeExchange> open() {
        Promise<NodeExchange> promise = Promise.promise();
        if (taken < connections) {
            taken++;
            lease(promise);
        } else {
            queue.add(promise);
        }
        return promise.future();
    }

    @Override
    public void leave(Future<NodeExchange> opening) {
        queue.leave(opening);
    }

    private void lease(Promise<NodeExchange> promise) {
        lease(MAX_CLOSED_LEASES).onComplete(leased -> {
            if (leased.succeeded()) {
                HttpClientRequest request = leased.result();
                promise.complete(new HttpExchange(this, request, linkOf(request)));
                return;
            }
            released();
            // a node may allow fewer streams than we do, and is none that cannot be reached for that
            boolean queued = connected >= (http2 ? 1 : connections);
            promise.fail(Failures.beforeSending(leased.cause(), queued));
        });
    }

    private NodeLink linkOf(HttpClientRequest request) {
        HttpConnection connection = request.connection();
        return request.version() == HttpVersion.HTTP_2
                ? new Http2Link(vertx, shared.getOrDefault(connection, new Http2Link.Connection()), idleMillis)
                : ResponseGuard.of(connection);
    }

    /** A connection that the node has closed in the meantime is not the one: nothing was sent, so the next is taken. */
    private Future<HttpClientRequest> lease(int triesLeft) {
        HttpClientRequest left = unused.poll();
        while (left != null && !ResponseGuard.isOpen(left.connection())) {
            left = unused.poll();
        }
        Future<HttpClientRequest> request = left == null ? client.request(toConnect) : Future.succeededFuture(left);
        return request.transform(leased -> {
            boolean closed = leased.succeeded()
                    ? !ResponseGuard.isOpen(leased.result().connection())
                    : leased.cause() instanceof HttpClosedException;
            if (!closed || triesLeft == 0) {
                return leased.succeeded()
                        ? Future.succeededFuture(leased.result())
                        : Future.failedFuture(leased.cause());
            }
            if (leased.succeeded()) {
                leased.result().exceptionHandler(Failures::ignore).reset();
            }
            return lease(triesLeft - 1);
        });
    }

    /** Nothing was sent. */
    void giveBack(HttpClientRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // what was filled in is of another client
            request.headers().clear();
            unused.push(request);
        } else {
            request.reset();
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
        ConnectionQueue.Waiter next = queue.poll();
        if (next == null) {
            taken--;
        } else {
            // not from here: whoever does not want it any more gives it back, and so may all who wait
            vertx.runOnContext(now -> lease(next.promise()));
        }
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
