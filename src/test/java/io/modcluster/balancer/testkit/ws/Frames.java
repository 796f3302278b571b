package io.modcluster.balancer.testkit.ws;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Frames and handshakes of RFC 6455, written by hand; one char of a text stands for one byte. */
public final class Frames {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;

    /** The key of the example in RFC 6455 §1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int MASK = 0x37fa213d;

    private Frames() {}

    /** The request for a WebSocket, without the empty line at its end. */
    public static String request(String path) {
        return "GET " + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n";
    }

    /** The 101 to a request with {@link #KEY}. */
    public static String accepted() {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(KEY) + "\r\n\r\n";
    }

    /** The Sec-WebSocket-Accept of a key. */
    public static String accept(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** A frame as servers send them. */
    public static String frame(int opcode, String payload) {
        return frame(0x80 | opcode, payload, false);
    }

    /** A frame as clients send them. */
    public static String masked(int opcode, String payload) {
        return frame(0x80 | opcode, payload, true);
    }

    private static String frame(int first, String payload, boolean masked) {
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(frame)) {
            int mask = masked ? 0x80 : 0;
            out.writeByte(first);
            if (bytes.length < 126) {
                out.writeByte(mask | bytes.length);
            } else if (bytes.length < 1 << 16) {
                out.writeByte(mask | 126);
                out.writeShort(bytes.length);
            } else {
                out.writeByte(mask | 127);
                out.writeLong(bytes.length);
            }
            if (masked) {
                out.writeInt(MASK);
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] ^= (byte) (MASK >>> (24 - 8 * (i % 4)));
                }
            }
            out.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return frame.toString(StandardCharsets.ISO_8859_1);
    }
}
