package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeHost;
import io.modcluster.balancer.domain.Scheme;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a static node may be: {@code host:port} or {@code http://host:port}. Asks no DNS. */
final class StaticAddress {
    static final String EXPECTED =
            "host:port or http://host:port, with an IPv6 address in brackets and nothing behind the port";

    private static final String HTTP = "http://";
    /** {@code http://}, a name of 253 characters, and a port. */
    private static final int MAX_TEXT = 266;

    private static final int MAX_HOST = 253;
    private static final byte[] BROADCAST = {-1, -1, -1, -1};

    private StaticAddress() {}

    /** The address, or what had been expected instead. */
    static Parsed<NodeAddress> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return new Parsed.Bad<>(EXPECTED);
        }
        boolean named = text.toLowerCase(Locale.ROOT).startsWith(HTTP);
        String rest = named ? text.substring(HTTP.length()) : text;
        if (rest.contains("://")) {
            return new Parsed.Bad<>(EXPECTED + "; a static node is spoken to in clear HTTP/1.1 only");
        }
        int colon = rest.lastIndexOf(':');
        Optional<String> host = colon < 0 ? Optional.empty() : host(rest.substring(0, colon));
        int port = colon < 0 ? 0 : port(rest.substring(colon + 1));
        if (host.isEmpty() || port == 0) {
            return new Parsed.Bad<>(EXPECTED);
        }
        NodeAddress address = new NodeAddress(Scheme.HTTP, host.get(), port);
        return ip(address).filter(StaticAddress::isNobodys).isPresent()
                ? new Parsed.Bad<>("the address of one machine, not an unspecified, multicast or broadcast one")
                : new Parsed.Good<>(address);
    }

    private static Optional<String> host(String text) {
        return text.isEmpty() || text.length() > MAX_HOST ? Optional.empty() : NodeHost.parse(text);
    }

    /** 1..65535, or 0. */
    private static int port(String digits) {
        int port = digits.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(digits) : 0;
        return port <= 65_535 ? port : 0;
    }

    private static boolean isNobodys(InetAddress ip) {
        byte[] octets = ip.getAddress();
        return ip.isAnyLocalAddress()
                || ip.isMulticastAddress()
                || (octets.length == 4 && octets[0] == 0)
                || Arrays.equals(octets, BROADCAST);
    }

    /** Whether it is known to be on this machine, without asking DNS. */
    static boolean isHere(NodeAddress address) {
        return isLoopback(address)
                || ip(address).filter(StaticAddress::isOfThisMachine).isPresent();
    }

    /** Whether it is this machine for whoever is on it. */
    static boolean isLoopback(NodeAddress address) {
        return address.host().equalsIgnoreCase("localhost")
                || ip(address).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static boolean isOfThisMachine(InetAddress ip) {
        try {
            return NetworkInterface.getByInetAddress(ip) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    private static Optional<InetAddress> ip(NodeAddress address) {
        return IpLiteral.parse(address.socketHost()).map(octets -> {
            try {
                return InetAddress.getByAddress(octets);
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }
}
