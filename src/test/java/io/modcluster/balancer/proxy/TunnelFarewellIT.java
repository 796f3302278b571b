package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.testkit.ws.TunnelClient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How WebSockets end when nobody at their ends wants them to. */
@Timeout(60)
class TunnelFarewellIT {
    private static final String HELLO = Frames.frame(Frames.TEXT, "hello");
    private static final String GOING_AWAY = Frames.frame(Frames.CLOSE, "\u0003\u00e9");

    private static ByteNode saying(String bytes) throws Exception {
        return ByteNode.start(connection -> {
            connection.readHead();
            connection.send(Frames.accepted() + bytes);
            connection.readToEnd();
        });
    }

    /** The payload of a masked frame of two bytes, and that it is one that closes. */
    private static String closeFrom(ByteNode node) {
        String received = node.received();
        String frame = received.substring(received.indexOf("\r\n\r\n") + 4);
        assertThat(frame).hasSize(8).startsWith("\u0088\u0082");
        return "" + (char) (frame.charAt(2) ^ frame.charAt(6)) + (char) (frame.charAt(3) ^ frame.charAt(7));
    }

    @Test
    @DisplayName("K-05: when the balancer stops, both ends get 1001 within 1 s, long before requests are cut")
    void k_05_stop() throws Exception {
        try (ByteNode node = saying(HELLO);
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            assertThat(client.frame()).isEqualTo(HELLO);
            long since = System.nanoTime();
            Future<Void> stop = proxy.undeploy();
            assertThat(client.rest()).isEqualTo(GOING_AWAY);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(8));
            await().atMost(SOON).untilAsserted(() -> assertThat(closeFrom(node)).isEqualTo("\u0003\u00e9"));
            await().atMost(SOON).until(stop::succeeded);
            assertThat(node.openConnections()).isZero();
        }
    }

    @Test
    void the_frame_under_way_is_passed_on_and_nothing_behind_it() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted() + HELLO.substring(0, 4));
                    // the other direction is between frames, so the goodbye is there at once
                    connection.read(8);
                    connection.send(HELLO.substring(4) + HELLO + HELLO);
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            assertThat(client.read(4)).isEqualTo(HELLO.substring(0, 4));
            Future<Void> stop = proxy.undeploy();
            assertThat(client.rest()).isEqualTo(HELLO.substring(4) + GOING_AWAY);
            assertThat(closeFrom(node)).isEqualTo("\u0003\u00e9");
            await().atMost(SOON).until(stop::succeeded);
        }
    }

    @Test
    void a_frame_that_does_not_end_is_cut() throws Exception {
        try (ByteNode node = saying(HELLO.substring(0, 4));
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            assertThat(client.read(4)).isEqualTo(HELLO.substring(0, 4));
            proxy.undeploy();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void a_side_that_has_said_goodbye_is_told_no_other_one() throws Exception {
        String ours = Frames.frame(Frames.CLOSE, "\u0003\u00e8");
        try (ByteNode node = saying(ours);
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            assertThat(client.frame()).isEqualTo(ours);
            proxy.undeploy();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void those_of_a_node_that_is_removed_get_1001_and_others_live_on() throws Exception {
        try (ByteNode gone = saying(HELLO);
                ByteNode stays = saying(HELLO);
                ProxyFixture proxy = new ProxyFixture()) {
            Node first = node("gone", gone.port());
            proxy.put(first);
            proxy.start();
            try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                assertThat(client.frame()).isEqualTo(HELLO);
                proxy.put(node("stays", stays.port()));
                proxy.remove(first);
                assertThat(client.rest()).isEqualTo(GOING_AWAY);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(closeFrom(gone)).isEqualTo("\u0003\u00e9"));
            }
            try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                assertThat(client.frame()).isEqualTo(HELLO);
                proxy.put(node("stays", stays.port()).withLoad(new LoadFactor(1), new Stamp(2, "test")));
                proxy.publish();
                // the look for what is gone comes a second after the change
                await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
                client.send("x").finishSending();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(stays.received()).endsWith("x"));
            }
        }
    }

    @Test
    void a_stop_opens_no_more_and_another_protocol_just_ends() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Go\r\nUpgrade: vnc\r\nConnection: upgrade\r\n\r\nRFB");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port()))) {
            proxy.options.getUpgrade().setTokens(List.of("vnc"));
            proxy.start();
            try (TunnelClient client = TunnelClient.connect(proxy.port());
                    RawHttp other = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: vnc\r\n\r\n")
                        .head();
                assertThat(client.read(3)).isEqualTo("RFB");
                proxy.undeploy();
                assertThat(client.rest()).isEmpty();
                assertThat(other.isClosedWithin(SOON)).isTrue();
            }
        }
    }
}
