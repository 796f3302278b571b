package io.modcluster.balancer.domain;

/**
 * Where a node listens (MCMP: {@code Type}, {@code Host}, {@code Port}). At most one live node has an address.
 *
 * @param scheme protocol spoken there
 * @param host   name or address as the node sent it; IPv6 in brackets, without zone
 * @param port   1 to 65535
 */
public record NodeAddress(Scheme scheme, String host, int port) {
    /** Fails with {@link IllegalArgumentException} on an empty host or a port out of range. */
    public NodeAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("Host: \"\" (expected: a name or an address)");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("Port: " + port + " (expected: 1..65535)");
        }
    }

    /** The host as sockets want it: IPv6 without its brackets. */
    public String socketHost() {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether the host is an address and no name. */
    public boolean isLiteral() {
        return IpLiteral.parse(socketHost()).isPresent();
    }

    @Override
    public String toString() {
        return scheme.wireName() + "://" + host + ":" + port;
    }
}
