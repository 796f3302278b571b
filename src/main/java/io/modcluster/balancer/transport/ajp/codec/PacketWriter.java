package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds packets for nodes, one after the other and none longer than it may be. Not thread-safe. */
public final class PacketWriter {
    /** Magic and length. */
    static final int HEADER = 4;

    /** Where a length must not be mistaken for the code of a header: those begin here. */
    private static final int LONGEST_NAME = 0x9fff;

    private static final int USUAL = 1024;

    /** Memory for a packet that is longer is not kept. */
    private static final int MOST_KEPT = AjpPackets.SMALLEST;

    private static final byte[] NOTHING = {};

    private final int packetSize;
    private byte[] bytes = NOTHING;
    private int length;

    /** For packets of this size at most. */
    public PacketWriter(int packetSize) {
        this.packetSize = packetSize;
    }

    /** Begins a packet; what was there of another one is forgotten. */
    void begin() {
        if (bytes.length == 0 || bytes.length > MOST_KEPT) {
            bytes = new byte[Math.min(packetSize, USUAL)];
        }
        length = HEADER;
    }

    void number8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void number16(int value) {
        room(2);
        put16(length, value);
        length += 2;
    }

    /** Overwrites a number that was not known before. */
    void number16At(int position, int value) {
        put16(position, value);
    }

    int position() {
        return length;
    }

    private void put16(int position, int value) {
        bytes[position] = (byte) (value >> 8);
        bytes[position + 1] = (byte) value;
    }

    void name(String text) {
        if (text.length() > LONGEST_NAME) {
            throw new AjpException(Flaw.HEAD_TOO_LARGE, "a header name of " + text.length() + " bytes");
        }
        text(text);
    }

    /** Length, bytes, NUL; null has a length of its own and nothing more. */
    void text(@Nullable String text) {
        if (text == null) {
            number16(0xffff);
        } else {
            text(text, 0, text.length(), false);
        }
    }

    /** Part of a text. */
    void text(String text, int from, int to) {
        text(text, from, to, false);
    }

    /** The same for a text of several lines, which is ours. */
    void lines(String text) {
        text(text, 0, text.length(), true);
    }

    private void text(String text, int from, int to, boolean lines) {
        int count = to - from;
        room(count + 3);
        put16(length, count);
        int at = length + 2;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            // one comparison for nearly all
            if (c <= '\r' || c > 0xff) {
                check(c, lines);
            }
            bytes[at++] = (byte) c;
        }
        bytes[at++] = 0;
        length = at;
    }

    private static void check(char c, boolean lines) {
        if (c > 0xff || c == 0 || c == '\r' || (c == '\n' && !lines)) {
            throw new AjpException(Flaw.TEXT, "U+" + Integer.toHexString(c) + " in a request");
        }
    }

    private void room(int more) {
        if (more > packetSize - length) {
            throw new AjpException(
                    Flaw.HEAD_TOO_LARGE,
                    "the head of the request does not fit into a packet of " + packetSize + " bytes");
        }
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.min(packetSize, Math.max(bytes.length * 2, length + more)));
        }
    }

    ByteBuf toPacket(ByteBufAllocator memory) {
        put16(0, AjpPackets.TO_NODE);
        put16(2, length - HEADER);
        return memory.buffer(length).writeBytes(bytes, 0, length);
    }
}
