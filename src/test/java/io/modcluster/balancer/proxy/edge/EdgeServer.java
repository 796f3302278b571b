package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.domain.routing.EncodedSlashes;
import io.modcluster.balancer.options.TrafficOptions;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server behind the edge that records every request it gets to see and echoes what it saw. */
final class EdgeServer implements AutoCloseable {
    /** Where nothing is configured. */
    static final EdgeLimits LIMITS = EdgeLimits.of(new TrafficOptions());

    static final Duration SILENCE = Duration.ofMillis(400);

    /** What the handler saw: head as judged, and the whole body. */
    record Seen(String method, Verdict.Accepted where, String headers, String body) {}

    private final Vertx vertx = TestVertx.vertx();
    private final RequestGuard guard = new RequestGuard(EncodedSlashes.REFUSE);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    EdgeServer(EdgeLimits limits) throws Exception {
        this(limits, null);
    }

    /** A server whose requests go to the given handler instead of guard and echo. */
    EdgeServer(EdgeLimits limits, @Nullable Handler<HttpServerRequest> accepted) throws Exception {
        this(limits, accepted, true);
    }

    /** As above; served by Vert.x where {@code ours} is false. */
    EdgeServer(EdgeLimits limits, @Nullable Handler<HttpServerRequest> accepted, boolean ours) throws Exception {
        server = vertx.createHttpServer(StrictHttpEdge.applyTo(new HttpServerOptions(), limits));
        Handler<HttpServerRequest> handler = accepted == null ? this::handle : accepted;
        if (ours) {
            server.connectionHandler(connection -> serve(connection, limits, handler));
        } else {
            server.connectionHandler(connection -> StrictHttpEdge.onConnection(connection, limits))
                    .invalidRequestHandler(StrictHttpEdge::onInvalidRequest);
        }
        server.requestHandler(handler);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Serves a connection as the traffic ports do. */
    static void serve(HttpConnection connection, EdgeLimits limits, Handler<HttpServerRequest> handler) {
        StrictHttpEdge.onConnection(
                connection, limits, late -> {}, new StrictHttpEdge.Served(handler, StrictHttpEdge::onInvalidRequest));
    }

    private void handle(HttpServerRequest request) {
        Verdict verdict = StrictHttpEdge.judge(request, guard);
        if (verdict instanceof Verdict.Accepted where) {
            echo(request, where);
        } else {
            StrictHttpEdge.refuse(request, (Verdict.Refused) verdict);
        }
    }

    private void echo(HttpServerRequest request, Verdict.Accepted where) {
        StringBuilder lines = new StringBuilder();
        request.headers()
                .forEach((name, value) ->
                        lines.append(name).append(": ").append(value).append('\n'));
        request.body().onSuccess(body -> {
            seen.add(new Seen(request.method().name(), where, lines.toString(), body.toString("ISO-8859-1")));
            request.response().end(where.matchPath());
        });
    }

    int port() {
        return server.actualPort();
    }

    List<Seen> seen() {
        return seen;
    }

    /** Sends bytes on a new connection; forgets what was seen before. */
    RawHttp.Outcome exchange(String bytes) throws IOException {
        return exchange(bytes, SILENCE);
    }

    /** The same, with so long a silence for the end. */
    RawHttp.Outcome exchange(String bytes, Duration silence) throws IOException {
        seen.clear();
        return RawHttp.exchange(port(), bytes, silence);
    }

    /** Accepts nothing more and waits for the requests under way. */
    Future<Void> shutdown(Duration longest) {
        return server.shutdown(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
