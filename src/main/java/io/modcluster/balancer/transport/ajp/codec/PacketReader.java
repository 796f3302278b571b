package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads the inside of one packet of a node and never beyond it. */
final class PacketReader {
    private static final int NULL_TEXT = 0xffff;

    private final ByteBuf bytes;
    private final int end;
    private int at;

    PacketReader(ByteBuf bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int number8() {
        need(1);
        return bytes.getUnsignedByte(at++);
    }

    int number16() {
        int number = peek16();
        at += 2;
        return number;
    }

    int peek16() {
        need(2);
        return bytes.getUnsignedShort(at);
    }

    /** Length, bytes, NUL; what stands for null is empty. One char for each byte. */
    String text() {
        int length = number16();
        if (length == NULL_TEXT) {
            return "";
        }
        need(length + 1);
        if (bytes.getByte(at + length) != 0) {
            throw new AjpException(Flaw.INNER_LENGTH, "a text of " + length + " bytes that does not end there");
        }
        String text = bytes.toString(at, length, StandardCharsets.ISO_8859_1);
        at += length + 1;
        return text;
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
