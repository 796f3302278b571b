package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.NodeResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.net.ConnectOptions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the head of an HTTP/1 response says of itself and of its connection. */
final class Http1Heads {
    static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final String TIMEOUT = "timeout=";
    private static final int DIGITS = 6;
    /** The node's clock has begun before ours; whoever closes second may have sent a request that must not be sent again. */
    private static final int EARLIER = 500;

    private Http1Heads() {}

    /** What is wrong with a response to a request that asked for no upgrade, or null; so many were interim ones until now. */
    static @Nullable String flawOf(HttpResponse response, int interim) {
        if (response.decoderResult().isFailure()) {
            return Failures.text(response.decoderResult().cause());
        }
        HttpVersion version = response.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return "version: " + version + " (expected: HTTP/1.1)";
        }
        String flaw = HeadFlaws.flawOf(response, false);
        return flaw == null && interim > ResponseGuard.MAX_INTERIM
                ? "more than " + ResponseGuard.MAX_INTERIM + " interim responses"
                : flaw;
    }

    /** Whether the connection may be used again (RFC 9112 §9.3). */
    static boolean isPersistent(HttpResponse response) {
        return HttpVersion.HTTP_1_1.equals(response.protocolVersion())
                ? !response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)
                : HttpUtil.isKeepAlive(response);
    }

    /** How long the connection may be kept: as long as we would, and half a second less than the node (RFC 2068 §19.7.1). */
    static long keepMillis(@Nullable String said, long ours) {
        int start = said == null ? -1 : said.indexOf(TIMEOUT);
        if (said == null || start < 0) {
            return ours;
        }
        long seconds = 0;
        int from = start + TIMEOUT.length();
        int at = from;
        for (; at < Math.min(said.length(), from + DIGITS) && isDigit(said.charAt(at)); at++) {
            seconds = seconds * 10 + said.charAt(at) - '0';
        }
        // one that is to be closed at once is told by Connection: close
        return at == from ? ours : Math.min(ours, Math.max(1, seconds * 1000 - EARLIER));
    }

    /** A final response as the relay gets it. */
    static NodeResponse responseOf(
            HttpResponse response, NodeBody body, Supplier<MultiMap> trailers, DirectBody direct) {
        return new NodeResponse(
                response.status().code(),
                response.status().reasonPhrase(),
                NodeResponseDecoder.fieldsOf(response),
                body,
                trailers,
                direct);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Host of a request that names none: that of its node, with the port unless it is the usual one (RFC 9110 §7.2). */
    static String authority(NodeAddress address, boolean secure) {
        return address.port() == (secure ? 443 : 80) ? address.host() : address.host() + ':' + address.port();
    }

    /** How to connect to it. */
    static ConnectOptions connectTo(NodeAddress address, boolean secure) {
        ConnectOptions connect = new ConnectOptions()
                .setHost(address.socketHost())
                .setPort(address.port())
                .setSsl(secure);
        return secure && !address.isLiteral() ? connect.setSniServerName(address.host()) : connect;
    }
}
