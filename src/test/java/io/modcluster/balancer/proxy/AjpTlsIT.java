package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.container.TomcatContainer;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import io.vertx.core.http.ClientAuth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What TLS says of a client, through the TLS port and AJP, as a real Tomcat shows it to an application. */
class AjpTlsIT {
    private static final String REQUEST =
            "GET /app/facts HTTP/1.1\r\nHost: shop.example\r\nSSL_CLIENT_CERT: forged\r\nConnection: close\r\n\r\n";

    private final TestCertificates authority = new TestCertificates("site");
    private TomcatContainer tomcat;
    private ProxyFixture proxy;

    AjpTlsIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        tomcat = TomcatContainer.ajp("");
        proxy = new ProxyFixture(AjpNodes.ajp("n1", tomcat.port(), Duration.ofSeconds(10)));
        Issued own = authority.issue("shop.example");
        Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-------"));
        proxy.options
                .getTls()
                .setHost("127.0.0.1")
                .setPort(0)
                .setCertificates(List.of(new TlsCertificate(
                        own.certificate().toString(), own.key().toString())))
                .setClientAuth(ClientAuth.REQUEST)
                .setClientTrust(authority.authority().toString());
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.close();
        tomcat.close();
    }

    private List<String> factsFor(TlsClient client) throws IOException {
        try (SSLSocket socket = client.connect(proxy.tlsPort(), "shop.example", "TLSv1.3")) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }

    @Test
    void an_application_sees_cipher_key_size_and_the_certificate_of_the_client() throws Exception {
        List<String> facts = factsFor(TlsClient.with(proxy.vertx(), authority.issue("eve.example")));

        assertThat(facts)
                .contains(
                        "scheme https",
                        "secure true",
                        "server shop.example:443",
                        "attribute jakarta.servlet.request.X509Certificate=CN=eve.example")
                .anyMatch(
                        line -> line.matches("attribute jakarta.servlet.request.cipher_suite=TLS_AES_(128|256)_GCM.*"))
                .anyMatch(line -> line.matches("attribute jakarta.servlet.request.key_size=(128|256)"))
                .noneMatch(line -> line.contains("forged"));
    }

    @Test
    void a_client_without_a_certificate_has_none_there() throws Exception {
        assertThat(factsFor(TlsClient.anonymous()))
                .contains("scheme https", "secure true")
                .noneMatch(line -> line.contains("X509Certificate") || line.contains("forged"));
    }
}
