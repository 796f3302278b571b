package io.modcluster.balancer.advertise.codec;

/** What may stand in a line of a datagram. */
final class Wire {
    private Wire() {}

    /** Whether all characters are in 0x20..0x7e: nothing that could end a line or read differently elsewhere. */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    /** Whether {@code text} is printable, not empty, and has no blanks. */
    static boolean isToken(String text) {
        return !text.isEmpty() && isPrintable(text) && text.indexOf(' ') < 0;
    }
}
