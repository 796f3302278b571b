package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

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

    /** Eight bytes at once: most texts have none that must be looked at. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** In each byte the first value behind those that may not be sent. */
    private static final long SHIFT_OUT = 0x0e0e0e0e0e0e0e0eL;

    private static final long TOP_BITS = 0x8080808080808080L;

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

    /** What was written from there on. */
    byte[] copyFrom(int position) {
        return Arrays.copyOfRange(bytes, position, length);
    }

    void name(CharSequence text) {
        if (text.length() > LONGEST_NAME) {
            throw new AjpException(Flaw.HEAD_TOO_LARGE, "a header name of " + text.length() + " bytes");
        }
        text(text);
    }

    /** What stands for a text that there is none of. */
    void noText() {
        number16(0xffff);
    }

    /** Length, bytes, NUL. */
    void text(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            int count = ascii.length();
            int at = beginText(count);
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, at, count);
            endText(at, at + count, false);
        } else {
            String plain = text.toString();
            text(plain, 0, plain.length(), false);
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

    /** What was written before. */
    void bytes(byte[] written) {
        room(written.length);
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
    }

    private void text(String text, int from, int to, boolean lines) {
        int start = beginText(to - from);
        int at = start;
        int seen = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            seen |= c;
            bytes[at++] = (byte) c;
        }
        for (int i = from; seen > 0xff && i < to; i++) {
            check(text.charAt(i), lines);
        }
        endText(start, at, lines);
    }

    /** Where its bytes go. */
    private int beginText(int count) {
        room(count + 3);
        put16(length, count);
        return length + 2;
    }

    private void endText(int from, int to, boolean lines) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            if (((eight - SHIFT_OUT) & ~eight & TOP_BITS) != 0) {
                break;
            }
        }
        for (; i < to; i++) {
            check((char) (bytes[i] & 0xff), lines);
        }
        bytes[to] = 0;
        length = to + 1;
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
