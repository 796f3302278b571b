package io.modcluster.balancer.testkit;

import java.io.IOException;

/** Bytes on the wire that RFC 9112 does not let a careful sender produce. */
final class WireViolation extends IOException {
    private static final long serialVersionUID = 1L;

    WireViolation(String found, String expected) {
        super(quoted(found) + " (expected: " + expected + ")");
    }

    private static String quoted(String found) {
        String clipped = found.length() > 120 ? found.substring(0, 120) + "…" : found;
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < clipped.length(); i++) {
            char c = clipped.charAt(i);
            text.append(c < 0x20 || c == 0x7f ? "\\x%02x".formatted((int) c) : String.valueOf(c));
        }
        return text.append('"').toString();
    }
}
