package io.modcluster.balancer.launcher;

/**
 * JSON for a terminal: the same values in printable ASCII only. What nodes call themselves may hold characters that turn the
 * direction of text or command a terminal, and JSON lets all but those below a blank stand as they are.
 */
final class PlainJson {
    private PlainJson() {}

    /** The same JSON with everything but printable ASCII as {@code \\uXXXX}; outside of strings there is nothing else. */
    static String of(String json) {
        StringBuilder plain = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < ' ' || c > '~') {
                plain = plain == null ? new StringBuilder(json.length() + 16).append(json, 0, i) : plain;
                String hex = Integer.toHexString(c);
                plain.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
            } else if (plain != null) {
                plain.append(c);
            }
        }
        return plain == null ? json : plain.toString();
    }
}
