package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.modcluster.balancer.proxy.log.AccessEntry;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.modcluster.balancer.proxy.log.AccessLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What the access log wants to know of one exchange, noted while it runs. On its event loop. */
final class AccessTrail {
    private static final int CLIENT_GONE = 499;

    private final AccessLog log;
    private final long timeMillis = System.currentTimeMillis();
    private final long began = System.nanoTime();
    private final @Nullable String tls;
    private long connected = -1;
    private long answered = -1;
    private @Nullable Chosen chosen;
    private @Nullable FailureKind reason;
    private End end = End.DONE;

    AccessTrail(AccessLog log, HttpServerRequest request) {
        this.log = log;
        // of a connection that is gone it cannot be asked any more
        this.tls = tlsOf(request);
    }

    /** The next try goes there. */
    void chosen(Chosen next) {
        chosen = next;
        connected = -1;
        answered = -1;
    }

    /** There is a connection. */
    void connected() {
        connected = System.nanoTime();
    }

    /** The head of the response is there. */
    void answered() {
        answered = System.nanoTime();
    }

    /** It ends otherwise than with the answer of a node. */
    void ends(End how, FailureKind why) {
        end = how;
        reason = why;
    }

    /** Writes the line. To be called after the last byte of the answer was handed over. */
    void write(Exchange exchange) {
        HttpServerRequest request = exchange.clientRequest();
        Refused refused = end == End.GONE ? StrictHttpEdge.answered(request) : null;
        Chosen last = chosen;
        FailureKind why = reason;
        boolean whole =
                refused == null && (end != End.GONE || exchange.clientResponse().headWritten());
        log.add(new AccessEntry(
                timeMillis,
                exchange.client().address(),
                request.method().name(),
                targetOf(request),
                protocolOf(request),
                request.getHeader(HttpHeaders.HOST),
                refused != null
                        ? refused.status()
                        : whole ? exchange.clientResponse().getStatusCode() : CLIENT_GONE,
                refused == null ? end : End.REFUSED,
                request.bytesRead(),
                exchange.clientResponse().bytesWritten() + exchange.notes().directBytes(),
                refererOf(request),
                request.getHeader(HttpHeaders.USER_AGENT),
                last == null ? null : last.node().route().value(),
                last == null ? null : last.balancer().name(),
                last == null ? null : last.context(),
                stickyOf(last),
                exchange.notes().asked(),
                micros(System.nanoTime()),
                connected < 0 ? -1 : micros(connected),
                answered < 0 ? -1 : micros(answered),
                refused != null
                        ? refused.reason()
                        : why == null ? null : why.name().toLowerCase(Locale.ROOT),
                exchange.notes().requestId(),
                tls));
    }

    /** A line for a request that the guard refused. */
    static void writeRefused(AccessLog log, HttpServerRequest request, Refused refused) {
        refused(
                log,
                request.remoteAddress(),
                refused,
                request.method().name(),
                targetOf(log, request.uri()),
                protocolOf(request),
                request.getHeader(HttpHeaders.HOST),
                request.getHeader(HttpHeaders.USER_AGENT));
    }

    /** A line for a head that was no request, or did not come in time. */
    static void writeUnreadable(AccessLog log, @Nullable SocketAddress peer, Refused refused) {
        refused(log, peer, refused, null, null, null, null, null);
    }

    private static void refused(
            AccessLog log,
            @Nullable SocketAddress peer,
            Refused refused,
            @Nullable String method,
            @Nullable String target,
            @Nullable String protocol,
            @Nullable String host,
            @Nullable String userAgent) {
        log.add(new AccessEntry(
                System.currentTimeMillis(),
                addressOf(peer),
                method,
                target,
                protocol,
                host,
                refused.status(),
                End.REFUSED,
                0,
                refused.reason().length() + 1,
                null,
                userAgent,
                null,
                null,
                null,
                "none",
                0,
                0,
                -1,
                -1,
                refused.reason(),
                null,
                null));
    }

    private static String addressOf(@Nullable SocketAddress peer) {
        String address = peer == null ? null : peer.hostAddress();
        return address == null ? "unknown" : address;
    }

    private long micros(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMicros(nanoTime - began);
    }

    private String targetOf(HttpServerRequest request) {
        return targetOf(log, request.uri());
    }

    private static String targetOf(AccessLog log, String target) {
        int query = log.takesQueries() ? -1 : target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private @Nullable String refererOf(HttpServerRequest request) {
        String referer = request.getHeader(HttpHeaders.REFERER);
        return referer == null ? null : targetOf(log, referer);
    }

    /** A miss: there was a session, but none whose node is known here. */
    private static String stickyOf(@Nullable Chosen chosen) {
        if (chosen == null) {
            return "none";
        }
        return switch (chosen.affinity()) {
            case HIT -> "hit";
            case MOVED -> "moved";
            case NONE -> chosen.session() == null ? "none" : "miss";
        };
    }

    private static String protocolOf(HttpServerRequest request) {
        HttpVersion version = request.version();
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            default -> "HTTP/2.0";
        };
    }

    private static @Nullable String tlsOf(HttpServerRequest request) {
        SSLSession session = request.isSSL() ? request.sslSession() : null;
        return session == null ? null : session.getProtocol();
    }
}
