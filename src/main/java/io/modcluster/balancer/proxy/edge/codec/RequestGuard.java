package io.modcluster.balancer.proxy.edge.codec;

import io.modcluster.balancer.domain.Token;
import io.modcluster.balancer.domain.routing.EncodedSlashes;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a parsed request head means the same to every node, and which host and path it names.
 *
 * <p>Pure and thread safe. Rules: RFC 9110 §7.2, §9, §10.1.1; RFC 9112 §3.2, §6.1; the path policy of the manual. What
 * only the raw bytes show (separators, header names, chunk framing) is the decoder's business.
 */
public final class RequestGuard {
    /** What refusals with 405 and 501 name as usable; other well-formed methods are forwarded as well. */
    public static final String ALLOW = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH";

    private static final String CHUNKED = "chunked";

    private final EncodedSlashes encodedSlashes;
    /** The host that was named last; whichever thread says so, it is whole. */
    private @Nullable Named named;

    private record Named(String line, Authority host) {}

    /** A guard with the given rule for {@code %2f} and {@code %5c}. */
    public RequestGuard(EncodedSlashes encodedSlashes) {
        this.encodedSlashes = encodedSlashes;
    }

    /**
     * Judges one request head.
     *
     * @param method as sent; matched without regard to case only against the methods of MCMP
     * @param rawTarget as sent, one char per byte
     * @param protocol of the request
     * @param hosts values of all {@code Host} lines; for HTTP/2 {@code :authority}, and Host only if that is missing
     * @param headers the other lines
     */
    public Verdict check(String method, String rawTarget, Protocol protocol, List<String> hosts, HeaderLines headers) {
        Refused refused = refuseMethod(method);
        if (refused == null) {
            refused = refuseFraming(protocol, headers);
        }
        if (refused == null) {
            refused = refuseExpectation(headers);
        }
        return refused != null ? refused : locate(method, rawTarget, protocol, hosts);
    }

    private static @Nullable Refused refuseMethod(String method) {
        if (!Token.isToken(method)) {
            return Refused.closing(400, "method is not a token");
        }
        return switch (method.toUpperCase(Locale.ROOT)) {
            // a client that sends CONNECT goes on in another protocol
            case "CONNECT" -> new Refused(405, "CONNECT is not supported", true, ALLOW);
            case "TRACE" -> new Refused(405, "TRACE is not supported", false, ALLOW);
            case "CONFIG",
                    "ENABLE-APP",
                    "DISABLE-APP",
                    "STOP-APP",
                    "REMOVE-APP",
                    "STATUS",
                    "INFO",
                    "DUMP",
                    "PING",
                    "VERSION" -> new Refused(501, "MCMP is not spoken on this port", false, ALLOW);
            default -> null;
        };
    }

    /** One body length, said once, in the one way all nodes understand (RFC 9112 §6.1, §6.3). */
    private static @Nullable Refused refuseFraming(Protocol protocol, HeaderLines headers) {
        if (!headers.has("transfer-encoding")) {
            return null;
        }
        if (protocol != Protocol.HTTP_1_1) {
            return Refused.closing(400, "Transfer-Encoding is only allowed in HTTP/1.1");
        }
        if (headers.has("content-length")) {
            return Refused.closing(400, "Content-Length and Transfer-Encoding exclude each other");
        }
        List<String> codings = headers.all("transfer-encoding");
        if (codings.size() != 1 || !CHUNKED.equalsIgnoreCase(codings.get(0))) {
            return Refused.closing(400, "Transfer-Encoding must be: chunked");
        }
        return null;
    }

    private static @Nullable Refused refuseExpectation(HeaderLines headers) {
        if (!headers.has("expect")) {
            return null;
        }
        for (String expectation : headers.all("expect")) {
            if (!"100-continue".equalsIgnoreCase(expectation)) {
                // without an agreed answer the client may or may not send its body now
                return Refused.closing(417, "the only supported expectation is: 100-continue");
            }
        }
        return null;
    }

    private Verdict locate(String method, String rawTarget, Protocol protocol, List<String> hosts) {
        if (hosts.size() > 1) {
            return Refused.closing(400, "more than one Host header");
        }
        if (hosts.isEmpty() && protocol != Protocol.HTTP_1_0) {
            return Refused.closing(400, "Host header is missing");
        }
        String hostLine = hosts.isEmpty() ? "" : hosts.get(0);
        Authority host = hosts.isEmpty() ? new Authority("", -1) : authorityIn(hostLine);
        if (host == null) {
            return Refused.closing(400, "Host header is not a host name with an optional port 1..65535");
        }
        if (rawTarget.startsWith("/")) {
            return accept(host, hostLine, rawTarget);
        }
        if ("*".equals(rawTarget)) {
            return asterisk(method);
        }
        // RFC 9113 section 8.3.1: there the authority has a field of its own
        return protocol == Protocol.HTTP_2
                ? Refused.closing(400, "request target must be a path")
                : absolute(method, rawTarget);
    }

    /** Most requests name the host that the one before them named. */
    private @Nullable Authority authorityIn(String hostLine) {
        Named before = named;
        if (before != null && before.line().equals(hostLine)) {
            return before.host();
        }
        Authority host = Authority.parse(hostLine);
        if (host != null) {
            named = new Named(hostLine, host);
        }
        return host;
    }

    /** No single node can answer for all, so {@code OPTIONS *} is refused rather than answered or forwarded. */
    private static Refused asterisk(String method) {
        return "OPTIONS".equals(method)
                ? Refused.closing(400, "OPTIONS needs a path")
                : Refused.closing(400, "request target * is only for OPTIONS");
    }

    /** RFC 9112 §3.2.2: the target's authority replaces the Host line; the node gets origin-form. */
    private Verdict absolute(String method, String rawTarget) {
        int start = startOfAuthority(rawTarget);
        if (start < 0) {
            return Refused.closing(400, "request target must be a path or an http or https URI");
        }
        int end = start;
        while (end < rawTarget.length() && "/?".indexOf(rawTarget.charAt(end)) < 0) {
            end++;
        }
        String authority = rawTarget.substring(start, end);
        Authority host = Authority.parse(authority);
        if (host == null) {
            return Refused.closing(400, "request target has no valid authority");
        }
        String rest = rawTarget.substring(end);
        if (rest.isEmpty() && "OPTIONS".equals(method)) {
            return asterisk(method);
        }
        return accept(host, authority, rest.startsWith("/") ? rest : "/" + rest);
    }

    private static int startOfAuthority(String rawTarget) {
        if (rawTarget.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return rawTarget.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private Verdict accept(Authority host, String authority, String target) {
        try {
            String matchPath = MatchPath.of(target, encodedSlashes);
            return new Accepted(host.host(), host.port(), authority, matchPath, target);
        } catch (MatchPath.Unacceptable e) {
            return Refused.closing(400, String.valueOf(e.getMessage()));
        }
    }
}
