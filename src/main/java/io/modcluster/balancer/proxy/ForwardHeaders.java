package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.SessionRemoval;
import io.modcluster.balancer.options.ExplainToken;
import io.modcluster.balancer.options.ForwardedOptions;
import io.modcluster.balancer.proxy.edge.FieldsTaker;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields go on, in each direction (RFC 9110 §7.6). Order, case and repetition of what goes on stay as they came.
 *
 * <p>Fields of one connection only, and those that {@code Connection} names, are left out; then ours are added, so that no
 * peer can name them away. What a client says about itself in {@code X-Forwarded-…} and the like is replaced, unless it is a
 * trusted proxy. Pure; any thread.
 */
final class ForwardHeaders {
    private static final CharSequence VIA = HttpHeaders.createOptimized("Via");

    private final String via;
    /** For responses: nodes speak HTTP/1.1, or what is the same to a client. */
    private final CharSequence viaNode;

    private final boolean writesXForwarded;
    private final String idHeader;

    /** Signs with {@code name} in Via; {@code idHeader} is the field with the id of a request, empty for none. */
    ForwardHeaders(String name, ForwardedOptions options, String idHeader) {
        this.via = ' ' + name;
        this.viaNode = HttpHeaders.createOptimized(protocol(HttpVersion.HTTP_1_1) + via);
        this.idHeader = idHeader;
        this.writesXForwarded = options.getHeaders() != ForwardedOptions.Headers.FORWARDED;
    }

    /**
     * What the balancer knows of a request.
     *
     * @param client     where it came from
     * @param authority  value for Host; empty if the client named none
     * @param version    of the client's protocol
     * @param expects    whether the client waits for 100 (Continue)
     * @param dropCookie name of the cookie to cut out, or null
     * @param requestId  or null
     */
    record Origin(
            ClientOrigin client,
            String authority,
            HttpVersion version,
            boolean expects,
            @Nullable String dropCookie,
            @Nullable String requestId) {}

    /** Copies the fields of a request for a node into {@code to}, which is empty. */
    void toNode(MultiMap from, MultiMap to, Origin origin) {
        List<String> named = namedByConnection(from);
        from.forEach((name, value) -> {
            if (name.equalsIgnoreCase("host")) {
                addHost(to, name, origin);
            } else if (name.equalsIgnoreCase("content-length")) {
                // framing is never the peer's to name away; in front of a stream it was refused before
                to.add(name, value);
            } else if (name.equalsIgnoreCase("expect")) {
                if (origin.expects()) {
                    to.add(name, value);
                }
            } else if (name.length() == idHeader.length() && name.equalsIgnoreCase(idHeader)) {
                // it gets its id below
                return;
            } else if (!isHopByHop(name) && !isOurs(name, origin.client().trusted()) && !contains(named, name)) {
                addOther(to, name, value, origin.dropCookie());
            }
        });
        if (!from.contains(HttpHeaders.HOST)) {
            addHost(to, "Host", origin);
        }
        ClientOrigin client = origin.client();
        if (writesXForwarded) {
            to.add("X-Forwarded-For", client.forwardedFor());
            to.add("X-Forwarded-Proto", client.scheme());
            if (!client.host().isEmpty()) {
                to.add("X-Forwarded-Host", client.host());
            }
            to.add("X-Forwarded-Port", Integer.toString(client.port()));
        }
        String forwarded = client.forwarded();
        if (forwarded != null) {
            to.add("Forwarded", forwarded);
        }
        String id = origin.requestId();
        if (id != null) {
            to.add(idHeader, id);
        }
        to.add(VIA, protocol(origin.version()) + via);
    }

    private static void addHost(MultiMap to, String name, Origin origin) {
        // a second one is refused before; an empty one would make the node refuse
        if (!origin.authority().isEmpty() && !to.contains(HttpHeaders.HOST)) {
            to.add(name, origin.authority());
        }
    }

    private static void addOther(MultiMap to, String name, String value, @Nullable String dropCookie) {
        if (dropCookie == null || !name.equalsIgnoreCase("cookie")) {
            to.add(name, value);
            return;
        }
        String kept = SessionRemoval.fromCookie(value, dropCookie);
        if (kept != null) {
            to.add(name, kept);
        }
    }

    /** Copies the fields of a node's response for the client into {@code to}. */
    void toClient(MultiMap from, MultiMap to, @Nullable String requestId) {
        FieldsToClient.copy(from, to);
        addOwn(to, requestId);
    }

    /** Has the fields of a node's response, which may be changed by that, be those of the client's, which has none yet. */
    void toClient(MultiMap from, HttpServerResponse response, @Nullable String requestId) {
        if (response instanceof FieldsTaker taker) {
            FieldsToClient.cut(from);
            taker.takeFields(from);
            addOwn(from, requestId);
        } else {
            toClient(from, response.headers(), requestId);
        }
    }

    private void addOwn(MultiMap to, @Nullable String requestId) {
        if (requestId != null) {
            // a node that sends one means this one
            to.set(idHeader, requestId);
        }
        to.add(VIA, viaNode);
    }

    private static String protocol(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            default -> "2.0";
        };
    }

    /** Names in Connection that are worth looking for; null for the usual {@code keep-alive} and {@code close}. */
    static @Nullable List<String> namedByConnection(MultiMap from) {
        String first = from.get(HttpHeaders.CONNECTION);
        if (first == null) {
            return null;
        }
        List<String> named = null;
        for (String line : from.getAll(HttpHeaders.CONNECTION)) {
            for (int start = 0; start <= line.length(); ) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                String token = line.substring(start, end).strip();
                if (!token.isEmpty() && !token.equalsIgnoreCase("close") && !token.equalsIgnoreCase("keep-alive")) {
                    named = named == null ? new ArrayList<>(2) : named;
                    named.add(token);
                }
                start = end + 1;
            }
        }
        return named;
    }

    static boolean contains(@Nullable List<String> names, CharSequence name) {
        if (names != null) {
            for (int i = 0; i < names.size(); i++) {
                if (is(name, names.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** By length first: most names are none of these, and this runs for each field of each message. */
    static boolean isHopByHop(CharSequence name) {
        return switch (name.length()) {
            case 2 -> is(name, "te");
            case 7 -> is(name, "trailer") || is(name, "upgrade");
            case 10 -> is(name, "connection") || is(name, "keep-alive");
            case 14 -> is(name, "http2-settings");
            case 16 -> is(name, "proxy-connection");
            case 17 -> is(name, "transfer-encoding");
            // the latter is between a client and the balancer that it talks to, on or off
            case 18 -> is(name, "proxy-authenticate") || is(name, ExplainToken.HEADER);
            case 19 -> is(name, "proxy-authorization");
            case 25 -> is(name, "proxy-authentication-info");
            default -> false;
        };
    }

    /** Whether it is this name, whatever the case of its letters. */
    static boolean is(CharSequence name, String other) {
        return AsciiString.contentEqualsIgnoreCase(name, other);
    }

    /**
     * Fields that only a proxy may set: where the request came from, and what TLS said about the client. {@code Proxy} would
     * become HTTP_PROXY in a CGI environment. What a trusted proxy says beside where the request came from goes on.
     */
    static boolean isOurs(String name, boolean trusted) {
        return isAlwaysOurs(name) || (!trusted && isOursUnlessTrusted(name));
    }

    private static boolean isAlwaysOurs(String name) {
        return switch (name.length()) {
            case 5 -> name.equalsIgnoreCase("proxy");
            case 9 -> name.equalsIgnoreCase("forwarded");
            case 15 -> name.equalsIgnoreCase("x-forwarded-for");
            case 16 -> name.equalsIgnoreCase("x-forwarded-host") || name.equalsIgnoreCase("x-forwarded-port");
            case 17 -> name.equalsIgnoreCase("x-forwarded-proto");
            default -> false;
        };
    }

    private static boolean isOursUnlessTrusted(String name) {
        return switch (name.charAt(0)) {
            case 's', 'S' -> startsWith(name, "ssl_");
            case 'x', 'X' ->
                startsWith(name, "x-forwarded-")
                        || startsWith(name, "x-ssl-")
                        || name.equalsIgnoreCase("x-client-cert");
            default -> false;
        };
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
