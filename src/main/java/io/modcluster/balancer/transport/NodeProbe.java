package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.event.CheckResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether something answers at an address the way a node does (MCMP §6.8): an HTTP node any status line, an AJP node
 * CPONG. Of a node with TLS it asks only for a TCP connection. A connection of its own for each check; never one of a pool.
 */
public final class NodeProbe {
    private static final Buffer OPTIONS =
            Buffer.buffer("OPTIONS * HTTP/1.0\r\nUser-Agent: vertx-mod-cluster (internal check)\r\n\r\n", "US-ASCII");
    /** AJP/1.3: magic to the container, length 1, type 10. */
    private static final Buffer CPING = Buffer.buffer(new byte[] {0x12, 0x34, 0x00, 0x01, 0x0a});
    /** AJP/1.3: magic from the container, length 1, type 9. */
    private static final Buffer CPONG = Buffer.buffer(new byte[] {0x41, 0x42, 0x00, 0x01, 0x09});
    /** {@code HTTP/1.1 200}: more of a status line need not come. */
    private static final int STATUS_LINE_LENGTH = 12;

    private final Vertx vertx;
    private final NetClient client;

    /** A probe that uses the event loop of its caller. */
    public NodeProbe(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createNetClient();
    }

    /**
     * Checks an address. The future never fails and completes within {@code bound}, 1 ms at least; the socket is closed by
     * then, or as soon as it is there.
     */
    public Future<CheckResult> check(NodeAddress address, Duration bound) {
        Check check = new Check(address);
        int millis = Math.toIntExact(Math.max(1, Math.min(Integer.MAX_VALUE, bound.toMillis())));
        check.timer = vertx.setTimer(millis, late -> check.end(false, "no answer in " + millis + " ms"));
        client.connect(new ConnectOptions()
                        .setHost(address.socketHost())
                        .setPort(address.port())
                        .setTimeout(millis))
                .onSuccess(check::connected)
                .onFailure(cause -> check.end(false, "not connected: " + cause.getMessage()));
        return check.result.future();
    }

    /** Closes what is still open. */
    public Future<Void> close() {
        return client.close();
    }

    private final class Check {
        private final NodeAddress address;
        private final Promise<CheckResult> result = Promise.promise();
        private final Buffer received = Buffer.buffer();
        private @Nullable NetSocket socket;
        private long timer;

        private Check(NodeAddress address) {
            this.address = address;
        }

        private void connected(NetSocket connected) {
            socket = connected;
            if (result.future().isComplete()) {
                connected.close();
                return;
            }
            connected.exceptionHandler(broken -> end(false, "connection broke: " + broken.getMessage()));
            connected.closeHandler(closed -> end(false, "closed without an answer"));
            connected.handler(this::received);
            switch (address.scheme()) {
                case HTTP, WS -> connected.write(OPTIONS);
                case AJP -> connected.write(CPING);
                case HTTPS, WSS -> end(true, "accepts connections");
            }
        }

        private void received(Buffer piece) {
            received.appendBuffer(piece, 0, Math.min(piece.length(), STATUS_LINE_LENGTH));
            switch (address.scheme()) {
                case AJP -> {
                    if (received.length() >= CPONG.length()) {
                        boolean pong = received.slice(0, CPONG.length()).equals(CPONG);
                        end(pong, pong ? "answers CPING" : "answers CPING with something else");
                    }
                }
                default -> {
                    if (received.length() >= STATUS_LINE_LENGTH) {
                        boolean http = isStatusLine(received);
                        end(http, http ? "answers HTTP" : "answers, but not HTTP");
                    }
                }
            }
        }

        private void end(boolean alive, String detail) {
            if (result.tryComplete(new CheckResult(alive, detail))) {
                vertx.cancelTimer(timer);
                NetSocket open = socket;
                if (open != null) {
                    open.close();
                }
            }
        }
    }

    private static boolean isStatusLine(Buffer line) {
        return line.getString(0, 5, "US-ASCII").equals("HTTP/")
                && isDigit(line, 5)
                && line.getByte(6) == '.'
                && isDigit(line, 7)
                && line.getByte(8) == ' '
                && isDigit(line, 9)
                && isDigit(line, 10)
                && isDigit(line, 11);
    }

    private static boolean isDigit(Buffer line, int at) {
        return line.getByte(at) >= '0' && line.getByte(at) <= '9';
    }
}
