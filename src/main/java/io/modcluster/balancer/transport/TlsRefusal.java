package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.Quoted;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says for people why there is no TLS with a node, and what to do about it. No longer than a line of the log takes, about 80
 * characters.
 */
public final class TlsRefusal {
    /** A chain of causes is never longer in practice; one that goes round in circles ends here. */
    private static final int MAX_CAUSES = 16;

    private TlsRefusal() {}

    /** What a failed connection says about TLS; null if it failed otherwise: nobody there, closed, or too late. */
    public static @Nullable String explain(Throwable failure) {
        boolean tls = false;
        String deepest = "";
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof SslHandshakeTimeoutException || cause instanceof ClosedChannelException) {
                return null;
            }
            String known = known(cause);
            if (known != null) {
                return known;
            }
            tls |= cause instanceof SSLException || cause instanceof CertificateException;
            deepest = String.valueOf(cause.getMessage());
        }
        // the engine tells by a message of its own that the other end just closed
        return tls && !deepest.contains("Connection closed") ? "TLS: " + Quoted.of(deepest) : null;
    }

    private static @Nullable String known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return "TLS: certificate of the node expired: " + message;
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "TLS: certificate of the node not valid yet: " + message;
        }
        if (cause instanceof CertPathBuilderException) {
            return "TLS: certificate of nobody trusted, see nodes-tls.trust";
        }
        if (cause instanceof CertificateException
                && (message.contains("ubject alternative") || message.startsWith("No name matching"))) {
            return "TLS: certificate not for the Host of the node, see nodes-tls.verify-name";
        }
        if (cause instanceof NotSslRecordException) {
            return "TLS: the node does not speak it, let it register Type=http";
        }
        return cause instanceof SSLException ? alert(message.toLowerCase(Locale.ROOT)) : null;
    }

    private static @Nullable String alert(String message) {
        if (message.contains("protocol_version") || message.contains("protocol version")) {
            return "TLS: the node speaks neither 1.2 nor 1.3";
        }
        if (message.contains("certificate_required") || message.contains("bad_certificate")) {
            return "TLS: the node refuses our certificate, see nodes-tls.certificate";
        }
        return null;
    }
}
