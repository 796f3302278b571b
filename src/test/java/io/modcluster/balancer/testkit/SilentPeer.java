package io.modcluster.balancer.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Takes connections, by way of the backlog, and never says a word: a far end that hangs. */
public final class SilentPeer implements AutoCloseable {
    private final ServerSocket socket;

    private SilentPeer(ServerSocket socket) {
        this.socket = socket;
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static SilentPeer start() throws IOException {
        return new SilentPeer(new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
    }

    /** Its port. */
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
