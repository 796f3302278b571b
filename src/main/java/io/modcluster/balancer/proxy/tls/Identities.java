package io.modcluster.balancer.proxy.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate for a handshake: that of the name the client asks for, exact before wildcard, else the first. One
 * wildcard stands for one label (RFC 9525 section 6.3). Several certificates may be for one name with keys of different
 * types. Immutable; any thread.
 *
 * <p>One TLS context serves all names, so what clients ask for is looked up and never kept: a context for each name, as
 * Vert.x makes them, is memory that clients fill (CVE-2026-6860).
 */
final class Identities extends X509ExtendedKeyManager implements KeyCertOptions {
    /** What the session of a connection without a handshake behind it says. */
    private static final String NO_PROTOCOL = "NONE";

    private final List<Identity> identities;
    private final Map<String, List<Integer>> byName = new HashMap<>();

    /** At least one; the first one is for all names that none of them is for. */
    Identities(List<Identity> identities) throws CertificateParsingException {
        this.identities = List.copyOf(identities);
        for (int i = 0; i < identities.size(); i++) {
            for (String name : identities.get(i).names()) {
                byName.computeIfAbsent(name, unseen -> new ArrayList<>(1)).add(i);
            }
        }
    }

    /** Names that there is a certificate for. */
    int names() {
        return byName.size();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine == null) {
            return aliasOf(keyType, List.of(0));
        }
        if (!(engine instanceof ReferenceCountedOpenSslEngine)
                && !NO_PROTOCOL.equals(engine.getSession().getProtocol())) {
            // a second full handshake costs us a signature and the client nothing; no honest client asks for one, and
            // TLS 1.3 has none (RFC 8446 section 4.1.2). BoringSSL refuses it by itself, before it asks for a
            // certificate
            return null;
        }
        return aliasOf(keyType, fitting(nameAskedFor(engine)));
    }

    /** Indexes of the certificates for this name. */
    private List<Integer> fitting(@Nullable String name) {
        if (name != null) {
            List<Integer> exact = byName.get(name);
            if (exact != null) {
                return exact;
            }
            int dot = name.indexOf('.');
            List<Integer> wildcard = dot < 0 ? null : byName.get("*" + name.substring(dot));
            if (wildcard != null) {
                return wildcard;
            }
        }
        return List.of(0);
    }

    private @Nullable String aliasOf(String keyType, List<Integer> indexes) {
        for (int index : indexes) {
            if (identities.get(index).key().getAlgorithm().equals(keyType)) {
                return Integer.toString(index);
            }
        }
        return null;
    }

    private static @Nullable String nameAskedFor(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = aliasOf(keyType, List.of(0));
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasOf(keyType, List.of(0));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    /** Itself: it does not change, and two with the same content are different reads of the files. */
    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
        return KeyCertOptions.wrap(this).getKeyManagerFactory(vertx);
    }

    @Override
    public @Nullable Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return null;
    }
}
