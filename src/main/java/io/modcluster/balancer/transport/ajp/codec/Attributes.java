package io.modcluster.balancer.transport.ajp.codec;

import org.jspecify.annotations.Nullable;

/** What stands behind the header fields of a request. What becomes an attribute is in this list and nowhere else. */
final class Attributes {
    private static final int QUERY_STRING = 5;
    private static final int ROUTE = 6;
    private static final int SSL_CERT = 7;
    private static final int SSL_CIPHER = 8;
    private static final int SSL_SESSION = 9;
    private static final int REQ_ATTRIBUTE = 10;
    private static final int SSL_KEY_SIZE = 11;
    private static final int SECRET = 12;
    private static final int STORED_METHOD = 13;
    private static final int NO_MORE = 0xff;

    private Attributes() {}

    /** What is behind the {@code ?} of a target, if there is one. */
    static void query(PacketWriter packet, String target, int question) {
        if (question >= 0) {
            packet.number8(QUERY_STRING);
            packet.text(target, question + 1, target.length());
        }
    }

    /** What a node is told about itself. */
    static void node(PacketWriter packet, String route, String secret) {
        // for people only; what cannot be written is left out
        coded(packet, ROUTE, isLatin(route) ? route : "");
        coded(packet, SECRET, secret);
    }

    /** What is known of the client's TLS. */
    static void tls(PacketWriter packet, @Nullable TlsFacts tls) {
        if (tls == null) {
            return;
        }
        if (!tls.certificates().isEmpty()) {
            packet.number8(SSL_CERT);
            packet.lines(tls.certificates());
        }
        coded(packet, SSL_CIPHER, tls.cipher());
        coded(packet, SSL_SESSION, tls.session());
        request(packet, "AJP_SSL_PROTOCOL", tls.protocol());
        if (tls.keySize() > 0) {
            packet.number8(SSL_KEY_SIZE);
            packet.number16(tls.keySize());
        }
    }

    /** A method that has no number; the end of the packet behind it. */
    static void end(PacketWriter packet, String storedMethod) {
        coded(packet, STORED_METHOD, storedMethod);
        packet.number8(NO_MORE);
    }

    /** One that goes by its name; empty ones do not go. */
    static void request(PacketWriter packet, String name, String value) {
        if (!value.isEmpty()) {
            packet.number8(REQ_ATTRIBUTE);
            packet.text(name);
            packet.text(value);
        }
    }

    private static void coded(PacketWriter packet, int code, String value) {
        if (!value.isEmpty()) {
            packet.number8(code);
            packet.text(value);
        }
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }
}
