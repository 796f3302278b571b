package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.Quoted;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a member of the cluster may be.
 *
 * @param host a name, or an IP address without brackets
 * @param port 1..65535, or 0 where none was given: the one that all members have
 */
public record MemberAddress(String host, int port) {
    private static final int MAX_TEXT = 260;
    private static final int MAX_PORT = 65_535;

    /** A name must not begin with a dash or a dot, nor have a character that a list of Hazelcast takes for a pattern. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*)(?::([0-9]{1,5}))?");

    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::([0-9]{1,5}))?");

    /**
     * Reads {@code host}, {@code host:port}, {@code [IPv6]}, {@code [IPv6]:port}, or an IPv6 address by itself. Asks no
     * DNS.
     *
     * @throws IllegalArgumentException with the text, quoted, when it is none of them
     */
    public static MemberAddress parse(String text) {
        if (text.length() <= MAX_TEXT) {
            if (text.indexOf(':') != text.lastIndexOf(':')
                    && IpLiteral.parse(text).isPresent()) {
                return new MemberAddress(text, 0);
            }
            Matcher bracketed = BRACKETED.matcher(text);
            if (bracketed.matches()
                    && bracketed.group(1).indexOf(':') >= 0
                    && IpLiteral.parse(bracketed.group(1)).isPresent()) {
                return at(bracketed, text);
            }
            Matcher named = NAMED.matcher(text);
            if (named.matches()) {
                return at(named, text);
            }
        }
        throw new IllegalArgumentException(Quoted.of(text));
    }

    /** {@code text} as it is, when it can be read. */
    static String checked(String text) {
        parse(text);
        return text;
    }

    private static MemberAddress at(Matcher matcher, String text) {
        String digits = matcher.group(2);
        int port = digits == null ? 0 : Integer.parseInt(digits);
        if (digits != null && (port == 0 || port > MAX_PORT)) {
            throw new IllegalArgumentException(Quoted.of(text));
        }
        return new MemberAddress(matcher.group(1), port);
    }
}
