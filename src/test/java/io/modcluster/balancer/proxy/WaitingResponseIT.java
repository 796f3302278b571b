package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A response that has come whole and waits for its client, while the node's connection is at the next exchange. */
@SuppressWarnings("NullAway") // set by JUnit
class WaitingResponseIT {
    private static final int CANCEL = 8;
    private static final String HALF = "x".repeat(1_000_000);
    private static final int CHUNKS = 24;
    private static final String CHUNK = "w".repeat(1000);
    /** More pieces than wait at the client's side, and fewer than would stop the reading of the node. */
    private static final String WAITING = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("3e8\r\n" + CHUNK + "\r\n").repeat(CHUNKS) + "0\r\n\r\n";

    private final CountDownLatch goOn = new CountDownLatch(1);
    private ByteNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = ByteNode.start(connection -> {
            while (true) {
                if (connection.readHead().contains("/waits")) {
                    connection.send(WAITING);
                } else {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + HALF);
                    holdUntil(goOn);
                    connection.send(HALF);
                }
            }
        });
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.traffic.setMaxConnectionsPerNode(1);
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        proxy.start();
    }

    private static void holdUntil(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        proxy.close();
        node.close();
    }

    /** A client that takes nothing of its response. */
    private RawHttp2 waiting() throws Exception {
        RawHttp2 slow = RawHttp2.over(new Socket(InetAddress.getLoopbackAddress(), proxy.clearTextPort()))
                .begin(0);
        slow.get(1, "/waits");
        await().atMost(SOON).until(() -> proxy.counter("n1").read() > 0);
        return slow;
    }

    private void begins(RawHttp next) {
        long before = proxy.counter("n1").read();
        next.send("GET /long HTTP/1.1\r\nHost: h\r\n\r\n");
        await().atMost(SOON).until(() -> proxy.counter("n1").read() >= before + HALF.length());
        assertThat(node.connections()).isEqualTo(1);
        assertThat(proxy.counter("n1").connected()).isEqualTo(2);
    }

    @Test
    void a_client_that_gives_it_up_does_not_end_the_next_exchange() throws Exception {
        try (RawHttp2 slow = waiting();
                RawHttp next = proxy.client()) {
            begins(next);

            slow.reset(1, CANCEL);
            await().atMost(SOON).until(() -> proxy.counter("n1").connected() == 1);
            goOn.countDown();

            assertThat(next.read(SOON).body()).hasSize(2 * HALF.length());
        }
    }

    @Test
    void a_client_that_takes_it_after_all_does_not_end_the_body_of_the_next_exchange() throws Exception {
        try (RawHttp2 slow = waiting();
                RawHttp next = proxy.client()) {
            begins(next);

            // and some more, as clients do: what waits for room learns of the end when there is some
            slow.window(1, (CHUNKS + 1) * CHUNK.length());
            RawHttp2.Reply reply = slow.reply(1, SOON);
            assertThat(reply.ended()).isTrue();
            assertThat(reply.body()).isEqualTo(CHUNK.repeat(CHUNKS));
            goOn.countDown();

            assertThat(next.read(SOON).body()).hasSize(2 * HALF.length());
        }
    }
}
