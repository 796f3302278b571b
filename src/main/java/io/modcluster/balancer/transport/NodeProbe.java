package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.event.CheckResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks an address once whether a node answers there (MCMP §6.7): HTTP by {@code OPTIONS *}, where any HTTP answer counts;
 * AJP by CPING; TLS by connecting only, until there is a transport that knows whom to trust. Belongs to one event loop.
 */
public final class NodeProbe {
    private static final Buffer OPTIONS =
            Buffer.buffer("OPTIONS * HTTP/1.0\r\nUser-Agent: vertx-mod-cluster (internal check)\r\n\r\n");
    private static final Buffer CPING = Buffer.buffer(new byte[] {0x12, 0x34, 0, 1, 0x0a});
    private static final Buffer CPONG = Buffer.buffer(new byte[] {'A', 'B', 0, 1, 9});
    private static final String STATUS_LINE = "HTTP/1.";
    /** Enough for {@code HTTP/1.1 200}; more than that of an answer is not looked at. */
    private static final int STATUS_LINE_BYTES = 12;

    private final Vertx vertx;
    private final NetClient client;

    /** A probe with sockets of its own. */
    public NodeProbe(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(10_000));
    }

    /** Checks; always succeeds, within {@code bound}, and leaves no socket open. */
    public Future<CheckResult> check(NodeAddress address, Duration bound) {
        Promise<CheckResult> answer = Promise.promise();
        long millis = Math.max(1, bound.toMillis());
        long timer = vertx.setTimer(
                millis, late -> answer.tryComplete(new CheckResult(false, "no answer within " + millis + " ms")));
        client.connect(address.port(), address.socketHost())
                .onSuccess(socket -> ask(socket, address.scheme(), answer))
                .onFailure(cause -> answer.tryComplete(new CheckResult(false, "connect: " + cause.getMessage())));
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Closes all sockets. */
    public Future<Void> close() {
        return client.shutdown(0, TimeUnit.MILLISECONDS);
    }

    private static void ask(NetSocket socket, Scheme scheme, Promise<CheckResult> answer) {
        answer.future().onComplete(done -> socket.close());
        if (answer.future().isComplete()) {
            return;
        }
        if (scheme == Scheme.HTTPS || scheme == Scheme.WSS) {
            answer.tryComplete(new CheckResult(true, "connected"));
            return;
        }
        boolean ajp = scheme == Scheme.AJP;
        Buffer received = Buffer.buffer();
        socket.exceptionHandler(cause -> answer.tryComplete(new CheckResult(false, "broken: " + cause.getMessage())));
        socket.closeHandler(closed -> answer.tryComplete(new CheckResult(false, "closed without an answer")));
        socket.handler(bytes -> {
            received.appendBuffer(bytes);
            CheckResult seen = ajp ? ajpAnswer(received) : httpAnswer(received);
            if (seen != null) {
                answer.tryComplete(seen);
            }
        });
        socket.write(ajp ? CPING : OPTIONS)
                .onFailure(cause -> answer.tryComplete(new CheckResult(false, "broken: " + cause.getMessage())));
    }

    private static @Nullable CheckResult ajpAnswer(Buffer received) {
        if (received.length() < CPONG.length()) {
            return null;
        }
        boolean pong = received.getBuffer(0, CPONG.length()).equals(CPONG);
        return new CheckResult(pong, pong ? "CPONG" : "answered, but not in AJP");
    }

    private static @Nullable CheckResult httpAnswer(Buffer received) {
        if (received.length() < STATUS_LINE_BYTES) {
            return null;
        }
        String start = received.getString(0, STATUS_LINE_BYTES, "ISO-8859-1");
        boolean http = start.startsWith(STATUS_LINE) && Character.isDigit(start.charAt(9));
        return new CheckResult(http, http ? "status " + start.substring(9) : "answered, but not in HTTP");
    }
}
