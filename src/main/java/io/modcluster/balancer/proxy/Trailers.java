package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.NodeResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;

/**
 * What comes beside a response: trailer fields behind its body (RFC 9110 §6.5), early hints before its head (RFC 8297).
 * Trailers of requests do not exist here: the server and client libraries pass none on.
 */
final class Trailers {
    /** RFC 9110 §6.5.1: fields for framing, routing, authentication, control of the response, and its content. */
    private static final Set<String> FORBIDDEN = Set.of(
            "age",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expect",
            "expires",
            "host",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "range",
            "retry-after",
            "set-cookie",
            "te",
            "vary",
            "warning",
            "www-authenticate");

    private Trailers() {}

    /** Tells a node whose protocol has a way for trailers that they are welcome, if the client says so. */
    static void ask(HttpServerRequest clientRequest, FieldSink to) {
        if (areAsked(clientRequest)) {
            to.add("te", "trailers");
        }
    }

    private static boolean areAsked(HttpServerRequest clientRequest) {
        MultiMap headers = clientRequest.headers();
        if (headers.contains("te")) {
            for (String line : headers.getAll("te")) {
                if (line.toLowerCase(Locale.ROOT).contains("trailers")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Passes on what a node sent behind the body. To be called before the response ends. */
    static void relay(NodeResponse from, HttpServerRequest clientRequest) {
        HttpServerResponse to = clientRequest.response();
        boolean possible = clientRequest.version() == HttpVersion.HTTP_2 || (to.isChunked() && areAsked(clientRequest));
        if (possible) {
            MultiMap trailers = from.trailers().get();
            if (!trailers.isEmpty()) {
                trailers.forEach((name, value) -> {
                    if (!FORBIDDEN.contains(name.toLowerCase(Locale.ROOT)) && !ForwardHeaders.isHopByHop(name)) {
                        to.trailers().add(name, value);
                    }
                });
            }
        }
    }

    /** Passes on a 103. */
    static void earlyHints(MultiMap from, HttpServerRequest clientRequest) {
        // RFC 9110 §15.2: not to HTTP/1.0
        if (clientRequest.version() != HttpVersion.HTTP_1_0
                && !clientRequest.response().headWritten()) {
            MultiMap hints = HttpHeaders.headers();
            from.forEach((name, value) -> {
                if (!ForwardHeaders.isHopByHop(name) && !name.equalsIgnoreCase("content-length")) {
                    hints.add(name, value);
                }
            });
            clientRequest.response().writeEarlyHints(hints);
        }
    }
}
