package io.modcluster.balancer.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts on an ephemeral port of 127.0.0.1 and serves each connection on a daemon thread of its own. */
final class WireServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    /** One connection, from its first byte to its last. */
    interface Session {
        void serve(Socket socket, WireReader reader) throws IOException;
    }

    private final ServerSocket listener;
    private final Session session;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    private WireServer(ServerSocket listener, Session session) {
        this.listener = listener;
        this.session = session;
    }

    static WireServer start(String name, Session session) throws IOException {
        return start(name, 0, session);
    }

    static WireServer start(String name, int port, Session session) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        WireServer server = new WireServer(listener(port, loopback), session);
        daemon(name + "-accept", server::accept);
        return server;
    }

    /** Takes a port that had connections a moment ago, too. */
    private static ServerSocket listener(int port, InetAddress host) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, port), BACKLOG);
        return socket;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Connections accepted since the start. */
    int connections() {
        return accepted.get();
    }

    int openConnections() {
        return open.size();
    }

    /** Connections that ended in the middle of a message, or with a reset. */
    int brokenConnections() {
        return broken.get();
    }

    /** What the strict parser refused, in the order it happened. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Opens when the server closes: delays and tunnels end early on it. */
    CountDownLatch stopped() {
        return stopped;
    }

    /** Cuts all connections that are open now; new ones are accepted. */
    void closeConnections() {
        open.forEach(this::closeQuietly);
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        listener.close();
        closeConnections();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                int number = accepted.getAndIncrement();
                daemon("connection-" + number, () -> serve(socket, number));
            } catch (IOException listenerClosed) {
                return;
            }
        }
        closeConnections();
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            session.serve(socket, new WireReader(new BufferedInputStream(socket.getInputStream()), number));
        } catch (WireViolation violation) {
            violations.add("connection " + number + ": " + violation.getMessage());
        } catch (IOException peerBrokeOff) {
            broken.incrementAndGet();
        } finally {
            open.remove(socket);
        }
    }

    private void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            broken.incrementAndGet();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
