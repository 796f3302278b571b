package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.SessionRemoval;
import io.modcluster.balancer.transport.FieldSink;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes the fields of one request on, one after the other, without those that are not for a node. */
final class FieldFilter {
    private final @Nullable List<String> namedByConnection;
    private final AsciiString idHeader;
    private final FieldSink to;
    private final ForwardHeaders.Origin origin;
    private boolean hosted;

    /**
     * For one request.
     *
     * @param namedByConnection names that are for this connection only, or null
     * @param idHeader          the field with the id of a request, which it gets from us
     */
    FieldFilter(
            @Nullable List<String> namedByConnection,
            AsciiString idHeader,
            FieldSink to,
            ForwardHeaders.Origin origin) {
        this.namedByConnection = namedByConnection;
        this.idHeader = idHeader;
        this.to = to;
        this.origin = origin;
    }

    /** One field as the client sent it. */
    void add(CharSequence name, CharSequence value) {
        int length = name.length();
        if (length == 4 && ForwardHeaders.is(name, "host")) {
            addHost(name);
        } else if (length == 14 && ForwardHeaders.is(name, "content-length")) {
            // framing is never the peer's to name away; in front of a stream it was refused before
            to.add(name, value);
        } else if (length == 6 && ForwardHeaders.is(name, "expect")) {
            if (origin.expects()) {
                to.add(name, value);
            }
        } else if (!isReplaced(name)
                && !ForwardHeaders.isHopByHop(name)
                && !ForwardHeaders.contains(namedByConnection, name)) {
            addOther(name, value);
        }
    }

    /** All were shown. */
    void end() {
        addHost("Host");
    }

    private void addHost(CharSequence name) {
        // a second one is refused before; an empty one would make the node refuse
        if (!hosted && !origin.authority().isEmpty()) {
            to.add(name, origin.authority());
        }
        hosted = true;
    }

    private boolean isReplaced(CharSequence name) {
        return (name.length() == idHeader.length() && AsciiString.contentEqualsIgnoreCase(name, idHeader))
                || isOurs(name, origin.client().trusted());
    }

    private void addOther(CharSequence name, CharSequence value) {
        if (origin.dropCookies().isEmpty() || !ForwardHeaders.is(name, "cookie")) {
            to.add(name, value);
            return;
        }
        String kept = value.toString();
        for (int i = 0; i < origin.dropCookies().size() && kept != null; i++) {
            kept = SessionRemoval.fromCookie(kept, origin.dropCookies().get(i));
        }
        if (kept != null) {
            to.add(name, kept);
        }
    }

    /**
     * Fields that only a proxy may set: where the request came from, and what TLS said about the client. {@code Proxy} would
     * become HTTP_PROXY in a CGI environment. What a trusted proxy says beside where the request came from goes on.
     */
    static boolean isOurs(CharSequence name, boolean trusted) {
        return isAlwaysOurs(name) || (!trusted && isOursUnlessTrusted(name));
    }

    private static boolean isAlwaysOurs(CharSequence name) {
        return switch (name.length()) {
            case 5 -> ForwardHeaders.is(name, "proxy");
            case 9 -> ForwardHeaders.is(name, "forwarded");
            case 15 -> ForwardHeaders.is(name, "x-forwarded-for");
            case 16 -> ForwardHeaders.is(name, "x-forwarded-host") || ForwardHeaders.is(name, "x-forwarded-port");
            case 17 -> ForwardHeaders.is(name, "x-forwarded-proto");
            default -> false;
        };
    }

    private static boolean isOursUnlessTrusted(CharSequence name) {
        return switch (name.charAt(0)) {
            case 's', 'S' -> startsWith(name, "ssl_");
            case 'x', 'X' ->
                startsWith(name, "x-forwarded-")
                        || startsWith(name, "x-ssl-")
                        || ForwardHeaders.is(name, "x-client-cert");
            default -> false;
        };
    }

    private static boolean startsWith(CharSequence name, String prefix) {
        return AsciiString.regionMatchesAscii(name, true, 0, prefix, 0, prefix.length());
    }
}
