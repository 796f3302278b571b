package io.modcluster.balancer.testkit.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback that must be known before a process starts, or be the same after its restart.
 *
 * <p>They are taken from below the ephemeral range. A port of that range, free for a moment because its process was
 * killed, may become the local port of somebody's connection; and a client that tries again and again to connect to it may
 * even connect to itself (simultaneous open, RFC 9293 section 3.5).
 */
public final class FreePorts {
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int DEFAULT_EPHEMERAL_START = 32_768;
    private static final int LOWEST = 12_000;
    private static final int ATTEMPTS = 10_000;

    private FreePorts() {}

    /** As many distinct ports as asked for, each free on all addresses at this moment. */
    public static List<Integer> find(int count) throws IOException {
        int end = Math.max(LOWEST + 10_000, ephemeralStart());
        Set<Integer> found = new LinkedHashSet<>();
        for (int attempt = 0; attempt < ATTEMPTS && found.size() < count; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new IOException("found only " + found.size() + " free ports of " + count);
        }
        return List.copyOf(found);
    }

    /** The same, to be taken one after the other. */
    static Queue<Integer> queue(int count) throws IOException {
        return new ArrayDeque<>(find(count));
    }

    private static boolean isFree(int port) {
        return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && canBind(new InetSocketAddress(port));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int ephemeralStart() throws IOException {
        return Files.isReadable(EPHEMERAL)
                ? Integer.parseInt(Files.readString(EPHEMERAL).trim().split("\\s+", 2)[0])
                : DEFAULT_EPHEMERAL_START;
    }
}
