package io.modcluster.balancer.testkit.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void what_an_authority_issues_is_its_own_and_good_for_the_names() throws Exception {
        TestCertificates authority = new TestCertificates("shop CA");
        X509Certificate root = read(authority.authority());

        X509Certificate issued =
                read(authority.issue("n1.example", "127.0.0.1", "::1").certificate());

        issued.verify(root.getPublicKey());
        issued.checkValidity();
        assertThat(root.getBasicConstraints()).isNotNegative();
        assertThat(issued.getBasicConstraints()).isNegative();
        assertThat(issued.getSubjectAlternativeNames().stream().map(Object::toString))
                .containsExactlyInAnyOrder("[2, n1.example]", "[7, 127.0.0.1]", "[7, 0:0:0:0:0:0:0:1]");
        X509Certificate other = read(new TestCertificates("shop CA").authority());
        assertThatThrownBy(() -> issued.verify(other.getPublicKey())).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void an_expired_one_is_expired() throws Exception {
        X509Certificate expired =
                read(new TestCertificates("CA").expired("n1.example").certificate());

        assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }
}
