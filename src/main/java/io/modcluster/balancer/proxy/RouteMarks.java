package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.RoutingTable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Marks that stand for nodes: HMAC-SHA256 of the names of cookie, balancer and node under a secret, cut to 128 bits. Without a
 * secret the key is known to all, and a mark hides a name but proves nothing. The same on every balancer with the same secret.
 * What was computed is kept, so that a request costs a look-up. Belongs to one event loop.
 */
final class RouteMarks {
    /** 128 bits in base64url without padding. */
    static final int LENGTH = 22;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MARK_BYTES = 16;
    /** Nodes that are gone are kept until there are as many of them as of others. */
    private static final int SPARE = 64;

    private static final int MAX_BALANCERS = 1000;
    /** Marks that were set and never looked for: as many nodes come and go in weeks. */
    static final int MAX_SET = 10_000;

    private final String cookie;
    private final boolean secret;
    private final Mac mac;
    /** Only for the buckets of a map: so that how long a look-up takes tells nothing about a mark. */
    private final long salt = new SecureRandom().nextLong();

    private final Map<String, OfBalancer> balancers = new HashMap<>();

    /** The marks of the nodes of one balancer. */
    private static final class OfBalancer {
        private final Map<String, Mark> byRoute = new HashMap<>();
        private final Map<Long, Mark> byText = new HashMap<>();
        private @Nullable RoutingTable seen;
    }

    private static final class Mark {
        private final String route;
        private final String text;
        private final byte[] octets;

        Mark(String route, String text) {
            this.route = route;
            this.text = text;
            this.octets = text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    RouteMarks(String cookie, String secret) {
        this.cookie = cookie;
        this.secret = !secret.isEmpty();
        try {
            mac = Mac.getInstance(ALGORITHM);
            byte[] key = secret.isEmpty() ? new byte[] {0} : secret.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            // every Java platform has it
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether nobody else can make them. */
    boolean areSecret() {
        return secret;
    }

    /** The mark of a node, {@value #LENGTH} characters of a cookie value. */
    String of(String balancer, String route) {
        OfBalancer marks = marksOf(balancer);
        Mark mark = marks.byRoute.get(route);
        if (mark == null && marks.byRoute.size() >= MAX_SET) {
            balancers.remove(balancer);
            marks = marksOf(balancer);
        }
        return (mark != null ? mark : kept(marks, balancer, route)).text;
    }

    /** How many are kept of a balancer. */
    int kept(String balancer) {
        return marksOf(balancer).byRoute.size();
    }

    /** Whether {@code text} is the mark of this node; takes as long wherever it differs. */
    boolean isOf(String text, String route, String balancer) {
        OfBalancer marks = balancers.get(balancer);
        Mark known = marks == null ? null : marks.byRoute.get(route);
        // what clients say is not kept: they could say anything
        byte[] expected = known != null ? known.octets : computed(balancer, route).octets;
        return MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The node of a mark; null when it is the mark of none that this balancer has or had lately. */
    @Nullable
    String routeOf(String text, RoutingTable table, String balancer) {
        if (text.length() != LENGTH) {
            return null;
        }
        OfBalancer marks = marksOf(balancer);
        String route = lookUp(marks, text);
        if (route == null && marks.seen != table) {
            learn(marks, table, balancer);
            route = lookUp(marks, text);
        }
        return route;
    }

    /** Names of balancers come from the network: too many are forgotten, and computed again. */
    private OfBalancer marksOf(String balancer) {
        if (balancers.size() > MAX_BALANCERS) {
            balancers.clear();
        }
        return balancers.computeIfAbsent(balancer, name -> new OfBalancer());
    }

    private @Nullable String lookUp(OfBalancer marks, String text) {
        Mark mark = marks.byText.get(salted(text));
        boolean same = mark != null && MessageDigest.isEqual(mark.octets, text.getBytes(StandardCharsets.UTF_8));
        return mark != null && same ? mark.route : null;
    }

    private void learn(OfBalancer marks, RoutingTable table, String balancer) {
        if (marks.byRoute.size() > 2 * table.size() + SPARE) {
            marks.byRoute.clear();
            marks.byText.clear();
        }
        table.forEachNode(node -> {
            String route = node.route().value();
            if (node.balancerName().equals(balancer) && !marks.byRoute.containsKey(route)) {
                kept(marks, balancer, route);
            }
        });
        marks.seen = table;
    }

    private Mark kept(OfBalancer marks, String balancer, String route) {
        Mark mark = computed(balancer, route);
        marks.byRoute.put(route, mark);
        marks.byText.put(salted(mark.text), mark);
        return mark;
    }

    /** No name has a NUL in it that another could use to pose as two. */
    private Mark computed(String balancer, String route) {
        byte[] full = mac.doFinal((cookie + '\0' + balancer + '\0' + route).getBytes(StandardCharsets.UTF_8));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(full, MARK_BYTES));
        return new Mark(route, text);
    }

    private long salted(String text) {
        long hash = salt;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
