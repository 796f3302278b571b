package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.RouteCookie;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.SessionLocator;
import io.modcluster.balancer.options.RouteCookieOptions;
import io.modcluster.balancer.options.RouteCookieOptions.SameSite;
import io.modcluster.balancer.options.RouteCookieOptions.Secure;
import io.modcluster.balancer.options.RouteCookieOptions.Value;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The balancer's own cookie: which node a request is to come back to. It holds a JVMRoute, or a hash of one, and where there is a
 * secret nobody else can make one; what is forged, of another balancer, or of a node that is not there is as if it were not
 * there. Belongs to one event loop.
 */
final class MadeCookie implements RouteCookie {
    /** A JVMRoute of characters of three bytes, each of which is written as three; a dot, and a mark. */
    private static final int MAX_VALUE = JvmRoute.MAX_LENGTH * 9 + 1 + RouteMarks.LENGTH;

    private final RouteCookieOptions options;
    private final RouteMarks marks;

    /** {@code secret} is empty for cookies that anybody could make. */
    MadeCookie(RouteCookieOptions options, String secret) {
        this.options = options;
        this.marks = new RouteMarks(options.getName(), secret);
    }

    @Override
    public String name() {
        return options.getName();
    }

    @Override
    public @Nullable String routeIn(RequestHead head, RoutingTable table, String balancer) {
        return SessionLocator.cookie(
                head, options.getName(), value -> value.length() > MAX_VALUE ? null : routeOf(value, table, balancer));
    }

    private @Nullable String routeOf(String value, RoutingTable table, String balancer) {
        if (options.getValue() == Value.HASH) {
            return marks.routeOf(value, table, balancer);
        }
        if (!marks.areSecret()) {
            return CookieText.decoded(value);
        }
        int dot = value.lastIndexOf('.');
        String route = dot <= 0 ? null : CookieText.decoded(value.substring(0, dot));
        // whether it is known is asked later: a node that went away still has a group
        return route != null && marks.isOf(value.substring(dot + 1), route, balancer) ? route : null;
    }

    /** The value of a Set-Cookie field that names this node (RFC 6265 §4.1). */
    String setCookie(String balancer, String route, String context, boolean tls) {
        StringBuilder field = new StringBuilder(128).append(options.getName()).append('=');
        if (options.getValue() == Value.HASH) {
            field.append(marks.of(balancer, route));
        } else {
            field.append(CookieText.encoded(route));
            if (marks.areSecret()) {
                field.append('.').append(marks.of(balancer, route));
            }
        }
        field.append("; Path=").append(options.getPath().isEmpty() ? CookieText.encoded(context) : options.getPath());
        if (!options.getDomain().isEmpty()) {
            field.append("; Domain=").append(options.getDomain());
        }
        if (!options.getMaxAge().isZero()) {
            field.append("; Max-Age=").append(options.getMaxAge().toSeconds());
        }
        if (options.getSecure() == Secure.ALWAYS || (options.getSecure() == Secure.AUTO && tls)) {
            field.append("; Secure");
        }
        if (options.isHttpOnly()) {
            field.append("; HttpOnly");
        }
        if (options.getSameSite() != SameSite.OMIT) {
            String name = options.getSameSite().name();
            field.append("; SameSite=")
                    .append(name.charAt(0))
                    .append(name.substring(1).toLowerCase(Locale.ROOT));
        }
        return field.toString();
    }

    /** What may stand in a value and in a path of a cookie: the rest is written as {@code %41}. */
    static final class CookieText {
        private static final String SAFE = "-_~!$&'()*+:@=/";
        private static final String HEX = "0123456789ABCDEF";

        private CookieText() {}

        static String encoded(String text) {
            StringBuilder safe = new StringBuilder(text.length() + 8);
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                char c = (char) (octet & 0xff);
                if (isPlain(c)) {
                    safe.append(c);
                } else {
                    safe.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                }
            }
            return safe.toString();
        }

        private static boolean isPlain(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || SAFE.indexOf(c) >= 0;
        }

        /** The text that {@link #encoded} wrote, or null when it did not. */
        static @Nullable String decoded(String value) {
            if (value.indexOf('%') < 0) {
                return value;
            }
            byte[] octets = new byte[value.length()];
            int length = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c != '%') {
                    octets[length++] = (byte) c;
                    continue;
                }
                int high = i + 2 < value.length() ? HEX.indexOf(value.charAt(i + 1)) : -1;
                int low = i + 2 < value.length() ? HEX.indexOf(value.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                octets[length++] = (byte) (high << 4 | low);
                i += 2;
            }
            return new String(octets, 0, length, StandardCharsets.UTF_8);
        }
    }
}
