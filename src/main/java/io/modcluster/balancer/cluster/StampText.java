package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Stamp;

/** A stamp as text: {@code micros@member}. */
final class StampText {
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
        return new Stamp(Long.parseLong(text.substring(0, at)), text.substring(at + 1));
    }
}
