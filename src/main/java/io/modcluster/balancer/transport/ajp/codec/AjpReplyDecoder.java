package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of bytes that come cut anywhere. Knows what may come next, so that nothing that was not asked for can pass
 * for an answer. Bodies pass through in pieces and are never collected nor copied; anything else is held until its packet is
 * complete, so at most one packet. How long packets are a node decides, up to what AJP can tell ({@link AjpPackets#LARGEST}).
 * After an {@link AjpException} it is of no use any more; {@link #close} is still to be called. Not thread-safe.
 */
public final class AjpReplyDecoder {
    static final int SEND_BODY_CHUNK = 3;
    static final int SEND_HEADERS = 4;
    static final int END_RESPONSE = 5;
    private static final int GET_BODY_CHUNK = 6;
    private static final int CPONG = 9;

    private static final int HEADER = PacketWriter.HEADER;
    /** Code of the message 1, length of the data 2. */
    static final int CHUNK_HEADER = 3;

    private static final int LARGEST_PAYLOAD = AjpPackets.LARGEST - HEADER;

    private static final AjpReply END_REUSABLE = new AjpReply.End(true);
    private static final AjpReply END = new AjpReply.End(false);

    private final ResponseHeads heads;
    private Awaiting awaiting = Awaiting.NOTHING;
    private @Nullable ByteBuf unread;
    /** Whether what is unread is memory of this, which more can be appended to. */
    private boolean collected;

    private int chunkLeft;
    private int trailerLeft;

    private enum Awaiting {
        NOTHING,
        PONG,
        HEAD,
        BODY
    }

    /** For a connection of its own. */
    public AjpReplyDecoder() {
        this(new ResponseHeads());
    }

    /** For one of the connections to a node, whose heads are much the same; all are on one thread. */
    public AjpReplyDecoder(ResponseHeads heads) {
        this.heads = heads;
    }

    /** CPING was sent: its answer comes next, and nothing else. */
    public void pinged() {
        awaiting = Awaiting.PONG;
    }

    /** A request was sent: its response comes next. */
    public void requested() {
        awaiting = Awaiting.HEAD;
    }

    /** The response to that was read as a whole, elsewhere: nothing comes next. */
    public void answered() {
        awaiting = Awaiting.NOTHING;
    }

    /** Takes bytes over; they are read, not copied, unless a packet is cut. */
    public void feed(ByteBuf piece) {
        ByteBuf before = unread;
        if (before == null || !before.isReadable()) {
            close();
            unread = piece;
            return;
        }
        if (!collected || before.refCnt() > 1) {
            ByteBuf memory = piece.alloc().buffer(before.readableBytes() + piece.readableBytes());
            memory.writeBytes(before);
            before.release();
            unread = memory;
            collected = true;
            before = memory;
        }
        before.writeBytes(piece);
        piece.release();
    }

    /** Forgets what has not been read. */
    public void close() {
        ByteBuf before = unread;
        unread = null;
        collected = false;
        if (before != null) {
            before.release();
        }
    }

    /** Whether bytes are there that no reply has been made of. */
    public boolean hasRemainder() {
        return available() > 0 || chunkLeft > 0 || trailerLeft > 0;
    }

    /**
     * The next reply, or null when more bytes are needed for it. A piece of a body belongs to the caller.
     *
     * @throws AjpException when what has come is no AJP, or was not asked for
     */
    public @Nullable AjpReply next() {
        while (true) {
            ByteBuf bytes = unread;
            if (bytes == null || !bytes.isReadable()) {
                close();
                return null;
            }
            if (chunkLeft > 0) {
                return bodyPiece(bytes);
            }
            bytes.skipBytes(trailerLeft);
            trailerLeft = 0;
            int payload = payloadLength(bytes);
            if (payload < 0) {
                return null;
            }
            int there = bytes.readableBytes();
            if (there > HEADER && bytes.getByte(bytes.readerIndex() + HEADER) == SEND_BODY_CHUNK) {
                if (there < HEADER + CHUNK_HEADER && payload >= CHUNK_HEADER) {
                    return null;
                }
                beginChunk(bytes, payload);
            } else if (there < HEADER + payload) {
                return null;
            } else {
                return message(bytes, payload);
            }
        }
    }

    private int available() {
        return unread == null ? 0 : unread.readableBytes();
    }

    /** Of the packet that begins here, or −1 when that is not known yet. */
    private int payloadLength(ByteBuf bytes) {
        int there = bytes.readableBytes();
        int at = bytes.readerIndex();
        if (there > 0 && awaiting == Awaiting.NOTHING) {
            throw new AjpException(Flaw.ORDER, "bytes that were not asked for");
        }
        if ((there > 0 && bytes.getByte(at) != AjpPackets.FROM_NODE >> 8)
                || (there > 1 && bytes.getByte(at + 1) != (AjpPackets.FROM_NODE & 0xff))) {
            throw new AjpException(Flaw.MAGIC, "(expected: 4142)");
        }
        if (there < HEADER) {
            return -1;
        }
        int payload = bytes.getUnsignedShort(at + 2);
        if (payload == 0 || payload > LARGEST_PAYLOAD) {
            throw new AjpException(Flaw.PACKET_LENGTH, payload + " (expected: 1.." + LARGEST_PAYLOAD + ")");
        }
        return payload;
    }

    private void beginChunk(ByteBuf bytes, int payload) {
        expect(awaiting == Awaiting.BODY, "a piece of a body");
        if (payload < CHUNK_HEADER) {
            throw new AjpException(Flaw.INNER_LENGTH, "a piece of a body in a packet of " + payload);
        }
        int length = bytes.getUnsignedShort(bytes.readerIndex() + HEADER + 1);
        // nodes put a NUL behind the data; the length does not count it
        int trailer = payload - CHUNK_HEADER - length;
        if (trailer != 0 && trailer != 1) {
            throw new AjpException(Flaw.INNER_LENGTH, "a piece of " + length + " in a packet of " + payload);
        }
        bytes.skipBytes(HEADER + CHUNK_HEADER);
        chunkLeft = length;
        trailerLeft = trailer;
    }

    private AjpReply bodyPiece(ByteBuf bytes) {
        int length = Math.min(chunkLeft, bytes.readableBytes());
        chunkLeft -= length;
        if (length < bytes.readableBytes()) {
            return new AjpReply.Body(bytes.readRetainedSlice(length));
        }
        // all that is left of what was read: it is given away itself
        unread = null;
        collected = false;
        return new AjpReply.Body(bytes);
    }

    private AjpReply message(ByteBuf bytes, int payload) {
        int code = bytes.getUnsignedByte(bytes.readerIndex() + HEADER);
        int start = bytes.readerIndex() + HEADER + 1;
        PacketReader reader = heads.reader();
        reader.begin(bytes, start, payload - 1);
        bytes.skipBytes(HEADER + payload);
        AjpReply reply =
                switch (code) {
                    case SEND_HEADERS -> head();
                    case END_RESPONSE -> end(reader);
                    case GET_BODY_CHUNK -> bodyWanted(reader);
                    case CPONG -> pong();
                    default -> throw new AjpException(Flaw.MESSAGE_CODE, code + " (expected: 3..6 or 9)");
                };
        reader.expectEnd();
        return reply;
    }

    private AjpReply head() {
        expect(awaiting == Awaiting.HEAD, "the head of a response");
        awaiting = Awaiting.BODY;
        return heads.read();
    }

    private AjpReply end(PacketReader reader) {
        expect(awaiting == Awaiting.BODY, "the end of a response");
        awaiting = Awaiting.NOTHING;
        return reader.number8() == 1 ? END_REUSABLE : END;
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
