package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.ScriptedBalancer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that finds its balancers by what they send to a group. */
class DiscoveryIT {
    private static final String KEY = "a secret of the site";
    private static final Logger figures = LoggerFactory.getLogger("figures");

    private final Vertx vertx = Vertx.vertx();
    private DatagramSocket sender;
    private int port;

    @BeforeEach
    void start() throws IOException {
        sender = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try (DatagramSocket free = new DatagramSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        sender.close();
    }

    private ModClusterNode node() {
        NodeOptions options = new NodeOptions().setJvmRoute("n1").setPort(3000).setPeriod(Duration.ofSeconds(1));
        options.getDiscovery()
                .setEnabled(true)
                .setGroup("224.0.1.105")
                .setPort(port)
                .setInterface("lo")
                .setKey(KEY);
        return ModClusterNode.create(vertx, options);
    }

    /** To the port itself: the socket of the group hears that too, and no network is needed. */
    private void send(byte[] bytes) throws IOException {
        sender.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static byte[] advert(int mcmpPort, String server, long sequence, String key) {
        return AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.now(), sequence, server)
                .withManager("127.0.0.1:" + mcmpPort, "/", "http", "localhost")
                .write(AdvertiseDigest.of(key));
    }

    @Test
    void a_balancer_that_advertises_itself_over_multicast_is_found() {
        ModClusterNode node = node();
        await(node.start());
        try (RunningBalancer balancer = RunningBalancer.start(options -> options.getAdvertise()
                .setEnabled(true)
                .setPort(port)
                .setInterface("lo")
                .setInterval(Duration.ofMillis(200))
                .setKey(KEY))) {
            await().untilAsserted(() -> assertThat(node.state()).singleElement().satisfies(state -> {
                assertThat(state.discovered()).isTrue();
                assertThat(state.standing()).isEqualTo(Standing.OK);
                assertThat(state.address())
                        .isEqualTo("127.0.0.1:" + balancer.mcmp().getPort());
            }));
            assertThat(balancer.info()).contains("Name: n1");
            await(node.stop());
            assertThat(balancer.info()).doesNotContain("Context:");
        }
    }

    @Test
    @DisplayName("H-04")
    void a_flood_of_garbage_costs_little_and_hides_no_balancer() throws Exception {
        try (ScriptedBalancer first = ScriptedBalancer.start();
                ScriptedBalancer second = ScriptedBalancer.start()) {
            ModClusterNode node = node();
            await(node.start());
            send(advert(first.address().getPort(), "a", 1, KEY));
            await().until(() -> node.state().size() == 1);

            long cpu = cpuNanos();
            long begun = System.nanoTime();
            Random random = new Random(4);
            for (int i = 0; i < 10_000; i++) {
                byte[] garbage = i % 2 == 0 ? new byte[random.nextInt(1400)] : advert(1, "x" + i, 1, "guess");
                if (i % 2 == 0) {
                    random.nextBytes(garbage);
                }
                send(garbage);
            }
            figures.info(
                    "H-04: 10000 datagrams sent in {} ms, {} ms of CPU in sender and node",
                    (System.nanoTime() - begun) / 1_000_000,
                    (cpuNanos() - cpu) / 1_000_000);
            await().untilAsserted(() -> {
                send(advert(second.address().getPort(), "b", System.nanoTime(), KEY));
                assertThat(node.state()).hasSize(2);
            });
            await().untilAsserted(() ->
                    assertThat(node.state()).extracting(BalancerState::standing).containsOnly(Standing.OK));
            await(node.stop());
        }
    }

    @Test
    void of_the_addresses_that_a_holder_of_the_key_advertises_only_so_many_are_tried() throws IOException {
        ModClusterNode node = node();
        await(node.start());
        for (int i = 1; i <= 100; i++) {
            send(advert(i, "s" + i, 1, KEY));
        }
        await().untilAsserted(() -> assertThat(node.state()).hasSize(32));
        send(advert(101, "s1", 2, KEY));
        await(node.stop());
        assertThat(node.state()).hasSize(32);
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
