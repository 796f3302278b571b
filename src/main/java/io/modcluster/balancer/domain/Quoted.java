package io.modcluster.balancer.domain;

/** Text from outside, made safe to show: quoted, clipped to 80 characters, everything but printable ASCII escaped. */
public final class Quoted {
    /** What a line of a log or a terminal can take beside the words around it. */
    private static final int MAX_CHARACTERS = 80;

    private Quoted() {}

    /** {@code text} in double quotes; a quote, a backslash and anything outside 0x20..0x7e is escaped. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int shown = Math.min(text.length(), MAX_CHARACTERS);
        for (int i = 0; i < shown; i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append(shown < text.length() ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, char c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').append(c);
        } else if (c >= 0x20 && c <= 0x7e) {
            quoted.append(c);
        } else {
            String hex = Integer.toHexString(c);
            quoted.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
        }
    }
}
