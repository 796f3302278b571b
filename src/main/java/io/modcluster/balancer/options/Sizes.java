package io.modcluster.balancer.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as text: {@code 512}, {@code 64KiB}, {@code 1MiB}. */
final class Sizes {
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(B|KiB|MiB)");

    private Sizes() {}

    /** The bytes that a JSON value stands for; -1, which no size has, when it stands for none. */
    static long parse(Object json) {
        if (json instanceof Integer || json instanceof Long) {
            return ((Number) json).longValue();
        }
        Matcher written = WRITTEN.matcher(json instanceof String text ? text : "");
        return written.matches() ? Long.parseLong(written.group(1)) * unit(written.group(2)) : -1;
    }

    /** The shortest exact form. */
    static String show(long bytes) {
        if (bytes > 0 && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes > 0 && bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }

    private static long unit(String name) {
        return switch (name) {
            case "KiB" -> KIB;
            case "MiB" -> MIB;
            default -> 1;
        };
    }
}
