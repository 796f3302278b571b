package io.modcluster.balancer.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A far end that does exactly what a test says, byte for byte and in that order: what {@link RecordingNode} is too well-bred
 * for. The script runs once for each connection, on a thread of its own.
 */
public final class ByteNode implements AutoCloseable {
    private final WireServer server;
    private final StringBuilder received = new StringBuilder();
    private final AtomicLong sent = new AtomicLong();

    /** What to do with one connection; it is closed afterwards. */
    public interface Script {
        /** Does it. An exception ends the connection. */
        void serve(Connection connection) throws IOException;
    }

    private ByteNode(Script script) throws IOException {
        this.server = WireServer.start("byte-node", (socket, reader) -> script.serve(new Connection(socket)));
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static ByteNode start(Script script) throws IOException {
        return new ByteNode(script);
    }

    /** A port where nobody listens. */
    public static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.address().getPort();
    }

    /** All bytes received so far over all connections. */
    public String received() {
        synchronized (received) {
            return received.toString();
        }
    }

    private String record(byte[] bytes, int count) {
        String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        synchronized (received) {
            received.append(text);
        }
        return text;
    }

    /** How many bytes the system has taken from it so far. */
    public long sent() {
        return sent.get();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return server.connections();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.openConnections();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One connection, as the script sees it. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** Reads up to the empty line that ends a head. */
        public String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(read(1));
            }
            return head.toString();
        }

        /** Reads that many bytes. */
        public String read(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            String text = record(bytes, bytes.length);
            if (bytes.length < count) {
                throw new EOFException("after " + bytes.length + " of " + count + " bytes");
            }
            return text;
        }

        /** Reads until the peer closes. */
        public void readToEnd() throws IOException {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                record(buffer, count);
            }
        }

        /** Sends the bytes, one for each character; waits as long as the peer does not take them. */
        public void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            sent.addAndGet(bytes.length());
        }

        /** Sends the bytes many times; waits as long as the peer does not take them. */
        public void send(byte[] bytes, int times) throws IOException {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(bytes);
                sent.addAndGet(bytes.length);
            }
        }

        /** Reads that many bytes and does not keep them. */
        public void skip(long count) throws IOException {
            in.skipNBytes(count);
        }

        /** Ends its own direction. */
        public void finishSending() throws IOException {
            socket.shutdownOutput();
        }

        /** Makes the end of this connection a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
