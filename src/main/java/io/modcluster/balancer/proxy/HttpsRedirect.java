package io.modcluster.balancer.proxy;

import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntSupplier;

/**
 * Sends clients of the port without TLS to the same URL over TLS: 308, which keeps method and body (RFC 9110 section
 * 15.4.9). What the guard refuses is refused here too, so that nothing a client sends gets into the answer unread.
 */
final class HttpsRedirect implements Handler<HttpServerRequest> {
    private static final int HTTPS = 443;

    private final RequestGuard guard;
    private final IntSupplier port;
    private final Edge edge;
    private final Handler<HttpServerRequest> serving;

    /**
     * Sends to {@code port}, asked for each time: it is known once the port is open.
     *
     * @param edge    knows where a request comes from
     * @param serving gets those that came over TLS as far as a trusted proxy, which would be sent round in circles
     */
    HttpsRedirect(RequestGuard guard, IntSupplier port, Edge edge, Handler<HttpServerRequest> serving) {
        this.guard = guard;
        this.port = port;
        this.edge = edge;
        this.serving = serving;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Verdict verdict = StrictHttpEdge.judge(request, guard);
        if (verdict instanceof Verdict.Refused refused) {
            StrictHttpEdge.refuse(request, refused);
        } else if (verdict instanceof Verdict.Accepted accepted) {
            if (edge.isTrusted(request.remoteAddress())
                    && edge.originOf(request, accepted).secure()) {
                serving.handle(request);
                return;
            }
            if (accepted.host().isEmpty()) {
                StrictHttpEdge.refuse(
                        request, Verdict.Refused.closing(400, "Host header is missing, so there is no URL to go to"));
                return;
            }
            redirect(request, accepted);
        }
    }

    private void redirect(HttpServerRequest request, Verdict.Accepted accepted) {
        int toPort = port.getAsInt();
        String location =
                "https://" + accepted.host() + (toPort == HTTPS ? "" : ":" + toPort) + accepted.forwardTarget();
        boolean bodyFollows = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (bodyFollows) {
            // nobody here reads it; the client sends it again to where it is read
            StrictHttpEdge.endAfterResponse(request);
        }
        request.response()
                .setStatusCode(308)
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.CONTENT_LENGTH, "0")
                .end();
    }
}
