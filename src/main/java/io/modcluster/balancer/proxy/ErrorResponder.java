package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.proxy.edge.Http2Edge;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.modcluster.balancer.proxy.page.ErrorPages;
import io.modcluster.balancer.proxy.page.ErrorPages.Saying;
import io.modcluster.balancer.proxy.page.PageForm;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers for a node that did not. The texts hold nothing that client or node sent. */
final class ErrorResponder {
    /** A node that comes back is found within seconds: by its STATUS or by a check. */
    private static final String RETRY_AFTER_SECONDS = "1";
    /** A body this long is read and thrown away to keep the connection; a longer one is not worth it. */
    private static final int LONGEST_DISCARDED = 64 * 1024;

    private final int noContextStatus;
    private final String idHeader;
    private final String maintenanceSeconds;
    private final ErrorPages pages;

    /** Answers requests that no context serves with {@code noContextStatus}: 404 or 503. */
    ErrorResponder(int noContextStatus, BalancerOptions options, ErrorPages pages) {
        this.noContextStatus = noContextStatus;
        this.idHeader = options.getRequest().getIdHeader();
        this.maintenanceSeconds =
                Long.toString(options.getPages().getRetryAfter().toSeconds());
        this.pages = pages;
    }

    /** Ends an exchange with the status and a sentence for this failure. */
    void respond(Exchange exchange, NodeException failure) {
        FailureKind kind = failure.kind();
        if (!exchange.end()) {
            return;
        }
        HttpServerResponse response = exchange.clientResponse();
        if (response.headWritten() || response.closed()) {
            exchange.notes().ends(End.CUT, kind);
            exchange.cutConnection();
            return;
        }
        exchange.notes().ends(End.REFUSED, kind);
        int status = statusOf(kind);
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        PageForm form = PageForm.of(exchange.clientRequest().getHeader(HttpHeaders.ACCEPT));
        response.headers().clear();
        response.setStatusCode(status).setStatusMessage(phrase);
        response.putHeader(HttpHeaders.CONTENT_TYPE, form.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == 503) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER,
                    kind == FailureKind.MAINTENANCE ? maintenanceSeconds : RETRY_AFTER_SECONDS);
        }
        exchange.notes().refusedWith(kind, response.headers());
        String id = exchange.notes().requestId();
        if (id != null) {
            response.putHeader(idHeader, id);
        }
        boolean overloaded = kind == FailureKind.OVERLOADED;
        // RFC 9113 section 8.2.2: no such field there, and other requests go on over the same connection
        boolean closes = exchange.clientRequest().version() != HttpVersion.HTTP_2
                && (overloaded || !isBodyDiscardable(exchange));
        if (closes) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        exchange.clientRequest().handler(null).endHandler(null);
        exchange.release();
        String name = kind == FailureKind.MAINTENANCE ? "maintenance" : null;
        Saying saying = new Saying(name, status, phrase, textOf(failure), id);
        response.end(Buffer.buffer(pages.body(form, saying))).onComplete(written -> {
            if (closes) {
                exchange.clientRequest().connection().close();
            } else {
                Http2Edge.endUpload(exchange.clientRequest());
                if (overloaded) {
                    Http2Edge.goAway(exchange.clientRequest());
                }
            }
        });
    }

    int statusOf(FailureKind kind) {
        return switch (kind) {
            case NO_CONTEXT, CONTEXT_CLOSED -> noContextStatus;
            default -> kind.status();
        };
    }

    private static boolean isBodyDiscardable(Exchange exchange) {
        HttpServerRequest request = exchange.clientRequest();
        if (exchange.framing() == BodyFraming.NONE || request.isEnded() || request.version() == HttpVersion.HTTP_2) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return !exchange.expects() && length != null && length.length() <= 5 && isShort(length);
    }

    private static boolean isShort(String length) {
        try {
            return Integer.parseInt(length) <= LONGEST_DISCARDED;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static String textOf(NodeException failure) {
        return switch (failure.kind()) {
            case NO_CONTEXT -> "no node serves this path";
            case CONTEXT_CLOSED -> "the application at this path takes no requests at the moment";
            case NO_NODE_UP -> "no node is up at the moment";
            case SESSION_NODE_LOST -> "the node of this session is not available";
            case NO_UPGRADE ->
                "the nodes at this path are spoken to in AJP or HTTP/2, which know no upgrade (expected: a node with an"
                        + " HTTP/1.1 connector)";
            case TOO_MANY_TUNNELS -> "as many connections are upgraded as there may be";
            case HEAD_TOO_LARGE -> "the head of the request is longer than the node takes";
            case CONNECT_FAILED -> "no node could be reached";
            case TLS_REFUSED -> "no node could be reached safely";
            case OVERLOADED -> "the balancer has no memory left at the moment";
            case QUEUE_FULL, QUEUE_TIMEOUT -> "all connections to the nodes are in use";
            case STALE_CONNECTION, BROKEN_BEFORE_RESPONSE -> "the node closed the connection without an answer";
            case RESPONSE_TIMEOUT -> "the node did not answer in time";
            case BAD_RESPONSE -> "the node sent an answer that cannot be understood";
            case MAINTENANCE -> "the application at this path is under maintenance";
            case BODY_TOO_LARGE -> "the body of the request is too long";
            case BODY_TOO_SLOW -> "the body of the request came too slowly";
            case BODY_BROKEN -> "the framing of the body of the request is broken";
            case TOTAL_TIMEOUT -> "the request took too long";
            case BROKEN_AFTER_RESPONSE, CLIENT_STALLED, CLIENT_GONE -> "the exchange broke off";
        };
    }
}
