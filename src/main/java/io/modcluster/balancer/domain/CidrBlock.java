package io.modcluster.balancer.domain;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A block of IP addresses, such as {@code 10.1.0.0/16} or {@code fd00::/8} (RFC 4632, RFC 4291 section 2.3).
 *
 * <p>IPv4 and IPv6 blocks are different things: {@code ::/0} contains no IPv4 address. An IPv4-mapped IPv6 address
 * ({@code ::ffff:10.1.2.3}, what a dual-stack socket reports) counts as the IPv4 address inside it, in blocks as in
 * addresses. Immutable.
 */
public final class CidrBlock {
    private static final int MAPPED_BITS = 96;
    private static final String EXPECTED = "an address block such as 10.1.0.0/16, 192.0.2.7 or fd00::/8";

    private final byte[] network;
    private final int prefixLength;

    private CidrBlock(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * Reads {@code address/prefix}; an address alone is a block of one.
     *
     * @throws IllegalArgumentException with a text that names the value and what was expected: for a host name, a
     *     prefix out of range, or an address with bits set behind its prefix ({@code 10.1.2.3/16})
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] written =
                IpLiteral.parse(slash < 0 ? text : text.substring(0, slash)).orElse(new byte[0]);
        if (written.length == 0) {
            throw refused(text, EXPECTED + "; host names are not looked up");
        }
        boolean mapped = text.indexOf(':') >= 0 && written.length == 4;
        int bits = written.length * 8;
        if (slash < 0) {
            return new CidrBlock(written, bits);
        }
        int offset = mapped ? MAPPED_BITS : 0;
        int prefix = prefixOf(text.substring(slash + 1)) - offset;
        if (prefix < 0 || prefix > bits) {
            throw refused(text, "a prefix length of " + offset + ".." + (bits + offset));
        }
        CidrBlock block = new CidrBlock(masked(written, prefix), prefix);
        if (!Arrays.equals(block.network, written)) {
            throw refused(text, "no bits behind the prefix, as in " + block);
        }
        return block;
    }

    /** Whether {@code address} lies in this block. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** Whether the address of 4 or 16 bytes in network order lies in this block; other lengths never do. */
    public boolean contains(byte[] address) {
        byte[] plain = IpLiteral.withoutMapping(address);
        return plain.length == network.length && Arrays.equals(masked(plain, prefixLength), network);
    }

    /** Whether {@code text} is an IP address, not a name, that lies in this block. Never asks DNS. */
    public boolean containsLiteral(String text) {
        Optional<byte[]> address = IpLiteral.parse(text);
        return address.isPresent() && contains(address.get());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CidrBlock that
                && prefixLength == that.prefixLength
                && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixLength;
    }

    /** The block in its one canonical form (RFC 5952 for IPv6); {@link #parse} reads it back. */
    @Override
    public String toString() {
        return (network.length == 4 ? ipv4() : ipv6()) + "/" + prefixLength;
    }

    private String ipv4() {
        return (network[0] & 0xff) + "." + (network[1] & 0xff) + "." + (network[2] & 0xff) + "." + (network[3] & 0xff);
    }

    /** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups becomes "::". */
    private String ipv6() {
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int end = start;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - start > bestLength) {
                bestStart = start;
                bestLength = end - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        return (network[2 * index] & 0xff) << 8 | (network[2 * index + 1] & 0xff);
    }

    private static int prefixOf(String text) {
        return text.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(text) : -1;
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int bitsOfByte = Math.max(0, Math.min(8, prefix - 8 * i));
            masked[i] &= (byte) (0xff << (8 - bitsOfByte));
        }
        return masked;
    }

    private static IllegalArgumentException refused(String value, String expected) {
        return new IllegalArgumentException(Quoted.of(value) + " (expected: " + expected + ")");
    }
}
