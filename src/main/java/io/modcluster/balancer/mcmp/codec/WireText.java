package io.modcluster.balancer.mcmp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Values inside answers. Answers are ASCII: the mod_cluster client counts characters where {@code Content-Length} counts
 * bytes, and would wait for the rest (MCMP §1.8).
 */
final class WireText {
    private WireText() {}

    /** For lines of text: other characters become the {@code %XX} of their UTF-8 bytes. */
    static String line(String value) {
        return encoded(value, "");
    }

    /** For {@code name=value} pairs: the separators become {@code %XX} too. */
    static String pair(String value) {
        return encoded(value, "&=");
    }

    /** For XML: markup is escaped, other characters become references. */
    static String xml(String value) {
        StringBuilder escaped = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (c < 0x20 || c > 0x7e || "&<>\"'".indexOf(c) >= 0) {
                escaped.append("&#").append(c).append(';');
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString().replace("&#38;", "&amp;");
    }

    private static String encoded(String value, String separators) {
        return isPlain(value, separators) ? value : escaped(value, separators);
    }

    /** As nearly all values are: INFO of a large site has a hundred thousand of them. */
    private static boolean isPlain(String value, String separators) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c >= 0x7f || separators.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String value, String separators) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (octet < 0x20 || octet == 0x7f || separators.indexOf(octet) >= 0) {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xff));
            } else {
                encoded.append((char) octet);
            }
        }
        return encoded.toString();
    }
}
