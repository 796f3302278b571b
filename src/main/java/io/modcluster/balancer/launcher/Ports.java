package io.modcluster.balancer.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Addresses with ports: how they are written, and whether they can be opened. */
final class Ports {
    private Ports() {}

    /** {@code host:port}; an IPv6 address needs brackets beside a port (RFC 3986 section 3.2.2). */
    static String at(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /**
     * Whether the port can be opened at this moment; port 0 always can. The answer may be outdated at once, so it is
     * good for messages and for guesses only. Blocks.
     */
    static boolean isFree(String host, int port) {
        return obstacle(host, port).isEmpty();
    }

    /** Why the port cannot be opened at this moment, in the words of the system; nothing if it can. Blocks. */
    static Optional<String> obstacle(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("unknown host");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Optional.empty();
        } catch (IOException notFree) {
            return Optional.of(String.valueOf(notFree.getMessage()));
        }
    }
}
