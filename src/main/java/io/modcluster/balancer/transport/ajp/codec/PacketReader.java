package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the inside of one packet of a node after the other, and never beyond it. */
final class PacketReader {
    private static final int NULL_TEXT = 0xffff;
    private static final int USUAL = 512;
    /** Memory for a longer packet is not kept. */
    private static final int MOST_KEPT = 8 * 1024;

    private byte[] bytes = new byte[USUAL];
    private int at;
    private int end;

    /** What is read next: so many bytes from there on. */
    void begin(ByteBuf packet, int start, int length) {
        if (length > bytes.length || bytes.length > MOST_KEPT) {
            bytes = new byte[Math.max(USUAL, length)];
        }
        packet.getBytes(start, bytes, 0, length);
        at = 0;
        end = length;
    }

    /** Nothing is read beyond this position. */
    void limit(int position) {
        end = position;
    }

    void skip(int count) {
        need(count);
        at += count;
    }

    int number8() {
        need(1);
        return bytes[at++] & 0xff;
    }

    int number16() {
        int number = peek16();
        at += 2;
        return number;
    }

    int peek16() {
        need(2);
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /** Length, bytes, NUL; what stands for null is empty. One char for each byte. */
    String text() {
        int length = number16();
        if (length == NULL_TEXT) {
            return "";
        }
        need(length + 1);
        if (bytes[at + length] != 0) {
            throw new AjpException(Flaw.INNER_LENGTH, "a text of " + length + " bytes that does not end there");
        }
        String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        at += length + 1;
        return text;
    }

    int position() {
        return at;
    }

    /** What was read since. */
    byte[] copyFrom(int position) {
        return Arrays.copyOfRange(bytes, position, at);
    }

    /** Skips these bytes, if they are next; else does nothing. */
    boolean skip(byte[] expected) {
        boolean same = expected.length <= end - at
                && Arrays.equals(expected, 0, expected.length, bytes, at, at + expected.length);
        at += same ? expected.length : 0;
        return same;
    }

    private void need(int count) {
        if (count > end - at) {
            throw new AjpException(Flaw.INNER_LENGTH, count + " bytes where a packet has " + (end - at) + " left");
        }
    }

    void expectEnd() {
        if (at != end) {
            throw new AjpException(Flaw.INNER_LENGTH, (end - at) + " bytes too many in a packet");
        }
    }
}
