package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.domain.routing.SessionId;
import io.modcluster.balancer.options.ExplainToken;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for one request, and why, for a client that may know: a line in the form of a dictionary of RFC 8941 §3.2,
 * as {@code node="n1", why="the session is its", tries=1}. What nodes and clients named is in it with everything but plain
 * characters as {@code %41}, and of a session only its route.
 */
final class ExplainTrail {
    private static final int MAX_VALUE = 200;
    /** More fails than anybody may try. */
    private static final int MAX_FAILED = 1_000;

    private static final String SAFE = "-_~!$&'()*+:@=/.,; ";
    private static final String HEX = "0123456789ABCDEF";

    private final String member;
    private final String host;
    private final StringBuilder failed = new StringBuilder();
    private @Nullable Chosen chosen;
    private int tries;

    /** Nothing chosen yet. */
    ExplainTrail(String member, String host) {
        this.member = member;
        this.host = host;
    }

    /** The next try goes there. */
    void asks(Chosen next) {
        chosen = next;
        tries++;
    }

    /** The last try failed. */
    void failed(FailureKind why) {
        Chosen last = chosen;
        if (last != null && failed.length() < MAX_FAILED) {
            failed.append(failed.isEmpty() ? "" : " ")
                    .append(safe(last.node().route().value()))
                    .append(':')
                    .append(text(why));
        }
    }

    /**
     * Says it in the fields for the client.
     *
     * @param trial   whether the node is on trial
     * @param refused why the balancer answers and no node; null for a node's answer
     */
    void tell(MultiMap toClient, boolean trial, @Nullable FailureKind refused) {
        StringBuilder line = new StringBuilder(256);
        value(line, "member", member);
        value(line, "host", host);
        Chosen last = chosen;
        if (last != null) {
            value(line, "balancer", last.balancer().name());
            value(line, "context", last.context());
            value(line, "node", last.node().route().value());
            value(line, "session", routeOf(last));
            line.append(", affinity=").append(last.affinity().name().toLowerCase(Locale.ROOT));
            value(line, "why", trial ? "the node is on trial after its errors" : last.reason());
            if (last.cookie() != null && last.cookie().named()) {
                line.append(", by-cookie");
            }
            if (last.dropSession()) {
                line.append(", session-cut-out");
            }
        }
        line.append(", tries=").append(tries);
        if (!failed.isEmpty()) {
            line.append(", failed=\"").append(failed).append('"');
        }
        if (refused != null) {
            line.append(", refused=").append(text(refused));
        }
        toClient.set(ExplainToken.HEADER, line.toString());
    }

    private static String routeOf(Chosen chosen) {
        SessionId session = chosen.session();
        String route = session == null ? null : session.route();
        return route == null ? "" : route;
    }

    private static String text(FailureKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void value(StringBuilder line, String key, String value) {
        line.append(line.isEmpty() ? "" : ", ")
                .append(key)
                .append("=\"")
                .append(safe(value))
                .append('"');
    }

    private static String safe(String text) {
        String clipped = text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "...";
        StringBuilder safe = new StringBuilder(clipped.length());
        for (byte octet : clipped.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || SAFE.indexOf(c) >= 0) {
                safe.append(c);
            } else {
                safe.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return safe.toString();
    }
}
