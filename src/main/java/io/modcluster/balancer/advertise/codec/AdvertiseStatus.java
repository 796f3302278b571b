package io.modcluster.balancer.advertise.codec;

import java.util.Optional;

/** What a datagram says of its balancer (MCMP §5.2). */
public enum AdvertiseStatus {
    /** It takes nodes. */
    OK(200, "OK"),
    /** It takes no more nodes; the first of two datagrams at its end. */
    FORBIDDEN(403, "Forbidden"),
    /** It is gone; its last datagram. */
    GONE(410, "Gone");

    private final int code;
    private final String phrase;

    AdvertiseStatus(int code, String phrase) {
        this.code = code;
        this.phrase = phrase;
    }

    /** Three digits, as in HTTP. */
    public int code() {
        return code;
    }

    String statusLine() {
        return "HTTP/1.0 " + code + " " + phrase;
    }

    static Optional<AdvertiseStatus> of(String code) {
        return switch (code) {
            case "200" -> Optional.of(OK);
            case "403" -> Optional.of(FORBIDDEN);
            case "410" -> Optional.of(GONE);
            default -> Optional.empty();
        };
    }
}
