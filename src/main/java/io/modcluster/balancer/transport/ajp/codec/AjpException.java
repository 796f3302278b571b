package io.modcluster.balancer.transport.ajp.codec;

import java.util.Locale;

/** Bytes that are no AJP/1.3, or a request that cannot become any. Without a stack trace: there may be thousands a second. */
public final class AjpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Flaw flaw;

    /** What is wrong. */
    public enum Flaw {
        /** A packet does not begin with {@code AB}. */
        MAGIC,
        /** A packet is empty, or longer than the packet size allows. */
        PACKET_LENGTH,
        /** No message of a node has this number. */
        MESSAGE_CODE,
        /** A message that may come, but not now. */
        ORDER,
        /** A length inside a packet says something else than the packet. */
        INNER_LENGTH,
        /** No header has this number. */
        HEADER_CODE,
        /** No status of a final response. */
        STATUS,
        /** A header or a reason phrase with characters that must not be there. */
        TEXT,
        /** No Content-Length, or more than one. */
        CONTENT_LENGTH,
        /** The head of a request is longer than a packet. */
        HEAD_TOO_LARGE
    }

    AjpException(Flaw flaw, String detail) {
        super(flaw.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + detail, null, false, false);
        this.flaw = flaw;
    }

    /** What is wrong. */
    public Flaw flaw() {
        return flaw;
    }
}
