package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/1.1 in clear to one node, with a client and a pool of its own. Connects by address; what Host the request names is a
 * header like others, since a host given to the pool would be a part of its key and never share a connection.
 */
public final class HttpNodeTransport implements NodeTransport {
    /** Connections found closed in the moment they were handed out, until it counts as failed. */
    private static final int MAX_CLOSED_LEASES = 8;

    /** Longest status line of a response in bytes, and least of what its headers may have: those of Tomcat and more. */
    static final int MAX_STATUS_LINE = 16 * 1024;

    private static final int MIN_HEADER_SIZE = 16 * 1024;

    private final HttpClient client;
    private final int connections;
    private final long responseTimeoutMillis;
    private final RequestOptions whenFree;
    private final RequestOptions whenFull;
    private int taken;

    /** A transport to the address in {@code config}; nothing is connected yet. */
    public HttpNodeTransport(Vertx vertx, NodeConfig config, TransportLimits limits) {
        Duration connect = limits.connectTimeout(config.connection());
        Duration response = limits.responseTimeout(config.connection());
        this.connections = limits.connections();
        this.responseTimeoutMillis = response.toMillis();
        int maxHeaderSize = maxHeaderSize(limits);
        this.client = vertx.httpClientBuilder()
                .with(clientOptions(config, limits, connect, response))
                .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(limits.queue()))
                .withConnectHandler(connection -> ResponseGuard.install(connection, MAX_STATUS_LINE, maxHeaderSize))
                .build();
        SocketAddress address = SocketAddress.inetSocketAddress(
                config.address().port(), config.address().socketHost());
        // the pool's time covers waiting and connecting; where a connection is free it must not hide a connect time-out
        this.whenFree = requestOptions(address, connect.plus(limits.queueTimeout()));
        this.whenFull = requestOptions(address, limits.queueTimeout());
    }

    static int maxHeaderSize(TransportLimits limits) {
        return Math.max(limits.maxHeaderSize(), MIN_HEADER_SIZE);
    }

    private static HttpClientOptions clientOptions(
            NodeConfig config, TransportLimits limits, Duration connect, Duration response) {
        // both ways still for so long ends an exchange; never before the head of a response may come
        Duration idle = limits.streamIdle().compareTo(response) > 0
                ? limits.streamIdle()
                : response.plus(Duration.ofSeconds(1));
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(connect.toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(idle.toMillis()))
                .setKeepAliveTimeout(
                        Math.toIntExact(limits.keepAlive(config.connection()).toSeconds()))
                .setDecompressionSupported(false)
                .setMaxRedirects(0);
    }

    private static RequestOptions requestOptions(SocketAddress address, Duration wait) {
        return new RequestOptions().setServer(address).setConnectTimeout(wait.toMillis());
    }

    @Override
    public Future<NodeExchange> open() {
        boolean free = taken++ < connections;
        return lease(free ? whenFree : whenFull, MAX_CLOSED_LEASES).transform(leased -> {
            if (leased.succeeded()) {
                return Future.succeededFuture(new HttpExchange(this, leased.result()));
            }
            released();
            return Future.failedFuture(Failures.beforeSending(leased.cause(), !free));
        });
    }

    /** A connection that the node has closed in the meantime is not the one: nothing was sent, so the next is taken. */
    private Future<HttpClientRequest> lease(RequestOptions options, int triesLeft) {
        return client.request(options).transform(leased -> {
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
            return lease(options, triesLeft - 1);
        });
    }

    /** Time for the head of a response, in milliseconds. */
    long responseTimeoutMillis() {
        return responseTimeoutMillis;
    }

    /** An exchange gave up its connection. */
    void released() {
        taken--;
    }

    @Override
    public Future<Void> shutdown(Duration drain) {
        return client.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }
}
