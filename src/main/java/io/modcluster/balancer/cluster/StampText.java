package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Stamp;

/** A stamp as text: {@code micros@member}. */
final class StampText {
    /** The end of the year 9999. */
    private static final long LATEST = 253_402_300_799_999_999L;

    private StampText() {}

    static String write(Stamp stamp) {
        return stamp.micros() + "@" + stamp.member();
    }

    /** Fails with {@link IllegalArgumentException} on anything else. */
    static Stamp read(String text) {
        int at = text.indexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException("stamp: \"" + text + "\" (expected: micros@member)");
        }
        long micros = Long.parseLong(text.substring(0, at));
        if (micros < 0 || micros > LATEST) {
            // it would stop the clocks of all who see it
            throw new IllegalArgumentException("stamp: " + micros + " (expected: 0.." + LATEST + ")");
        }
        return new Stamp(micros, text.substring(at + 1));
    }
}
