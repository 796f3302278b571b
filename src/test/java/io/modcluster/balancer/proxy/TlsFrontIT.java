package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsFrontIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    private final TestCertificates authority = new TestCertificates("test authority");
    private final Issued shop = authority.issue("shop.example", "exact.wild.example");
    private final Issued wild = authority.issue("*.wild.example");
    private final TlsClient anonymous = TlsClient.anonymous();

    private RecordingNode node;
    ProxyFixture proxy;

    TlsFrontIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.options.getTls().setHost("127.0.0.1").setPort(0).setCertificates(List.of(of(shop), of(wild)));
        proxy.options.getTls().setReloadInterval(Duration.ofMillis(100));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private static TlsCertificate of(Issued issued) throws IOException {
        Files.setPosixFilePermissions(issued.key(), PosixFilePermissions.fromString("rw-------"));
        return new TlsCertificate(issued.certificate().toString(), issued.key().toString());
    }

    private static X509Certificate x509(Issued issued) throws Exception {
        try (InputStream in = Files.newInputStream(issued.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private X509Certificate certificateFor(String name) throws IOException {
        return anonymous.certificateFor(proxy.tlsPort(), name);
    }

    private static String ask(SSLSocket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[8192];
        int count = socket.getInputStream().read(answer);
        return count < 0 ? "" : new String(answer, 0, count, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_client_gets_the_certificate_of_the_name_it_asks_for() throws Exception {
        proxy.start();
        assertThat(certificateFor("shop.example")).isEqualTo(x509(shop));
        assertThat(certificateFor("SHOP.example")).isEqualTo(x509(shop));
        assertThat(certificateFor("a.wild.example")).isEqualTo(x509(wild));
        assertThat(certificateFor("exact.wild.example")).isEqualTo(x509(shop));
        assertThat(certificateFor("a.b.wild.example"))
                .as("a wildcard is one label")
                .isEqualTo(x509(shop));
        assertThat(certificateFor("unknown.example")).isEqualTo(x509(shop));
        assertThat(certificateFor("")).isEqualTo(x509(shop));
    }

    @Test
    void a_certificate_may_have_another_kind_of_key_and_its_name_in_the_subject_only() throws Exception {
        SelfSignedCertificate rsa = SelfSignedCertificate.create("rsa.example");
        proxy.options
                .getTls()
                .setCertificates(List.of(
                        of(shop), of(new Issued(Path.of(rsa.certificatePath()), Path.of(rsa.privateKeyPath())))));
        proxy.start();
        assertThat(certificateFor("rsa.example").getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(certificateFor("other.example").getPublicKey().getAlgorithm())
                .isEqualTo("EC");
        rsa.delete();
    }

    @Test
    void a_request_over_tls_reaches_the_node_and_says_so() throws Exception {
        proxy.start();
        try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "")) {
            assertThat(ask(socket, REQUEST)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(node.requests()).singleElement().satisfies(seen -> {
            assertThat(seen.values("X-Forwarded-Proto")).containsExactly("https");
            assertThat(seen.values("X-Forwarded-Port")).containsExactly("443");
            assertThat(seen.values("X-Forwarded-Client-Cert")).isEmpty();
        });
    }

    @Test
    void a_certificate_replaced_on_disk_is_served_by_the_next_handshake_and_open_connections_live_on()
            throws Exception {
        Issued before = authority.issue("shop.example");
        X509Certificate old = x509(before);
        Issued after = authority.issue("shop.example");
        proxy.options.getTls().setCertificates(List.of(of(before)));
        proxy.start();
        try (SSLSocket open = anonymous.connect(proxy.tlsPort(), "shop.example", "")) {
            assertThat(ask(open, REQUEST)).startsWith("HTTP/1.1 200 ");
            X509Certificate next = x509(after);
            assertThat(of(after)).as("its key is its owner's alone").isNotNull();
            Files.move(after.key(), before.key(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(after.certificate(), before.certificate(), StandardCopyOption.ATOMIC_MOVE);
            await().atMost(ProxyFixture.SOON).untilAsserted(() -> assertThat(certificateFor("shop.example"))
                    .isEqualTo(next));
            assertThat(ask(open, REQUEST)).startsWith("HTTP/1.1 200 ");
            assertThat(open.getSession().getPeerCertificates()[0]).isEqualTo(old);
        }
        try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void a_key_that_others_could_read_is_taken_once_they_cannot() throws Exception {
        Issued before = authority.issue("shop.example");
        Issued after = authority.issue("shop.example");
        X509Certificate next = x509(after);
        proxy.options.getTls().setCertificates(List.of(of(before)));
        proxy.start();
        Files.setPosixFilePermissions(after.key(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(after.key(), before.key(), StandardCopyOption.ATOMIC_MOVE);
        Files.move(after.certificate(), before.certificate(), StandardCopyOption.ATOMIC_MOVE);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(certificateFor("shop.example")).isNotEqualTo(next);
        Files.setPosixFilePermissions(before.key(), PosixFilePermissions.fromString("rw-------"));
        await().atMost(ProxyFixture.SOON)
                .untilAsserted(() -> assertThat(certificateFor("shop.example")).isEqualTo(next));
    }

    @Test
    void a_broken_pair_on_disk_keeps_the_certificate_from_before() throws Exception {
        Issued before = authority.issue("shop.example");
        proxy.options.getTls().setCertificates(List.of(of(before)));
        proxy.start();
        X509Certificate old = x509(before);
        Files.writeString(before.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(certificateFor("shop.example")).isEqualTo(old);
        Issued newer = authority.issue("shop.example");
        assertThat(of(newer)).as("its key is its owner's alone").isNotNull();
        Files.copy(newer.key(), before.key(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(
                newer.certificate(),
                before.certificate(),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        await().atMost(ProxyFixture.SOON)
                .untilAsserted(() -> assertThat(certificateFor("shop.example")).isEqualTo(x509(newer)));
    }

    @Test
    void what_is_wrong_with_the_files_is_said_at_the_start_with_their_paths_and_nothing_of_their_content()
            throws Exception {
        Issued open = authority.issue("open.example");
        Files.setPosixFilePermissions(open.key(), PosixFilePermissions.fromString("rw-r--r--"));
        proxy.options
                .getTls()
                .setCertificates(List.of(
                        new TlsCertificate(
                                open.certificate().toString(), open.key().toString()),
                        new TlsCertificate(
                                shop.certificate().toString(), wild.key().toString()),
                        new TlsCertificate("target/none.pem", shop.key().toString()),
                        new TlsCertificate(shop.key().toString(), shop.key().toString())));
        String keyLine = Files.readAllLines(shop.key()).get(1);
        assertThatThrownBy(proxy::start)
                .hasCauseInstanceOf(OptionsProblems.class)
                .hasMessageContaining(
                        "tls.certificates[0].key: \"" + open.key() + "\" (expected: a file that not everybody")
                .hasMessageContaining("tls.certificates[1].key: \"" + wild.key() + "\" (expected: the private key of")
                .hasMessageContaining("none.pem\" (expected: a file that exists)")
                .hasMessageContaining("tls.certificates[3]: ")
                .hasMessageNotContaining(keyLine);
    }

    @Test
    void a_certificate_that_a_client_shows_goes_to_the_node_and_one_that_it_claims_does_not() throws Exception {
        proxy.options
                .getTls()
                .setClientAuth(ClientAuth.REQUEST)
                .setClientTrust(authority.authority().toString());
        proxy.start();
        Issued client = authority.issue("client.example");
        String claims = "GET / HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Client-Cert: Hash=1\r\n\r\n";
        try (SSLSocket socket = TlsClient.with(proxy.vertx(), client).connect(proxy.tlsPort(), "shop.example", "")) {
            assertThat(ask(socket, claims)).startsWith("HTTP/1.1 200 ");
            assertThat(ask(socket, claims)).startsWith("HTTP/1.1 200 ");
        }
        try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "")) {
            assertThat(ask(socket, claims)).startsWith("HTTP/1.1 200 ");
        }
        String told = node.requests().get(0).values("X-Forwarded-Client-Cert").get(0);
        assertThat(told).matches("Hash=[0-9a-f]{64};Cert=\"[A-Za-z0-9%.*_-]+\";Subject=\"CN=client.example\"");
        String pem = URLDecoder.decode(told.replaceAll(".*Cert=\"([^\"]*)\".*", "$1"), StandardCharsets.US_ASCII);
        assertThat(Files.readString(client.certificate())).startsWith(pem);
        assertThat(node.requests().get(1).values("X-Forwarded-Client-Cert")).containsExactly(told);
        assertThat(node.requests().get(2).values("X-Forwarded-Client-Cert")).isEmpty();
    }

    @Test
    void a_client_without_a_certificate_is_refused_where_one_is_required() throws Exception {
        proxy.options
                .getTls()
                .setClientAuth(ClientAuth.REQUIRED)
                .setClientTrust(authority.authority().toString());
        proxy.start();
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "")) {
                        // TLS 1.3 says it with the first read
                        ask(socket, REQUEST);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = TlsClient.with(
                                    proxy.vertx(), new TestCertificates("other").issue("client.example"))
                            .connect(proxy.tlsPort(), "shop.example", "")) {
                        ask(socket, REQUEST);
                    }
                })
                .as("an issuer that is not trusted")
                .isInstanceOf(IOException.class);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void the_port_without_tls_sends_clients_to_the_one_with_it() throws Exception {
        proxy.options.getTls().setRedirect(true);
        proxy.start();
        RawHttp.Response get = proxy.ask("GET /a%20b?x=1 HTTP/1.1\r\nHost: Shop.Example:8080\r\n\r\n");
        assertThat(get.status()).isEqualTo(308);
        assertThat(get.header("location")).isEqualTo("https://shop.example:" + proxy.tlsPort() + "/a%20b?x=1");
        RawHttp.Response post = proxy.ask("POST /p HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(post.status()).isEqualTo(308);
        assertThat(post.header("connection")).isEqualTo("close");
        assertThat(proxy.ask("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n").status()).isEqualTo(400);
        assertThat(proxy.ask("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(400);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void g_09_tls_1_1_is_refused() throws Exception {
        proxy.start();
        assertThatThrownBy(() -> anonymous.connect(proxy.tlsPort(), "shop.example", "TLSv1.1"))
                .isInstanceOf(SSLException.class);
        try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "TLSv1.2")) {
            assertThat(socket.getSession().getCipherSuite()).contains("ECDHE").contains("GCM");
        }
    }

    @Test
    void g_09_a_second_full_handshake_on_a_connection_is_refused() throws Exception {
        proxy.start();
        try (SSLSocket socket = anonymous.connect(proxy.tlsPort(), "shop.example", "TLSv1.2")) {
            assertThat(ask(socket, REQUEST)).startsWith("HTTP/1.1 200 ");
            socket.getSession().invalidate();
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        ask(socket, REQUEST);
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
