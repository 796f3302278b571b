package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.ForwardedOptions;
import io.modcluster.balancer.options.ForwardedOptions.Headers;
import io.modcluster.balancer.options.ForwardedOptions.Read;
import io.modcluster.balancer.proxy.edge.codec.ForwardedHops;
import io.modcluster.balancer.proxy.edge.codec.Hop;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.modcluster.balancer.transport.FixedFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where requests come from: the peer, or, when that is a trusted proxy, the first one from the right in its list
 * who is none (RFC 7239 §8.1: everything left of him is only said). Belongs to one event loop, as it remembers peers.
 */
final class ClientOrigins {
    private static final int REMEMBERED = 1024;
    /** A power of two. */
    private static final int LATELY = 1024;

    private final List<CidrBlock> trusted;
    private final boolean readsForwarded;
    private final boolean writesForwarded;
    private final boolean writesXForwarded;
    /** Those of the connections that were seen last, by their addresses: most requests come from where others came. */
    private final @Nullable ClientOrigin[] lately = new ClientOrigin[LATELY];

    private final Map<String, Boolean> judged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    ClientOrigins(ForwardedOptions options) {
        this.trusted = options.getTrusted();
        this.readsForwarded = options.getRead() == Read.FORWARDED;
        this.writesForwarded = options.getHeaders() != Headers.X_FORWARDED;
        this.writesXForwarded = options.getHeaders() != Headers.FORWARDED;
    }

    /** Whether this peer speaks for others, who are many: limits for one client are not for it. */
    boolean isTrusted(@Nullable SocketAddress peer) {
        return !trusted.isEmpty() && peer != null && isTrusted(addressOf(peer));
    }

    private boolean isTrusted(String address) {
        Boolean known = judged.get(address);
        if (known == null) {
            known = trusted.stream().anyMatch(block -> block.containsLiteral(address));
            judged.put(address, known);
        }
        return known;
    }

    /** The origin of a request that named this authority. */
    @SuppressWarnings("ReferenceEquality") // a connection has one address; another one that is equal is made anew
    ClientOrigin of(HttpServerRequest request, Accepted accepted) {
        SocketAddress peer = request.remoteAddress();
        boolean tls = request.isSSL();
        int place = System.identityHashCode(peer) & (LATELY - 1);
        ClientOrigin known = lately[place];
        if (known != null
                && known.peer() == peer
                && known.secure() == tls
                && known.port() == portOf(accepted.port(), tls)
                && known.host().equals(accepted.authority())) {
            return known;
        }
        String address = addressOf(peer);
        Hop here = new Hop(address, ClientOrigin.scheme(tls), accepted.authority());
        if (isTrusted(peer)) {
            return behind(peer, here, request, accepted);
        }
        int port = portOf(accepted.port(), tls);
        FixedFields told = told(address, tls, accepted.authority(), port, List.of(), here);
        ClientOrigin origin = new ClientOrigin(address, peer, tls, accepted.authority(), port, false, told);
        lately[place] = origin;
        return origin;
    }

    /** What nodes get to know of it. */
    private FixedFields told(String list, boolean secure, String host, int port, List<Hop> way, Hop here) {
        List<String> fields = new ArrayList<>();
        if (writesXForwarded) {
            fields.addAll(List.of("X-Forwarded-For", list, "X-Forwarded-Proto", ClientOrigin.scheme(secure)));
            if (!host.isEmpty()) {
                fields.addAll(List.of("X-Forwarded-Host", host));
            }
            fields.addAll(List.of("X-Forwarded-Port", Integer.toString(port)));
        }
        if (writesForwarded) {
            fields.addAll(List.of("Forwarded", written(way, here)));
        }
        return FixedFields.of(fields);
    }

    private ClientOrigin behind(SocketAddress peer, Hop here, HttpServerRequest request, Accepted accepted) {
        MultiMap headers = request.headers();
        List<Hop> way = readsForwarded
                ? ForwardedHops.ofForwarded(headers.getAll("forwarded"))
                : ForwardedHops.ofXForwardedFor(headers.getAll("x-forwarded-for"));
        int client = way.size() - 1;
        while (client > 0 && isTrusted(way.get(client).address())) {
            client--;
        }
        if (client >= 0 && !readsForwarded) {
            Hop bare = way.get(client);
            String scheme = ForwardedHops.schemeOf(only(headers, "x-forwarded-proto"));
            String host = ForwardedHops.hostOf(only(headers, "x-forwarded-host"));
            way.set(client, new Hop(bare.address(), scheme, host));
        }
        Hop first = client < 0 ? here : way.get(client);
        boolean secure =
                first.scheme().isEmpty() ? request.isSSL() : first.scheme().equals("https");
        String host = first.host().isEmpty() ? accepted.authority() : first.host();
        int port = portOf(client < 0 ? accepted.port() : portSaid(headers, host), secure);
        StringBuilder list = new StringBuilder();
        way.forEach(hop -> list.append(hop.address()).append(", "));
        list.append(here.address());
        FixedFields told = told(list.toString(), secure, host, port, way, here);
        return new ClientOrigin(first.address(), peer, secure, host, port, true, told);
    }

    private static String written(List<Hop> way, Hop here) {
        StringBuilder field = new StringBuilder(64);
        way.forEach(hop -> ForwardedHops.append(field, hop));
        ForwardedHops.append(field, here);
        return field.toString();
    }

    /** X-Forwarded-Port, else what the host says; −1 for the usual one. */
    private int portSaid(MultiMap headers, String host) {
        String said = readsForwarded ? "" : only(headers, "x-forwarded-port");
        String digits = said.isEmpty() ? host.substring(host.lastIndexOf(':') + 1) : said;
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = said.isEmpty() && host.indexOf(':') < 0 ? -1 : Integer.parseInt(digits);
        return port <= 0xffff ? port : -1;
    }

    /** The value of a field that is there once; what came twice is nobody's word. */
    private static String only(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? values.get(0).strip() : "";
    }

    private static int portOf(int said, boolean tls) {
        return said > 0 ? said : tls ? 443 : 80;
    }

    /** Without the zone, which means something on this machine only. */
    private static String addressOf(@Nullable SocketAddress peer) {
        String host = peer == null ? null : peer.hostAddress();
        if (host == null) {
            return "unknown";
        }
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}
