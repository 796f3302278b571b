package io.modcluster.balancer.advertise;

import static io.modcluster.balancer.advertise.AdvertiseFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listener of real nodes hears this balancer, over multicast. */
@Timeout(60)
final class DiscoveryIT {
    private static final InetSocketAddress WITNESS = new InetSocketAddress("192.0.2.1", 1);
    private static final int FLOOD = 10_000;
    private static final Logger log = LoggerFactory.getLogger("figures");

    private final AdvertiseFixture fixture;

    DiscoveryIT() throws IOException {
        fixture = new AdvertiseFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @DisplayName("H-02 a node with the right key, or none where there is none, finds the balancer")
    @CsvSource({"secret42", "''", "'a longer one: ~ %41 \"$&; '"})
    void a_node_with_the_right_key_finds_the_balancer(String key) throws IOException {
        StockListener node = listener(key);
        long start = System.nanoTime();
        InetSocketAddress balancer = fixture.balancer(key).mcmp();

        Awaitility.await().atMost(SOON).until(() -> !node.found().isEmpty());
        log.info(
                "found {} ms after the start began",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(node.found()).containsExactly(balancer);
        assertThat(fixture.listener().adverts()).as("by the first or second").hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @DisplayName("H-02 a node with a wrong key, or none, or one where there is none, does not")
    @CsvSource({"secret42, secret43", "secret42, ''", "'', secret42"})
    void a_node_with_a_wrong_key_does_not(String balancerKey, String nodeKey) throws IOException {
        StockListener node = listener(nodeKey);
        fixture.balancer(balancerKey);
        fixture.await(2);
        witness(nodeKey);

        awaitWitness(node);
        assertThat(node.found()).containsExactly(WITNESS);
    }

    @Test
    @DisplayName("H-03 the digest covers date, sequence and server")
    void what_was_altered_is_not_believed() throws IOException {
        StockListener node = listener("secret42");
        String good = recorded("secret42");
        for (String altered : List.of(
                good.replaceFirst("Date: ...", "Date: Xyz"),
                good.replaceFirst("Sequence: 1", "Sequence: 2"),
                good.replaceFirst("Server: .", "Server: -"))) {
            assertThat(altered).isNotEqualTo(good);
            send(altered);
        }
        witness("secret42");

        awaitWitness(node);
        assertThat(node.found()).containsExactly(WITNESS);
    }

    @Test
    @DisplayName(
            "H-03 it covers neither the address nor the time of day: nodes believe a recording, and an altered address")
    void a_recording_is_believed_and_so_is_another_address() throws IOException {
        String good = recorded("secret42");
        StockListener node = listener("secret42");
        send(good.replace("192.0.2.9:9", "192.0.2.66:6666"));

        Awaitility.await().atMost(SOON).until(() -> !node.found().isEmpty());
        assertThat(node.found()).containsExactly(new InetSocketAddress("192.0.2.66", 6666));
    }

    @Test
    @DisplayName("H-04 what is sent to the group, and to whoever sent, reaches nobody")
    void what_is_sent_to_the_group_reaches_nobody() throws IOException {
        fixture.balancer("secret42");
        fixture.await(2);
        byte[] garbage = "HTTP/1.0 200 OK\r\nDate: \r\n".repeat(18).getBytes(StandardCharsets.US_ASCII);
        long begin = System.nanoTime();
        for (int i = 0; i < FLOOD; i++) {
            List<Integer> senders = fixture.listener().senders();
            int sender = senders.get(senders.size() - 1);
            fixture.listener().send(garbage);
            fixture.listener().send(garbage, new InetSocketAddress(InetAddress.getLoopbackAddress(), sender));
        }
        log.info(
                "2 x {} datagrams in {} ms",
                FLOOD,
                Duration.ofNanos(System.nanoTime() - begin).toMillis());

        // the listener may have lost some in the flood, but they go on
        int heard = fixture.listener().senders().size();
        Awaitility.await().atMost(SOON).until(() -> fixture.listener().senders().size() >= heard + 2);
        List<Integer> ports = fixture.listener().senders();
        assertThat(ports.subList(heard, ports.size())).as("closed at once").allMatch(DiscoveryIT::isFree);
        assertThat(fixture.listener().adverts())
                .extracting(advert -> advert.datagram().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port)) {
            return socket.getLocalPort() == port;
        } catch (SocketException taken) {
            return false;
        }
    }

    private StockListener listener(String key) throws IOException {
        return fixture.keep(new StockListener(fixture.group(), fixture.loopback(), key));
    }

    /** A datagram of an hour ago. */
    private static String recorded(String key) {
        return text(Instant.now().minus(Duration.ofHours(1)), "192.0.2.9:9", key);
    }

    private static String text(Instant when, String address, String key) {
        AdvertiseDatagram datagram = AdvertiseDatagram.of(
                        AdvertiseStatus.OK, when, 1, UUID.randomUUID().toString())
                .withManager(address, "/", "http", "");
        return new String(datagram.write(AdvertiseDigest.of(key)), StandardCharsets.US_ASCII);
    }

    private void send(String text) {
        fixture.listener().send(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Datagrams arrive in their order: when this one has been believed, those before it have been judged. */
    private void witness(String key) {
        send(text(Instant.now(), "192.0.2.1:1", key));
    }

    private static void awaitWitness(StockListener node) {
        Awaitility.await("the witness").atMost(SOON).until(() -> node.found().contains(WITNESS));
    }
}
