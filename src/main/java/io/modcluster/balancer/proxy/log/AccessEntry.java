package io.modcluster.balancer.proxy.log;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request at its end. Texts are as they came, but clipped: whoever writes them escapes them.
 *
 * @param timeMillis       when its head had come, since the epoch
 * @param client           address of the client
 * @param method           as sent; null when there was none to read
 * @param target           as sent, without query unless that is wanted; null when there was none to read
 * @param protocol         such as {@code HTTP/1.1}; null when there was none to read
 * @param host             that it named; null for none
 * @param status           of the answer; 499 when the client went away before one, 0 when there was none
 * @param end              how it ended
 * @param bytesIn          of the body of the request, as far as it was read
 * @param bytesOut         of the body of the answer
 * @param referer          as sent, or null
 * @param userAgent        as sent, or null
 * @param node             JVMRoute of the node that was tried last, or null
 * @param balancer         of that node, or null
 * @param context          that matched, or null
 * @param sticky           "none", {@code hit}, {@code miss} or {@code moved}
 * @param tries            how often a node was asked
 * @param totalMicros      from the head to the end of the answer
 * @param connectMicros    from the head to the connection to the node that answered; −1 when there was none
 * @param firstByteMicros  from the head to the head of the node's response; −1 when there was none
 * @param reason           of a failure, or null
 * @param requestId        or null
 * @param tls              version of TLS, or null
 */
public record AccessEntry(
        long timeMillis,
        String client,
        @Nullable String method,
        @Nullable String target,
        @Nullable String protocol,
        @Nullable String host,
        int status,
        End end,
        long bytesIn,
        long bytesOut,
        @Nullable String referer,
        @Nullable String userAgent,
        @Nullable String node,
        @Nullable String balancer,
        @Nullable String context,
        String sticky,
        int tries,
        long totalMicros,
        long connectMicros,
        long firstByteMicros,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable String tls) {

    /** Longer texts of clients are clipped: a line is for people and their tools. */
    static final int MOST_CHARACTERS = 2048;

    /** Clips what clients wrote, with one character more than is shown, so that it can be seen. */
    public AccessEntry {
        method = clip(method);
        target = clip(target);
        host = clip(host);
        referer = clip(referer);
        userAgent = clip(userAgent);
        requestId = clip(requestId);
    }

    private static @Nullable String clip(@Nullable String text) {
        return text == null || text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS + 1);
    }

    /** Characters of all that clients wrote. */
    int weight() {
        return length(method) + length(target) + length(host) + length(referer) + length(userAgent) + length(requestId);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** How a request ended. */
    public enum End {
        /** With a whole answer of a node. */
        DONE,
        /** With an answer of the balancer. */
        REFUSED,
        /** The answer was cut off: what the client has is not the whole. */
        CUT,
        /** The client went away. */
        GONE;

        private final String word = name().toLowerCase(java.util.Locale.ROOT);

        /** The name in lower case. */
        public String word() {
            return word;
        }
    }
}
