package io.modcluster.balancer.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the bytes of one request leave for its node. */
class Http1UploadIT {
    private final NodeCaller caller = new NodeCaller();
    private final List<Buffer> reads = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        caller.close();
    }

    @Test
    void a_head_waits_for_what_is_read_with_it() throws Exception {
        try (ByteNode node = ByteNode.start(ByteNode.Connection::readToEnd)) {
            NodeExchange exchange = openedTo(node.port());
            caller.run(() -> {
                begin(exchange, BodyFraming.LENGTH, "Content-Length", "5");
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
        NodeExchange exchange = opened();
        caller.run(() -> {
            begin(exchange, BodyFraming.LENGTH, "Content-Length", "5");
            exchange.flushHeadSoon();
        });
        await().until(() -> received().endsWith("\r\n\r\n"));
        caller.run(() -> exchange.write(Buffer.buffer("he")));
        await().until(() -> received().endsWith("\r\n\r\nhe"));
        caller.run(() -> exchange.write(Buffer.buffer("llo")));
        await().until(() -> received().endsWith("\r\n\r\nhello"));
    }

    @Test
    void pieces_that_are_taken_over_keep_their_order_and_are_released() throws Exception {
        NodeExchange exchange = opened();
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
        caller.run(() -> {
            begin(exchange, BodyFraming.STREAM);
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
        NodeExchange exchange = opened();
        ByteBuf late = Unpooled.copiedBuffer("late", US_ASCII);
        ByteBuf tooMuch = Unpooled.copiedBuffer("too much", US_ASCII);
        caller.run(() -> {
            begin(exchange, BodyFraming.LENGTH, "Content-Length", "5");
            exchange.take(tooMuch);
            exchange.take(late);
        });

        assertThat(tooMuch.refCnt()).isZero();
        assertThat(late.refCnt()).isZero();
    }

    private static void begin(NodeExchange exchange, BodyFraming framing, String... fields) {
        NodeCaller.send(exchange, HttpMethod.POST, framing, fields).onFailure(cut -> {});
    }

    private String received() {
        StringBuilder all = new StringBuilder();
        reads.forEach(read -> all.append(read.toString(US_ASCII)));
        return all.toString();
    }

    private NodeExchange opened() throws Exception {
        NetServer node = caller.vertx().createNetServer().connectHandler(socket -> socket.handler(reads::add));
        return openedTo(NodeCaller.result(node.listen(0, "127.0.0.1")).actualPort());
    }

    private NodeExchange openedTo(int port) throws Exception {
        return caller.on(Http1Nodes.transport(caller, port)::open);
    }
}
