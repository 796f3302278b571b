package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.HealthOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether something answers at an address the way a node does (MCMP §6.8): an HTTP node any status line, after a TLS
 * handshake if its type says so, an AJP node CPONG, an HTTP/2 node its settings. A connection of its own for each check;
 * never one of a pool.
 */
public final class NodeProbe {
    private static final Buffer OPTIONS =
            Buffer.buffer("OPTIONS * HTTP/1.0\r\nUser-Agent: vertx-mod-cluster (internal check)\r\n\r\n", "US-ASCII");
    /** RFC 9113 §3.4: the preface, and settings that change nothing. */
    private static final Buffer PREFACE =
            Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", "US-ASCII");
    /** RFC 9113 §4.1: the head of a frame; its type stands in the fourth byte. */
    private static final int FRAME_HEAD = 9;

    private static final int SETTINGS = 4;
    /** AJP/1.3: magic to the container, length 1, type 10. */
    private static final Buffer CPING = Buffer.buffer(new byte[] {0x12, 0x34, 0x00, 0x01, 0x0a});
    /** AJP/1.3: magic from the container, length 1, type 9. */
    private static final Buffer CPONG = Buffer.buffer(new byte[] {0x41, 0x42, 0x00, 0x01, 0x09});
    /** {@code HTTP/1.1 200}: more of a status line need not come. */
    private static final int STATUS_LINE_LENGTH = 12;
    /** A handshake is over before the check is, or not at all. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final NodeDialects dialects;
    private final HealthOptions health;
    private final String get;
    private final NetClient clear;
    /** One for each rule, never shared: see {@link NodeTls}. */
    private final Map<NodeDialect, NetClient> withTls = new HashMap<>();

    /** A probe that uses the event loop of its caller. */
    public NodeProbe(Vertx vertx, BalancerOptions options) {
        this.vertx = vertx;
        this.dialects = new NodeDialects(options);
        this.health = options.getHealth();
        this.get = health.getPath();
        this.clear = vertx.createNetClient();
    }

    /**
     * Checks an address where no node is known. The future never fails and completes within {@code bound}, 1 ms at least; the
     * socket is closed by then, or as soon as it is there.
     */
    public Future<CheckResult> check(NodeAddress address, Duration bound) {
        return check(new Check(address, dialects.of(address.scheme()), false), bound);
    }

    /** The same for a node, whose TLS may be allowed more, and which may speak HTTP/2. */
    public Future<CheckResult> check(Node node, Duration bound) {
        NodeConfig config = node.config().value();
        return check(new Check(config.address(), dialects.of(node.route(), config), !get.isEmpty()), bound);
    }

    private Future<CheckResult> check(Check check, Duration bound) {
        NodeAddress address = check.address;
        NodeDialect dialect = check.dialect;
        int millis = Math.toIntExact(Math.max(1, Math.min(Integer.MAX_VALUE, bound.toMillis())));
        check.timer = vertx.setTimer(millis, late -> check.end(false, "no answer in " + millis + " ms"));
        ConnectOptions connect = new ConnectOptions()
                .setHost(address.socketHost())
                .setPort(address.port())
                .setTimeout(millis);
        if (dialect.tls() != null) {
            connect.setSsl(true);
            if (!address.isLiteral()) {
                connect.setSniServerName(address.host());
            }
        }
        clientFor(dialect)
                .connect(connect)
                .onSuccess(check::connected)
                .onFailure(cause -> check.end(false, "not connected: " + reason(cause)));
        return check.result.future();
    }

    private static String reason(Throwable cause) {
        String tls = TlsRefusal.explain(cause);
        return tls == null ? NotConnected.text(cause) : tls;
    }

    private NetClient clientFor(NodeDialect dialect) {
        NodeTls tls = dialect.tls();
        return tls == null
                ? clear
                : withTls.computeIfAbsent(dialect, key -> {
                    NetClientOptions options =
                            new NetClientOptions().setHostnameVerificationAlgorithm(tls.verifyName() ? "HTTPS" : "");
                    tls.applyTo(options, HANDSHAKE);
                    if (dialect.http2()) {
                        options.setUseAlpn(true).setApplicationLayerProtocols(List.of("h2", "http/1.1"));
                    }
                    return vertx.createNetClient(options);
                });
    }

    /** Closes what is still open. */
    public Future<Void> close() {
        List<Future<Void>> all = new ArrayList<>(List.of(clear.close()));
        withTls.values().forEach(client -> all.add(client.close()));
        return Future.join(all).mapEmpty();
    }

    private final class Check {
        private final NodeAddress address;
        private final NodeDialect dialect;
        private final Promise<CheckResult> result = Promise.promise();
        private final Buffer received = Buffer.buffer();
        private @Nullable NetSocket socket;
        private final boolean asksPath;
        private boolean http2;
        private boolean accepts;
        private long timer;

        private Check(NodeAddress address, NodeDialect dialect, boolean asksPath) {
            this.asksPath = asksPath;
            this.address = address;
            this.dialect = dialect;
        }

        private void connected(NetSocket connected) {
            socket = connected;
            if (result.future().isComplete()) {
                connected.close();
                return;
            }
            accepts = true;
            connected.exceptionHandler(broken -> broke("connection broke: " + reason(broken)));
            connected.closeHandler(closed -> broke("closed without an answer"));
            connected.handler(this::received);
            http2 = dialect.http2() && (dialect.tls() == null || "h2".equals(connected.applicationLayerProtocol()));
            connected.write(!address.scheme().isHttp() ? CPING : http2 ? PREFACE : asksPath ? getOf(address) : OPTIONS);
        }

        private void received(Buffer piece) {
            received.appendBuffer(piece, 0, Math.min(piece.length(), STATUS_LINE_LENGTH));
            if (!address.scheme().isHttp()) {
                if (received.length() >= CPONG.length()) {
                    boolean pong = received.slice(0, CPONG.length()).equals(CPONG);
                    end(pong, pong ? "answers CPING" : "answers CPING with something else");
                }
            } else if (http2) {
                if (received.length() >= FRAME_HEAD) {
                    boolean settings = received.getByte(3) == SETTINGS;
                    end(settings, settings ? "answers HTTP/2" : "answers, but not HTTP/2");
                }
            } else if (received.length() >= STATUS_LINE_LENGTH) {
                answered(isStatusLine(received));
            }
        }

        private void answered(boolean http) {
            int status = http && asksPath ? Integer.parseInt(received.getString(9, STATUS_LINE_LENGTH)) : 0;
            if (status == 0) {
                end(http, http ? "answers HTTP" : "answers, but not HTTP");
            } else {
                end(health.isExpected(status), "answers " + status + " to GET " + get);
            }
        }

        private void broke(String detail) {
            accepts = false;
            end(false, detail);
        }

        private void end(boolean alive, String detail) {
            if (result.tryComplete(new CheckResult(alive, detail, !alive && !accepts))) {
                vertx.cancelTimer(timer);
                NetSocket open = socket;
                if (open != null) {
                    open.close();
                }
            }
        }
    }

    /** RFC 9112 §3.2: with a Host, which is that of the node itself. */
    private Buffer getOf(NodeAddress address) {
        return Buffer.buffer(
                "GET " + get + " HTTP/1.1\r\nConnection: close\r\nHost: " + address.host() + ":" + address.port()
                        + "\r\nUser-Agent: vertx-mod-cluster (internal check)\r\n\r\n",
                "US-ASCII");
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
