package io.modcluster.balancer.proxy.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A certificate with its private key and its issuers.
 *
 * @param chain the certificate of the server first
 * @param key   its private key
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2;

    /** Copies the list. */
    Identity {
        chain = List.copyOf(chain);
    }

    /**
     * Host names that it is for, in lower case: the DNS names among its subject alternative names, {@code *.} in front of a
     * wildcard; where there is none, its common name (RFC 6125 section 6.4.4).
     */
    List<String> names() throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0) instanceof Integer type && type == DNS_NAME) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names.isEmpty() ? commonNames() : names;
    }

    private List<String> commonNames() {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(chain.get(0).getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()).toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException notAName) {
            // then it has no name, and serves only as the first of the list
            return List.of();
        }
        return names;
    }
}
