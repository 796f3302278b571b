package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client cannot make the port with TLS do. */
class TlsLimitsIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    private final TlsClient client = TlsClient.anonymous();
    private RecordingNode node;
    ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        Issued shop = new TestCertificates("test authority").issue("*.example");
        Files.setPosixFilePermissions(shop.key(), PosixFilePermissions.fromString("rw-------"));
        proxy.options
                .getTls()
                .setHost("127.0.0.1")
                .setPort(0)
                .setCertificates(List.of(new TlsCertificate(
                        shop.certificate().toString(), shop.key().toString())));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private Socket raw() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.tlsPort());
        socket.setSoTimeout(5000);
        return socket;
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // an alert
            }
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void g_10_a_connection_without_hello_is_closed_after_the_handshake_timeout() throws Exception {
        proxy.options.getTls().setHandshakeTimeout(Duration.ofMillis(500));
        proxy.start();
        try (Socket silent = raw();
                Socket half = raw()) {
            half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252});
            assertThat(isClosed(silent)).isTrue();
            assertThat(isClosed(half)).isTrue();
        }
    }

    @Test
    void g_10_a_hello_that_says_it_has_16_mib_is_refused_at_once() throws Exception {
        proxy.options.getTls().setHandshakeTimeout(Duration.ofSeconds(30));
        proxy.start();
        try (Socket socket = raw()) {
            // records of 16 KiB, the first of which begins a ClientHello of 16 MiB less one byte
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.writeBytes(new byte[] {22, 3, 1, 0x40, 0, 1, (byte) 255, (byte) 255, (byte) 255});
            record.writeBytes(new byte[0x4000 - 4]);
            socket.getOutputStream().write(record.toByteArray());
            byte[] next = new byte[5 + 0x4000];
            System.arraycopy(new byte[] {22, 3, 1, 0x40, 0}, 0, next, 0, 5);
            try {
                for (int i = 0; i < 4; i++) {
                    socket.getOutputStream().write(next);
                }
            } catch (IOException closedAlready) {
                // the sooner the better
            }
            assertThat(isClosed(socket)).isTrue();
        }
    }

    @Test
    void g_10_names_that_nobody_has_are_not_kept() throws Exception {
        proxy.start();
        for (int i = 0; i < 8; i++) {
            assertThat(client.certificateFor(proxy.tlsPort(), "name" + i + ".example")
                            .getSerialNumber())
                    .isEqualTo(client.certificateFor(proxy.tlsPort(), "x" + i + ".other")
                            .getSerialNumber());
        }
    }

    @Test
    void http_2_is_chosen_by_alpn() throws Exception {
        proxy.start();
        try (SSLSocket socket = client.connect(proxy.tlsPort(), "shop.example", "", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            RawHttp2 http2 = RawHttp2.over(socket).begin(65_535).get(1, "/");
            assertThat(http2.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests().get(0).values("X-Forwarded-Proto")).containsExactly("https");
    }

    @Test
    void without_http_2_a_client_is_left_http_1() throws Exception {
        proxy.options.getHttp2().setEnabled(false);
        proxy.start();
        try (SSLSocket socket = client.connect(proxy.tlsPort(), "shop.example", "", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isNotEqualTo("h2");
            socket.getOutputStream().write(REQUEST.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void a_client_that_chose_http_2_and_says_nothing_is_closed() throws Exception {
        proxy.traffic.setHeaderTimeout(Duration.ofMillis(500));
        proxy.start();
        try (SSLSocket socket = client.connect(proxy.tlsPort(), "shop.example", "", "h2")) {
            assertThat(isClosed(socket)).isTrue();
        }
    }

    @Test
    void one_client_has_so_many_connections_over_all_ports_together() throws Exception {
        proxy.traffic.setMaxConnectionsPerClient(3);
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        proxy.start();
        try (RawHttp plain = proxy.client();
                SSLSocket secure = client.connect(proxy.tlsPort(), "shop.example", "");
                RawHttp2 clearText = RawHttp2.connect(proxy.clearTextPort())) {
            assertThat(plain.send(REQUEST).read(ProxyFixture.SOON).status()).isEqualTo(200);
            clearText.get(1, "/");
            assertThat(clearText.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            try (RawHttp fourth = proxy.client()) {
                assertThat(fourth.isClosedWithin(ProxyFixture.SOON)).isTrue();
            }
            assertThatThrownBy(() -> client.connect(proxy.tlsPort(), "shop.example", ""))
                    .isInstanceOf(IOException.class);
            try (RawHttp2 fourth = RawHttp2.connect(proxy.clearTextPort())) {
                assertThat(fourth.isClosedWithin(ProxyFixture.SOON)).isTrue();
            }
            secure.getOutputStream().write(REQUEST.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(secure.getInputStream().read()).isEqualTo('H');
        }
        await().atMost(ProxyFixture.SOON).untilAsserted(() -> {
            try (RawHttp again = proxy.client()) {
                assertThat(again.send(REQUEST).read(ProxyFixture.SOON).status()).isEqualTo(200);
            }
        });
    }
}
