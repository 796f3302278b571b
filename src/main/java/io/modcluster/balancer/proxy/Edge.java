package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.PagesOptions;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.modcluster.balancer.proxy.log.AccessLog;
import io.modcluster.balancer.proxy.page.ErrorPages;
import io.modcluster.balancer.transport.NodeException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with each request before and after it is routed: where it came from, its id, its line in the access log, its
 * limits, maintenance, and the answer for a node that did not. Belongs to one event loop.
 */
final class Edge {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Vertx vertx;
    private final String prefix;
    private final ClientOrigins origins;
    private final @Nullable RequestIds ids;
    private final @Nullable AccessLog log;
    private final RequestLimits limits;
    private final long writeTimeoutMillis;
    private final @Nullable PathRules<Boolean> maintenance;
    private final ErrorResponder responder;
    private final RequestCounting counting;
    private final @Nullable ExplainHeader explain;

    /** Reads the templates of error pages, which blocks for a moment; to be made before anything is served. */
    Edge(Vertx vertx, BalancerOptions options, String prefix) {
        this.vertx = vertx;
        this.prefix = prefix;
        this.counting = new RequestCounting(vertx, prefix);
        this.explain = ExplainHeader.of(options);
        this.responder =
                new ErrorResponder(options.getRouting().getNoContextStatus(), options, pages(options.getPages()));
        this.origins = new ClientOrigins(options.getForwarded());
        this.ids = RequestIds.of(options.getRequest());
        this.writeTimeoutMillis = options.getRequest().getWriteTimeout().toMillis();
        this.limits = new RequestLimits(options);
        this.maintenance = maintenance(options.getPages());
        AccessLog lines = AccessLog.acquire(vertx, prefix, options.getAccessLog());
        this.log = lines;
        if (lines != null) {
            BalancerMetrics.of(vertx, prefix).gauge(Metric.ACCESS_LOG_DROPPED, () -> (double) lines.dropped());
        }
    }

    private static ErrorPages pages(PagesOptions options) {
        if (options.getDirectory().isEmpty()) {
            return ErrorPages.PLAIN;
        }
        try {
            return ErrorPages.read(Path.of(options.getDirectory()));
        } catch (IOException unreadable) {
            throw new OptionsProblems(List.of(new OptionsProblem(
                    "pages.directory", "start", options.getDirectory(), "a directory of templates; " + unreadable)));
        }
    }

    private static @Nullable PathRules<Boolean> maintenance(PagesOptions options) {
        if (options.getMaintenance().isEmpty()) {
            return null;
        }
        PathRules.Builder<Boolean> rules = new PathRules.Builder<>();
        options.getMaintenance().forEach(where -> rules.add(where, true));
        return rules.build();
    }

    /** To be called on the event loop that it works for. */
    void start() {
        counting.start();
    }

    /** Where a request came from. */
    ClientOrigin originOf(HttpServerRequest request, Accepted accepted) {
        return origins.of(request, accepted);
    }

    /** Whether this peer is a proxy in front, which speaks for many. */
    boolean isTrusted(SocketAddress peer) {
        return origins.isTrusted(peer);
    }

    /** Notes what is wanted of an exchange from its beginning. */
    void begin(Exchange exchange) {
        exchange.notes().countBy(counting);
        exchange.notes().limitWriting(writeTimeoutMillis);
        if (explain != null) {
            explain.begin(exchange);
        }
        if (ids != null) {
            exchange.notes().setRequestId(ids.idOf(exchange.clientRequest(), exchange.client()));
        }
        if (log != null) {
            AccessTrail trail = new AccessTrail(log, exchange.clientRequest());
            exchange.notes().setTrail(trail);
            // later: most ends are followed by the answer, whose status and length are in the line
            exchange.notes().atEnd(() -> vertx.runOnContext(later -> trail.write(exchange)));
        }
    }

    /** Whether the exchange may go on; if not it has been answered. */
    boolean admits(Exchange exchange) {
        FailureKind refused = maintenance != null
                        && maintenance.find(
                                        exchange.head().host(), exchange.head().path())
                                != null
                ? FailureKind.MAINTENANCE
                : limits.apply(vertx, exchange, () -> outOfTime(exchange));
        if (refused != null) {
            responder.respond(exchange, new NodeException(refused, ""));
        }
        return refused == null;
    }

    private void outOfTime(Exchange exchange) {
        // a tunnel has no end that it could be late for
        if (exchange.isOver() || exchange.clientResponse().getStatusCode() == SWITCHING_PROTOCOLS) {
            return;
        }
        NodeException late = new NodeException(FailureKind.TOTAL_TIMEOUT, "");
        exchange.stopTrying(late);
        if (exchange.clientResponse().headWritten()) {
            exchange.cut();
        } else {
            responder.respond(exchange, late);
        }
    }

    /** Answers for a node that did not. */
    ErrorResponder responder() {
        return responder;
    }

    /** Answers a request that the guard refused. */
    void refuse(HttpServerRequest request, Refused refused) {
        StrictHttpEdge.refuse(request, refused);
        refused(request, refused);
    }

    /** Somebody else refused a request, and answered it. */
    void refused(HttpServerRequest request, Refused refused) {
        counting.refused();
        if (log != null) {
            AccessTrail.writeRefused(log, request, refused);
        }
    }

    /** Answers a head that the decoder gave up on. */
    void refuseUnreadable(HttpServerRequest request) {
        StrictHttpEdge.onInvalidRequest(request);
        if (log != null) {
            AccessTrail.writeUnreadable(log, request.remoteAddress(), StrictHttpEdge.refusalOf(request));
        }
    }

    /** A head did not come in time, and was answered. */
    void late(SocketAddress peer, Refused refused) {
        if (log != null) {
            AccessTrail.writeUnreadable(log, peer, refused);
        }
    }

    /** Nothing more comes; completes when all lines are written. */
    Future<Void> stop() {
        counting.stop();
        return log == null ? Future.succeededFuture() : log.release(vertx, prefix);
    }
}
