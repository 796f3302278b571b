package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of bytes that come cut anywhere. Knows what may come next, so that nothing that was not asked for can pass
 * for an answer. Bodies pass through in pieces and are never collected; anything else is held until its packet is complete,
 * so at most one packet. After an {@link AjpException} it is of no use any more. Not thread-safe.
 */
public final class AjpReplyDecoder {
    private static final int SEND_BODY_CHUNK = 3;
    private static final int SEND_HEADERS = 4;
    private static final int END_RESPONSE = 5;
    private static final int GET_BODY_CHUNK = 6;
    private static final int CPONG = 9;

    private static final int HEADER = PacketWriter.HEADER;
    /** Code of the message 1, length of the data 2. */
    private static final int CHUNK_HEADER = 3;

    private static final Buffer NOTHING = Buffer.buffer(0);

    private final int largestPayload;
    private Awaiting awaiting = Awaiting.NOTHING;
    private Buffer unread = NOTHING;
    private int at;
    private int chunkLeft;
    private int trailerLeft;

    private enum Awaiting {
        NOTHING,
        PONG,
        HEAD,
        BODY
    }

    /** For nodes whose packets are this long at most. */
    public AjpReplyDecoder(int packetSize) {
        this.largestPayload = packetSize - HEADER;
    }

    /** CPING was sent: its answer comes next, and nothing else. */
    public void pinged() {
        awaiting = Awaiting.PONG;
    }

    /** A request was sent: its response comes next. */
    public void requested() {
        awaiting = Awaiting.HEAD;
    }

    /** Takes bytes; they are read, not copied, unless a packet is cut. */
    public void feed(Buffer piece) {
        int left = unread.length() - at;
        unread = left == 0
                ? piece
                : Buffer.buffer(left + piece.length())
                        .appendBuffer(unread, at, left)
                        .appendBuffer(piece);
        at = 0;
    }

    /** Whether bytes are there that no reply has been made of. */
    public boolean hasRemainder() {
        return at < unread.length() || chunkLeft > 0 || trailerLeft > 0;
    }

    /**
     * The next reply, or null when more bytes are needed for it.
     *
     * @throws AjpException when what has come is no AJP, or was not asked for
     */
    public @Nullable AjpReply next() {
        while (true) {
            if (chunkLeft > 0) {
                return bodyPiece();
            }
            if (trailerLeft > 0 && !skipTrailer()) {
                return null;
            }
            int payload = payloadLength();
            if (payload < 0) {
                return null;
            }
            if (available() > HEADER && unread.getByte(at + HEADER) == SEND_BODY_CHUNK) {
                if (available() < HEADER + CHUNK_HEADER && payload >= CHUNK_HEADER) {
                    return null;
                }
                beginChunk(payload);
            } else if (available() < HEADER + payload) {
                return null;
            } else {
                return message(payload);
            }
        }
    }

    private int available() {
        return unread.length() - at;
    }

    /** Of the packet that begins here, or −1 when that is not known yet. */
    private int payloadLength() {
        if (available() > 0 && awaiting == Awaiting.NOTHING) {
            throw new AjpException(Flaw.ORDER, "bytes that were not asked for");
        }
        if ((available() > 0 && unread.getByte(at) != AjpPackets.FROM_NODE >> 8)
                || (available() > 1 && unread.getByte(at + 1) != (AjpPackets.FROM_NODE & 0xff))) {
            throw new AjpException(Flaw.MAGIC, "(expected: 4142)");
        }
        if (available() < HEADER) {
            return -1;
        }
        int payload = unread.getUnsignedShort(at + 2);
        if (payload == 0 || payload > largestPayload) {
            throw new AjpException(
                    Flaw.PACKET_LENGTH, payload + " (expected: 1.." + largestPayload + ", see ajp.packet-size)");
        }
        return payload;
    }

    private void beginChunk(int payload) {
        expect(awaiting == Awaiting.BODY, "a piece of a body");
        if (payload < CHUNK_HEADER) {
            throw new AjpException(Flaw.INNER_LENGTH, "a piece of a body in a packet of " + payload);
        }
        int length = unread.getUnsignedShort(at + HEADER + 1);
        // nodes put a NUL behind the data; the length does not count it
        int trailer = payload - CHUNK_HEADER - length;
        if (trailer != 0 && trailer != 1) {
            throw new AjpException(Flaw.INNER_LENGTH, "a piece of " + length + " in a packet of " + payload);
        }
        at += HEADER + CHUNK_HEADER;
        chunkLeft = length;
        trailerLeft = trailer;
    }

    private @Nullable AjpReply bodyPiece() {
        int length = Math.min(chunkLeft, available());
        if (length == 0) {
            return null;
        }
        Buffer piece = unread.slice(at, at + length);
        at += length;
        chunkLeft -= length;
        return new AjpReply.Body(piece);
    }

    private boolean skipTrailer() {
        if (available() == 0) {
            return false;
        }
        at++;
        trailerLeft = 0;
        return true;
    }

    private AjpReply message(int payload) {
        int code = unread.getUnsignedByte(at + HEADER);
        PacketReader reader = new PacketReader(unread, at + HEADER + 1, at + HEADER + payload);
        at += HEADER + payload;
        AjpReply reply =
                switch (code) {
                    case SEND_HEADERS -> head(reader);
                    case END_RESPONSE -> end(reader);
                    case GET_BODY_CHUNK -> bodyWanted(reader);
                    case CPONG -> pong();
                    default -> throw new AjpException(Flaw.MESSAGE_CODE, code + " (expected: 3..6 or 9)");
                };
        reader.expectEnd();
        return reply;
    }

    private AjpReply head(PacketReader reader) {
        expect(awaiting == Awaiting.HEAD, "the head of a response");
        awaiting = Awaiting.BODY;
        return ResponseHeads.read(reader);
    }

    private AjpReply end(PacketReader reader) {
        expect(awaiting == Awaiting.BODY, "the end of a response");
        awaiting = Awaiting.NOTHING;
        return new AjpReply.End(reader.number8() == 1);
    }

    private AjpReply bodyWanted(PacketReader reader) {
        expect(awaiting == Awaiting.HEAD || awaiting == Awaiting.BODY, "a wish for a body");
        int most = reader.number16();
        if (most == 0) {
            throw new AjpException(Flaw.INNER_LENGTH, "0 bytes of a body are wanted");
        }
        return new AjpReply.BodyWanted(most);
    }

    private AjpReply pong() {
        expect(awaiting == Awaiting.PONG, "CPONG");
        awaiting = Awaiting.NOTHING;
        return new AjpReply.Pong();
    }

    private static void expect(boolean mayCome, String what) {
        if (!mayCome) {
            throw new AjpException(Flaw.ORDER, what + " that may not come now");
        }
    }
}
