package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.cluster.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many connections nodes get, for how long, and that bodies are nobody's business. */
class NodeConnectionsIT {
    private static final int NODES = Extent.isFull() ? 1000 : 60;
    private static final int CLIENTS = 6;
    private static final int MOST = 2;

    private static NodeConfig keptForASecond(NodeConfig config) {
        ConnectionConfig old = config.connection();
        ConnectionConfig connection = new ConnectionConfig(
                old.flushPackets(), old.flushWait(), old.ping(), old.smax(), Duration.ofSeconds(1), old.timeout());
        return new NodeConfig(config.address(), false, config.lbGroup(), config.balancer(), connection);
    }

    @Test
    @DisplayName(
            "G-06: connections to each of many nodes are bounded, and idle ones are closed after the ttl of the node")
    void g_06_many_nodes() throws Exception {
        List<RecordingNode> nodes = new ArrayList<>();
        List<RawHttp> clients = new ArrayList<>();
        try (ProxyFixture proxy = new ProxyFixture()) {
            for (int i = 0; i < NODES; i++) {
                RecordingNode started = RecordingNode.start("n" + i);
                nodes.add(started);
                proxy.put(node(started.name(), started.port(), NodeConnectionsIT::keptForASecond));
            }
            proxy.traffic.setMaxConnectionsPerNode(MOST).setQueuePerNode(100);
            proxy.start();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(proxy.client());
            }
            for (int request = 0; request < 3 * NODES; request++) {
                for (RawHttp client : clients) {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                }
                for (RawHttp client : clients) {
                    assertThat(client.read(SOON).status()).isEqualTo(200);
                }
            }

            assertThat(nodes).allSatisfy(asked -> {
                assertThat(asked.requests()).hasSizeBetween(CLIENTS, 6 * CLIENTS);
                assertThat(asked.connections()).isLessThanOrEqualTo(10 * MOST);
                assertThat(asked.openConnections()).isLessThanOrEqualTo(MOST);
            });
            await().atMost(SOON).until(() -> nodes.stream().allMatch(idle -> idle.openConnections() == 0));
        } finally {
            for (RawHttp client : clients) {
                client.close();
            }
            for (RecordingNode started : nodes) {
                started.close();
            }
        }
    }

    @Test
    @DisplayName("G-12: encoded bodies pass as they are, both ways")
    void g_12_encoded_bodies() throws Exception {
        byte[] plain = new byte[200_000];
        new Random(12).nextBytes(plain);
        java.util.Arrays.fill(plain, 0, 150_000, (byte) 'a');
        String zipped = zip(plain);
        String length = "Content-Encoding: gzip\r\nContent-Length: " + zipped.length() + "\r\n\r\n" + zipped;
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            node.answerNext(Answer.raw("HTTP/1.1 200 OK\r\n" + length));

            RawHttp.Response response =
                    proxy.ask("PUT /x HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip, br\r\n" + length);

            assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(sha256(response.body())).isEqualTo(sha256(zipped));
            assertThat(sha256(node.requests().get(0).body())).isEqualTo(sha256(zipped));
            assertThat(node.requests().get(0).head()).contains("Accept-Encoding: gzip, br");
        }
    }

    private static String zip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String sha256(String bytes) throws Exception {
        byte[] octets = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }
}
