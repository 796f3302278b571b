package io.modcluster.balancer.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a connection may cost before it is one of HTTP: it counts from accept on, and no byte puts its deadline off. */
class BeforeHttpIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int MANY = 20;
    private static final Duration SHORT = Duration.ofMillis(600);
    /** So long that a preface takes longer than what is waited for its end. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    /** A frame of 96 bytes, SETTINGS of stream 0, and nothing of what is in it. */
    private static final String SETTINGS = "\0\0`\u0004\0\0\0\0\0";

    private final List<Socket> sockets = new ArrayList<>();
    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void prepare() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.traffic.setHeaderTimeout(LONG);
        Issued shop = new TestCertificates("test authority").issue("*.example");
        Files.setPosixFilePermissions(shop.key(), PosixFilePermissions.fromString("rw-------"));
        proxy.options
                .getTls()
                .setHost("127.0.0.1")
                .setPort(0)
                .setHandshakeTimeout(LONG)
                .setCertificates(List.of(new TlsCertificate(
                        shop.certificate().toString(), shop.key().toString())));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
        node.close();
    }

    private long counted() {
        return BalancerMetrics.of(proxy.vertx(), ProxyFixture.ADDRESSES.prefix())
                .counter(Metric.CLIENT_CONNECTIONS)
                .sum();
    }

    private Socket socket(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        } catch (IOException closed) {
            // which is what is waited for
        }
    }

    /** Opens many, all of which count, and gives each a byte now and then until none of them does. */
    private void dripUntilClosed(IntSupplier port, String begin, String bytes) throws Exception {
        for (int i = 0; i < MANY; i++) {
            send(socket(port.getAsInt()), begin);
        }
        await().atMost(ProxyFixture.SOON).until(() -> counted() == MANY);
        long began = System.nanoTime();
        int[] next = new int[1];
        await().atMost(ProxyFixture.SOON).pollInterval(PAUSE).until(() -> {
            String one = String.valueOf(bytes.charAt(Math.min(next[0]++, bytes.length() - 1)));
            sockets.forEach(socket -> send(socket, one));
            return counted() == 0;
        });
        FIGURES.info("{} connections that drip ended after {} ms", MANY, (System.nanoTime() - began) / 1_000_000);
        assertThat(next[0]).as("bytes that each could send").isGreaterThan(1);
        assertThat(node.violations()).isEmpty();
    }

    @Test
    void a_hello_that_drips_is_counted_and_ended() throws Exception {
        proxy.options.getTls().setHandshakeTimeout(SHORT);
        proxy.start();
        dripUntilClosed(proxy::tlsPort, "\u0016\u0003\u0001?p\u0001\0?`", "\u0003");
    }

    @Test
    void a_proxy_header_that_drips_is_counted_and_ended() throws Exception {
        proxyProtocol();
        proxy.options.getProxyProtocol().setTimeout(SHORT);
        proxy.start();
        dripUntilClosed(proxy::port, "PROXY TCP4 ", "1");
    }

    @Test
    void a_hello_that_drips_behind_a_proxy_header_is_counted_and_ended() throws Exception {
        proxyProtocol();
        proxy.options.getTls().setHandshakeTimeout(SHORT);
        proxy.start();
        dripUntilClosed(proxy::tlsPort, "PROXY TCP4 192.0.2.7 203.0.113.1 4711 443\r\n", "\u0016\u0003\u0001?\u0003");
    }

    @Test
    void a_preface_that_drips_is_counted_and_ended() throws Exception {
        proxy.traffic.setHeaderTimeout(SHORT);
        proxy.start();
        dripUntilClosed(proxy::clearTextPort, "P", PREFACE.substring(1));
    }

    @Test
    void settings_that_drip_are_counted_and_ended() throws Exception {
        proxy.traffic.setHeaderTimeout(SHORT);
        proxy.start();
        dripUntilClosed(proxy::clearTextPort, PREFACE + SETTINGS, "\0");
    }

    @Test
    void a_preface_that_drips_behind_tls_is_counted_and_ended() throws Exception {
        proxy.traffic.setHeaderTimeout(SHORT);
        proxy.start();
        TlsClient client = TlsClient.anonymous();
        for (int i = 0; i < 3; i++) {
            sockets.add(client.connect(proxy.tlsPort(), "shop.example", "", "h2"));
        }
        assertThat(counted()).isEqualTo(3);
        int[] next = new int[1];
        await().atMost(ProxyFixture.SOON).pollInterval(PAUSE).until(() -> {
            String one = PREFACE.substring(next[0], ++next[0]);
            sockets.forEach(socket -> send(socket, one));
            return counted() == 0;
        });
    }

    @Test
    void connections_that_shake_hands_are_among_the_most_and_those_of_one_client() throws Exception {
        proxy.traffic.setMaxConnections(3);
        proxy.start();
        for (int i = 0; i < 3; i++) {
            socket(proxy.tlsPort());
        }
        await().atMost(ProxyFixture.SOON).until(() -> counted() == 3);
        try (RawHttp fourth = proxy.client()) {
            assertThat(fourth.isClosedWithin(ProxyFixture.SOON)).isTrue();
        }
        assertThat(counted()).isEqualTo(3);
        sockets.get(0).close();
        await().atMost(ProxyFixture.SOON).until(() -> counted() == 2);
        assertThat(proxy.get("/").status()).isEqualTo(200);
    }

    @Test
    void who_stands_behind_a_load_balancer_is_counted_once_its_header_says_so() throws Exception {
        proxyProtocol();
        proxy.traffic.setMaxConnectionsPerClient(1);
        proxy.start();
        for (int i = 0; i < MANY; i++) {
            send(socket(proxy.port()), "PROXY TCP4 192.0.2.");
        }
        // all of one load balancer, and none of them of a client yet
        await().atMost(ProxyFixture.SOON).until(() -> counted() == MANY);
        send(sockets.get(0), "7 203.0.113.1 4711 443\r\n");
        try (RawHttp same = proxy.client()) {
            await().atMost(ProxyFixture.SOON).until(() -> counted() == MANY + 1);
            assertThat(same.send("PROXY TCP4 192.0.2.7 203.0.113.1 4712 443\r\n" + GET)
                            .isClosedWithin(ProxyFixture.SOON))
                    .isTrue();
        }
        assertThat(proxy.ask("PROXY TCP4 192.0.2.8 203.0.113.1 4713 443\r\n" + GET)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_stop_does_not_wait_for_them() throws Exception {
        proxy.traffic.setDrainTimeout(Duration.ofMinutes(10));
        proxy.start();
        socket(proxy.tlsPort());
        send(socket(proxy.clearTextPort()), "PRI");
        await().atMost(ProxyFixture.SOON).until(() -> counted() == 2);
        proxy.stop().toCompletionStage().toCompletableFuture().get(20, SECONDS);
        assertThat(counted()).isZero();
    }

    private void proxyProtocol() {
        proxy.options
                .getProxyProtocol()
                .setEnabled(true)
                .setTimeout(LONG)
                .setTrusted(List.of(CidrBlock.parse("127.0.0.0/8")));
    }
}
