package io.modcluster.balancer.transport.http;

/** What a node says of how long it keeps a connection: {@code Keep-Alive: timeout=5, max=100} (RFC 2068 §19.7.1). */
final class KeepAlive {
    private static final String TIMEOUT = "timeout=";
    private static final int DIGITS = 6;

    private KeepAlive() {}

    /** The time in milliseconds, or {@code otherwise} where it says none that makes sense. */
    static long millisOf(String value, long otherwise) {
        int start = value.indexOf(TIMEOUT);
        if (start < 0) {
            return otherwise;
        }
        long seconds = 0;
        int at = start + TIMEOUT.length();
        int end = Math.min(value.length(), at + DIGITS);
        boolean any = false;
        for (; at < end && value.charAt(at) >= '0' && value.charAt(at) <= '9'; at++) {
            seconds = seconds * 10 + value.charAt(at) - '0';
            any = true;
        }
        // a connection that is to be closed at once is told by Connection: close
        return any ? Math.max(1, seconds * 1000) : otherwise;
    }
}
