package io.modcluster.balancer.testkit.ajp;

import io.modcluster.balancer.testkit.ByteNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An AJP node that answers each request byte for byte as a test says. Pings are answered as they should be, unless told
 * otherwise. What it is sent is taken apart strictly; what is no packet is a {@link #violations() violation}.
 */
public final class FakeAjpNode implements AutoCloseable {
    private static final int HEADER = 4;
    private static final int FORWARD_REQUEST = 2;
    private static final int PING = 10;

    private final ByteNode node;
    private final Script script;
    private final List<ForwardedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile PingScript onPing = connection -> connection.send(AjpBytes.PONG);

    /** What to do with one request. An exception ends the connection. */
    public interface Script {
        /** Does it. */
        void serve(Call call) throws IOException;
    }

    /** What to do with a CPING. */
    public interface PingScript {
        /** Does it. */
        void pinged(ByteNode.Connection connection) throws IOException;
    }

    private FakeAjpNode(Script script) throws IOException {
        this.script = script;
        this.node = ByteNode.start(this::serve);
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static FakeAjpNode start(Script script) throws IOException {
        return new FakeAjpNode(script);
    }

    /** Answers each request with 200 and this body. */
    public static Script saying(String body) {
        return call -> call.send(
                AjpBytes.head(200, "OK", "Content-Length: " + body.length()), AjpBytes.body(body), AjpBytes.END);
    }

    /** Does something else with CPING from now on. */
    public void onPing(PingScript other) {
        onPing = other;
    }

    private void serve(ByteNode.Connection connection) throws IOException {
        while (true) {
            byte[] packet = readPacket(connection);
            int code = packet.length > HEADER ? packet[HEADER] : -1;
            if (code == PING && packet.length == HEADER + 1) {
                pings.incrementAndGet();
                onPing.pinged(connection);
            } else if (code == FORWARD_REQUEST) {
                ForwardedRequest request;
                try {
                    request = ForwardedRequest.parse(packet);
                } catch (RuntimeException wrong) {
                    violations.add(wrong.toString());
                    return;
                }
                requests.add(request);
                script.serve(new Call(connection, request));
            } else {
                violations.add("a packet with code " + code);
                return;
            }
        }
    }

    private byte[] readPacket(ByteNode.Connection connection) throws IOException {
        byte[] header = AjpBytes.bytes(connection.read(HEADER));
        if (header[0] != 0x12 || header[1] != 0x34) {
            violations.add("no magic");
            throw new IOException("no magic");
        }
        int length = (header[2] & 0xff) << 8 | (header[3] & 0xff);
        byte[] rest = AjpBytes.bytes(connection.read(length));
        byte[] packet = new byte[HEADER + length];
        System.arraycopy(header, 0, packet, 0, HEADER);
        System.arraycopy(rest, 0, packet, HEADER, length);
        return packet;
    }

    /** The port it listens on. */
    public int port() {
        return node.port();
    }

    /** Requests so far, in the order of their arrival. */
    public List<ForwardedRequest> requests() {
        return List.copyOf(requests);
    }

    /** What came that was no packet, or stood where none may. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** CPINGs so far. */
    public int pings() {
        return pings.get();
    }

    /** Bytes that the system has taken from it. */
    public long sent() {
        return node.sent();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return node.connections();
    }

    /** Connections open now. */
    public int openConnections() {
        return node.openConnections();
    }

    @Override
    public void close() throws IOException {
        node.close();
    }

    /** One request, as the script sees it. */
    public final class Call {
        private final ByteNode.Connection connection;
        private final ForwardedRequest request;

        private Call(ByteNode.Connection connection, ForwardedRequest request) {
            this.connection = connection;
            this.request = request;
        }

        /** The head of the request. */
        public ForwardedRequest request() {
            return request;
        }

        /** Sends packets, or anything. */
        public void send(String... bytes) throws IOException {
            connection.send(String.join("", bytes));
        }

        /** Reads one packet of the body; empty is its end. */
        public String readBody() throws IOException {
            byte[] packet = readPacket(connection);
            int length = (packet[HEADER] & 0xff) << 8 | (packet[HEADER + 1] & 0xff);
            if (packet.length != HEADER + 2 + length) {
                violations.add("a body packet of " + packet.length + " with " + length + " bytes");
            }
            return new String(packet, HEADER + 2, length, StandardCharsets.ISO_8859_1);
        }

        /** Asks for the next packet of the body, and reads it. */
        public String askForBody(int most) throws IOException {
            send(AjpBytes.wants(most));
            return readBody();
        }

        /** Reads until the balancer closes. */
        public void readToEnd() throws IOException {
            connection.readToEnd();
        }

        /** Ends the connection when it is thrown. */
        public IOException cut() {
            return new IOException("cut as the test wants it");
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            connection.reset();
        }
    }
}
