package io.modcluster.balancer.testkit.ajp;

import java.nio.charset.StandardCharsets;

/** Packets of a node, one char for each byte. */
public final class AjpBytes {
    /** CPONG. */
    public static final String PONG = packet("\u0009");
    /** END_RESPONSE, connection may be used again. */
    public static final String END = packet("\u0005\u0001");
    /** END_RESPONSE, connection ends. */
    public static final String END_CLOSE = packet("\u0005\u0000");

    private AjpBytes() {}

    /** A packet with this inside. */
    public static String packet(String payload) {
        return "AB" + number(payload.length()) + payload;
    }

    /** SEND_HEADERS; lines are {@code name: value}, names that begin with {@code @} are codes in hexadecimal. */
    public static String head(int status, String reason, String... lines) {
        StringBuilder payload =
                new StringBuilder("\u0004").append(number(status)).append(text(reason));
        payload.append(number(lines.length));
        for (String line : lines) {
            int colon = line.indexOf(": ");
            String name = line.substring(0, colon);
            payload.append(name.startsWith("@") ? number(Integer.parseInt(name.substring(1), 16)) : text(name));
            payload.append(text(line.substring(colon + 2)));
        }
        return packet(payload.toString());
    }

    /** SEND_BODY_CHUNK. */
    public static String body(String data) {
        return packet("\u0003" + number(data.length()) + data + '\0');
    }

    /** GET_BODY_CHUNK. */
    public static String wants(int most) {
        return packet("\u0006" + number(most));
    }

    /** Length, text, NUL. */
    public static String text(String text) {
        return number(text.length()) + text + '\0';
    }

    /** Two bytes. */
    public static String number(int value) {
        return "" + (char) (value >> 8 & 0xff) + (char) (value & 0xff);
    }

    /** As bytes. */
    public static byte[] bytes(String packet) {
        return packet.getBytes(StandardCharsets.ISO_8859_1);
    }
}
