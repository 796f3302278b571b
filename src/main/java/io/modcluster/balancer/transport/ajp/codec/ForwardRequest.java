package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request to a node (AJP/1.3 FORWARD_REQUEST). What becomes an attribute is in this list and nowhere else:
 * nothing that a client sends can become one.
 *
 * @param method        as the client sent it
 * @param target        path, and query behind the first {@code ?}
 * @param headers       to send; Content-Length and Transfer-Encoding among them are not, they follow from {@code length}
 * @param length        of the body; 0 for none, {@link #UNKNOWN} when only its end will tell
 * @param remoteAddress of the client, numeric
 * @param remotePort    of the client, 0 when not known
 * @param localAddress  that the client connected to, empty when not known
 * @param serverName    that the client meant
 * @param serverPort    that the client meant
 * @param route         JVMRoute of the node
 * @param secret        that the node wants, empty for none
 * @param tls           of the client's connection, null when it is in clear
 */
public record ForwardRequest(
        String method,
        String target,
        Iterable<Map.Entry<String, String>> headers,
        long length,
        String remoteAddress,
        int remotePort,
        String localAddress,
        String serverName,
        int serverPort,
        String route,
        String secret,
        @Nullable TlsFacts tls) {
    /** Length of a body that is told by its end. */
    public static final long UNKNOWN = -1;

    private static final int FORWARD_REQUEST = 2;

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

    /**
     * The packet, which belongs to the caller.
     *
     * @throws AjpException when it would be longer than it may be, or a text cannot be sent
     */
    public ByteBuf encode(PacketWriter packet, ByteBufAllocator memory) {
        int question = target.indexOf('?');
        int methodCode = RequestCodes.ofMethod(method);
        packet.begin();
        packet.number8(FORWARD_REQUEST);
        packet.number8(methodCode);
        packet.text("HTTP/1.1");
        packet.text(target, 0, question < 0 ? target.length() : question);
        packet.text(remoteAddress);
        // a name would have to be looked up; null leaves it to the node, whose enableLookups says whether it does
        packet.text(null);
        packet.text(serverName);
        packet.number16(serverPort);
        packet.number8(tls == null ? 0 : 1);
        headers(packet);
        if (question >= 0) {
            packet.number8(QUERY_STRING);
            packet.text(target, question + 1, target.length());
        }
        attributes(packet);
        if (methodCode == RequestCodes.STORED_METHOD) {
            attribute(packet, STORED_METHOD, method);
        }
        packet.number8(NO_MORE);
        return packet.toPacket(memory);
    }

    private void headers(PacketWriter packet) {
        int counter = packet.position();
        packet.number16(0);
        int count = 0;
        String zeroLength = null;
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            if (name.equalsIgnoreCase("content-length")) {
                zeroLength = header.getValue().equals("0") ? "0" : null;
            } else if (!name.equalsIgnoreCase("transfer-encoding") && !PosingHeaders.contain(name)) {
                int code = RequestCodes.ofHeader(name);
                if (code == 0) {
                    packet.name(name);
                } else {
                    packet.number16(code);
                }
                packet.text(header.getValue());
                count++;
            }
        }
        count += framing(packet, zeroLength);
        packet.number16At(counter, count);
    }

    /**
     * Exactly one word about the length: a node that reads another length than was meant takes what follows for a request
     * (CVE-2022-26377).
     */
    private int framing(PacketWriter packet, @Nullable String zeroLength) {
        if (length == UNKNOWN) {
            // without it Undertow takes the request for one without a body; Tomcat asks for it in any case
            packet.name("transfer-encoding");
            packet.text("chunked");
            return 1;
        }
        if (length > 0 || zeroLength != null) {
            packet.number16(RequestCodes.CONTENT_LENGTH);
            packet.text(Long.toString(length));
            return 1;
        }
        return 0;
    }

    private void attributes(PacketWriter packet) {
        // for people only; what cannot be written is left out
        attributeIfAny(packet, ROUTE, isLatin(route) ? route : "");
        attributeIfAny(packet, SECRET, secret);
        requestAttribute(packet, "AJP_REMOTE_PORT", remotePort == 0 ? "" : Integer.toString(remotePort));
        requestAttribute(packet, "AJP_LOCAL_ADDR", localAddress);
        if (tls != null) {
            if (!tls.certificates().isEmpty()) {
                packet.number8(SSL_CERT);
                packet.lines(tls.certificates());
            }
            attributeIfAny(packet, SSL_CIPHER, tls.cipher());
            attributeIfAny(packet, SSL_SESSION, tls.session());
            requestAttribute(packet, "AJP_SSL_PROTOCOL", tls.protocol());
            if (tls.keySize() > 0) {
                packet.number8(SSL_KEY_SIZE);
                packet.number16(tls.keySize());
            }
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

    private static void attributeIfAny(PacketWriter packet, int code, String value) {
        if (!value.isEmpty()) {
            attribute(packet, code, value);
        }
    }

    private static void attribute(PacketWriter packet, int code, String value) {
        packet.number8(code);
        packet.text(value);
    }

    private static void requestAttribute(PacketWriter packet, String name, String value) {
        if (!value.isEmpty()) {
            packet.number8(REQ_ATTRIBUTE);
            packet.text(name);
            packet.text(value);
        }
    }

    /** Without headers, which may be secrets of the client, and without that of the node. */
    @Override
    public String toString() {
        return method + " for " + route;
    }
}
