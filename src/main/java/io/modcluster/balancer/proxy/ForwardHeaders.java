package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.ExplainToken;
import io.modcluster.balancer.proxy.edge.DirectResponse;
import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.FixedFields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields go on, in each direction (RFC 9110 §7.6). Order, case and repetition of what goes on stay as they came.
 *
 * <p>Fields of one connection only, and those that {@code Connection} names, are left out; then ours are added, so that no
 * peer can name them away. What a client says about itself in {@code X-Forwarded-…} and the like is replaced, unless it is a
 * trusted proxy. Pure; any thread.
 */
final class ForwardHeaders {
    private static final AsciiString VIA = AsciiString.cached("Via");

    /** For responses: nodes speak HTTP/1.1, or what is the same to a client. */
    private final AsciiString viaNode;

    private final FixedFields viaHttp10;
    private final FixedFields viaHttp11;
    private final FixedFields viaHttp2;
    private final AsciiString idHeader;

    /** Signs with {@code name} in Via; {@code idHeader} is the field with the id of a request, empty for none. */
    ForwardHeaders(String name, String idHeader) {
        String via = ' ' + name;
        this.viaNode = AsciiString.of(protocol(HttpVersion.HTTP_1_1) + via);
        this.viaHttp10 = FixedFields.of(List.of("Via", protocol(HttpVersion.HTTP_1_0) + via));
        this.viaHttp11 = FixedFields.of(List.of("Via", protocol(HttpVersion.HTTP_1_1) + via));
        this.viaHttp2 = FixedFields.of(List.of("Via", protocol(HttpVersion.HTTP_2) + via));
        this.idHeader = AsciiString.of(idHeader);
    }

    /**
     * What the balancer knows of a request.
     *
     * @param client      where it came from
     * @param authority   value for Host; empty if the client named none
     * @param version     of the client's protocol
     * @param expects     whether the client waits for 100 (Continue)
     * @param dropCookies names of the cookies to cut out
     * @param requestId   or null
     */
    record Origin(
            ClientOrigin client,
            String authority,
            HttpVersion version,
            boolean expects,
            List<String> dropCookies,
            @Nullable String requestId) {}

    /** Gives the fields of a request for a node to {@code to}, which has none yet. */
    void toNode(MultiMap from, FieldSink to, Origin origin) {
        FieldFilter filter = new FieldFilter(namedByConnection(from), idHeader, to, origin);
        if (from instanceof HttpHeaders fields) {
            // as they came from the network, without making strings of them
            Iterator<Map.Entry<CharSequence, CharSequence>> each = fields.iteratorCharSequence();
            while (each.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = each.next();
                filter.add(field.getKey(), field.getValue());
            }
        } else {
            from.forEach((name, value) -> filter.add(name, value));
        }
        filter.end();
        to.addAll(origin.client().told());
        String id = origin.requestId();
        if (id != null) {
            to.add(idHeader, id);
        }
        to.addAll(viaOf(origin.version()));
    }

    private FixedFields viaOf(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> viaHttp10;
            case HTTP_1_1 -> viaHttp11;
            default -> viaHttp2;
        };
    }

    /** Copies the fields of a node's response for the client into {@code to}. */
    void toClient(MultiMap from, MultiMap to, @Nullable String requestId) {
        FieldsToClient.copy(from, to);
        addOwn(to, requestId);
    }

    /** Has the fields of a node's response, which may be changed by that, be those of the client's, which has none yet. */
    void toClient(MultiMap from, HttpServerResponse response, @Nullable String requestId) {
        // those of HTTP/2 are another map, which our engine does not write
        if (response instanceof DirectResponse taker && from instanceof HttpHeaders) {
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
        if (!from.contains(HttpHeaderNames.CONNECTION)) {
            return null;
        }
        List<String> named = null;
        for (String line : from.getAll(HttpHeaderNames.CONNECTION)) {
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
                if (AsciiString.contentEqualsIgnoreCase(names.get(i), name)) {
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

    /** Whether it is this name, whatever the case of its letters; without making a string of it. */
    static boolean is(CharSequence name, String expected) {
        return AsciiString.contentEqualsIgnoreCase(name, expected);
    }
}
