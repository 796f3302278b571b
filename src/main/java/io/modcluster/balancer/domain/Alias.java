package io.modcluster.balancer.domain;

import java.util.Locale;

/**
 * Host name of a virtual host (MCMP: {@code Alias}), lower-cased as the reference does. {@code *.example.com} stands for
 * every name below {@code example.com}, but not for that name itself; {@code *} for every host. Whatever else a node sends is
 * kept and shown as it is, and is a name that hosts of requests are compared with.
 *
 * @param value the name, not empty
 */
public record Alias(String value) implements Comparable<Alias> {
    /** Longest alias that MCMP takes. */
    public static final int MAX_LENGTH = 254;

    /** Lower-cases; fails with {@link IllegalArgumentException} on an empty value. */
    public Alias {
        value = value.toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Alias: \"\" (expected: a host name)");
        }
    }

    /** Whether it stands for more than one host: {@code *}, or {@code *.} and a name that is no IP address. */
    public boolean isWildcard() {
        return value.equals("*") || (value.startsWith("*.") && isName(2) && !endsInNumber());
    }

    /**
     * Whether the host of a request can be it. None has a port, a star, a trailing dot or a character beyond ASCII, which
     * clients write as {@code xn--…}; an IPv6 address is in brackets.
     */
    public boolean canMatch() {
        return isName(0) || isWildcard() || isIpv6();
    }

    /** Labels of unreserved characters (RFC 3986 §2.3), which is what the host of an accepted request is made of. */
    private boolean isName(int start) {
        boolean label = false;
        for (int i = start; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean dot = c == '.';
            if (dot ? !label : !isUnreserved(c)) {
                return false;
            }
            label = !dot;
        }
        return label;
    }

    private boolean isIpv6() {
        return value.startsWith("[")
                && value.endsWith("]")
                && value.contains(":")
                && IpLiteral.parse(value.substring(1, value.length() - 1)).isPresent();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '~';
    }

    /** As IPv4 addresses do, and no name of DNS. */
    private boolean endsInNumber() {
        return value.substring(value.lastIndexOf('.') + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(Alias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
