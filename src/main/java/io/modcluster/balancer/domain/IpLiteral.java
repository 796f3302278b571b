package io.modcluster.balancer.domain;

import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of an IP address written as text. Never asks DNS: a host name is simply not a literal.
 *
 * <p>IPv4 needs four decimal numbers without leading zeros (RFC 6943 section 3.1.1: other forms mean different
 * addresses to different readers); IPv6 follows RFC 4291 section 2.2, without a zone. An IPv4-mapped IPv6 address
 * ({@code ::ffff:10.0.0.1}) is returned as its four IPv4 bytes.
 */
public final class IpLiteral {
    private static final int IPV6_LENGTH = 16;
    private static final int MAX_TEXT = 45;

    private IpLiteral() {}

    /** The 4 or 16 bytes of {@code text}, or nothing when it is not an address. */
    public static Optional<byte[]> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text).map(IpLiteral::withoutMapping);
    }

    /** {@code address} as its four IPv4 bytes when it is an IPv4-mapped IPv6 address, else as it is. */
    static byte[] withoutMapping(byte[] address) {
        return isMapped(address) ? Arrays.copyOfRange(address, IPV6_LENGTH - 4, IPV6_LENGTH) : address;
    }

    private static boolean isMapped(byte[] address) {
        if (address.length != IPV6_LENGTH || address[10] != -1 || address[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<byte[]> parseIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(address);
    }

    /** At most one "::" stands for at least one group of zeros. */
    private static Optional<byte[]> parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(bytes -> bytes.length == IPV6_LENGTH);
        }
        Optional<byte[]> left = groups(text.substring(0, gap));
        Optional<byte[]> right = groups(text.substring(gap + 2));
        boolean ipv4BeforeGap = text.substring(0, gap).indexOf('.') >= 0;
        if (left.isEmpty() || right.isEmpty() || ipv4BeforeGap) {
            return Optional.empty();
        }
        int given = left.get().length + right.get().length;
        if (given > IPV6_LENGTH - 2) {
            return Optional.empty();
        }
        byte[] address = Arrays.copyOf(left.get(), IPV6_LENGTH);
        System.arraycopy(right.get(), 0, address, IPV6_LENGTH - right.get().length, right.get().length);
        return Optional.of(address);
    }

    /** Groups of hexadecimal digits; the last one may be an IPv4 address. Empty text has no groups. */
    private static Optional<byte[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        String[] groups = text.split(":", -1);
        byte[] bytes = new byte[groups.length * 2 + 2];
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            Optional<byte[]> group =
                    i == groups.length - 1 && groups[i].indexOf('.') >= 0 ? parseIpv4(groups[i]) : hexGroup(groups[i]);
            if (group.isEmpty()) {
                return Optional.empty();
            }
            System.arraycopy(group.get(), 0, bytes, length, group.get().length);
            length += group.get().length;
        }
        return Optional.of(Arrays.copyOf(bytes, length));
    }

    private static Optional<byte[]> hexGroup(String group) {
        if (!group.matches("[0-9a-fA-F]{1,4}")) {
            return Optional.empty();
        }
        int value = Integer.parseInt(group, 16);
        return Optional.of(new byte[] {(byte) (value >> 8), (byte) value});
    }
}
