package io.modcluster.balancer.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.TestVertx;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.TransportLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the bytes of one request leave for its node. */
class Http1UploadIT {
    private static final ClientConnection CLIENT = new ClientConnection(null, null, "h", 80, false, null);

    private final Vertx vertx = TestVertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Buffer> reads = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    @Test
    void a_head_waits_for_what_is_read_with_it() throws Exception {
        try (ByteNode node = ByteNode.start(ByteNode.Connection::readToEnd)) {
            NodeExchange exchange = opened(transportTo(node.port()));
            on(() -> {
                begin(exchange, BodyFraming.LENGTH, "5");
                exchange.flushHeadSoon();
                // the node has a thread of its own, and would have it by now
                await().during(Duration.ofMillis(100))
                        .until(() -> node.received().isEmpty());
                exchange.write(Buffer.buffer("hello"));
                exchange.end();
            });
            await().until(() -> node.received().endsWith("hello"));
        }
    }

    @Test
    void a_head_whose_body_does_not_come_leaves_alone() throws Exception {
        NodeExchange exchange = opened(transport());
        on(() -> {
            begin(exchange, BodyFraming.LENGTH, "5");
            exchange.flushHeadSoon();
        });
        await().until(() -> received().endsWith("\r\n\r\n"));
        on(() -> exchange.write(Buffer.buffer("he")));
        await().until(() -> received().endsWith("\r\n\r\nhe"));
        on(() -> exchange.write(Buffer.buffer("llo")));
        await().until(() -> received().endsWith("\r\n\r\nhello"));
    }

    @Test
    void pieces_that_are_taken_over_keep_their_order_and_are_released() throws Exception {
        NodeExchange exchange = opened(transport());
        List<ByteBuf> pieces = new ArrayList<>();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String text = ("<" + i + ">").repeat(i % 3 == 0 ? 1 : 1000);
            sent.append(Integer.toHexString(text.length()))
                    .append("\r\n")
                    .append(text)
                    .append("\r\n");
            pieces.add(Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII)));
        }
        on(() -> {
            begin(exchange, BodyFraming.STREAM, "");
            exchange.flushHeadSoon();
            pieces.forEach(exchange::take);
            exchange.end();
        });
        await().until(() -> received().endsWith("\r\n0\r\n\r\n"));

        assertThat(received()).endsWith("chunked\r\n\r\n" + sent + "0\r\n\r\n");
        await().until(() -> pieces.stream().allMatch(piece -> piece.refCnt() == 0));
    }

    @Test
    void a_piece_for_an_exchange_that_is_over_is_released() throws Exception {
        NodeExchange exchange = opened(transport());
        ByteBuf late = Unpooled.copiedBuffer("late", US_ASCII);
        ByteBuf tooMuch = Unpooled.copiedBuffer("too much", US_ASCII);
        on(() -> {
            begin(exchange, BodyFraming.LENGTH, "5");
            exchange.take(tooMuch);
            exchange.take(late);
        });

        assertThat(tooMuch.refCnt()).isZero();
        assertThat(late.refCnt()).isZero();
    }

    private static void begin(NodeExchange exchange, BodyFraming framing, String length) {
        exchange.headers().add("Host", "h");
        if (!length.isEmpty()) {
            exchange.headers().add("Content-Length", length);
        }
        exchange.send(HttpMethod.POST, "/", framing, CLIENT, asked -> {});
    }

    private String received() {
        StringBuilder all = new StringBuilder();
        reads.forEach(read -> all.append(read.toString(US_ASCII)));
        return all.toString();
    }

    private NodeExchange opened(Http1Transport transport) throws Exception {
        CompletableFuture<NodeExchange> opened = new CompletableFuture<>();
        on(() -> transport.open().onComplete(opened::complete, opened::completeExceptionally));
        return opened.get(10, SECONDS);
    }

    private Http1Transport transport() throws Exception {
        NetServer node = vertx.createNetServer().connectHandler(socket -> socket.handler(reads::add));
        int port = node.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS)
                .actualPort();
        return transportTo(port);
    }

    private Http1Transport transportTo(int port) throws Exception {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", port),
                false,
                "",
                BalancerConfig.named("b"),
                ConnectionConfig.DEFAULT);
        Duration some = Duration.ofSeconds(10);
        TransportLimits limits = new TransportLimits(1, 1, some, some, some, some, 8192, Duration.ZERO);
        CompletableFuture<Http1Transport> made = new CompletableFuture<>();
        on(() -> made.complete(new Http1Transport(
                vertx,
                config,
                new NodeDialect(null, false),
                limits,
                new LoopHeads(),
                new NodeCounter().connections())));
        return made.get(10, SECONDS);
    }

    private void on(Runnable action) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(now -> {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        done.get(10, SECONDS);
    }
}
