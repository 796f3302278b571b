package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.testkit.ws.TunnelClient;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who does not read holds up who sends, and nothing piles up in between. */
@Timeout(60)
class TunnelPressureIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int MIB = 1 << 20;
    private static final int PUSHED = 300;
    /** One binary frame: zeros would be half a million empty ones, whose heads Netty's leak detector notes one by one. */
    private static final byte[] MEBIBYTE = ByteBuffer.allocate(MIB)
            .put((byte) 0x82)
            .put((byte) 0x7f)
            .putLong(MIB - 10)
            .array();

    /** How many bytes a node that sends has got rid of, once that number stands still. */
    static long stuckAt(ByteNode node) {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    long now = node.sent();
                    return now > 1000 && before.getAndSet(now) == now;
                });
        return node.sent();
    }

    private static long memory() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    @DisplayName("300 MiB pushed at a client that does not read stay with the node, and arrive when it reads")
    void three_hundred_mebibytes() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    connection.send(MEBIBYTE, PUSHED);
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.connect(proxy.port())) {
            long before = memory();
            client.send(Frames.request("/") + "\r\n").head();
            long stuck = stuckAt(node);
            long growth = memory() - before;
            FIGURES.info(
                    "of {} MiB the node got rid of {} KiB; heap and direct memory {} KiB more",
                    PUSHED,
                    stuck >> 10,
                    growth >> 10);
            assertThat(stuck).isLessThan(30L * MIB);
            assertThat(growth).isLessThan(20L * MIB);
            assertThat(client.skip(Long.MAX_VALUE)).isEqualTo((long) PUSHED * MIB);
        }
    }

    @Test
    void a_node_that_does_not_read_holds_up_the_client() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicLong sent = new AtomicLong();
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    goOn.join();
                    connection.skip(30L * MIB);
                    connection.send("all");
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            CompletableFuture<Void> pushing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 30; i++) {
                    client.send(MEBIBYTE);
                    sent.incrementAndGet();
                }
            });
            AtomicLong before = new AtomicLong(-1);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());
            assertThat(pushing).isNotDone();
            goOn.complete(null);
            assertThat(client.read(3)).isEqualTo("all");
            pushing.join();
        }
    }

    @Test
    @DisplayName("K-04: a bomb in a compressed message passes as the bytes that it is")
    void k_04_bomb() throws Exception {
        // permessage-deflate of 64 MiB of zeros is 64 KiB of such blocks: RSV1 is set, nobody here inflates it
        String bomb = "\u00c2\u00fe\u00ff\u00f0\1\2\3\4" + "\u00ed\u00c1\1\1\0\0\0\u0080".repeat(0xfff0 / 8);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    for (int i = 0; i < 40; i++) {
                        connection.send(connection.read(bomb.length()));
                    }
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            long before = memory();
            byte[] bytes = bomb.getBytes(StandardCharsets.ISO_8859_1);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 40; i++) {
                    client.send(bytes);
                }
            });
            assertThat(client.read(bomb.length())).isEqualTo(bomb);
            assertThat(client.skip(Long.MAX_VALUE)).isEqualTo(39L * bomb.length());
            sending.join();
            FIGURES.info(
                    "40 bombs, 2.6 MiB as they are: heap and direct memory {} KiB more", (memory() - before) >> 10);
        }
    }
}
