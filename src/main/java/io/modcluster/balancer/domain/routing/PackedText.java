package io.modcluster.balancer.domain.routing;

/**
 * Texts and numbers one after the other in an array of bytes. ASCII takes one byte, other characters three: with many
 * contexts memory is what a lookup waits for, and nearly all of them are ASCII.
 */
final class PackedText {
    /** Stands before the two bytes of a character that is not ASCII. */
    private static final byte NOT_ASCII = (byte) 0x80;

    private PackedText() {}

    /** How many bytes a text takes. */
    static int bytesOf(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += text.charAt(i) < 0x80 ? 1 : 3;
        }
        return bytes;
    }

    /** Writes a text; returns where it ends. */
    static int write(byte[] bytes, int start, String text) {
        int at = start;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else {
                bytes[at] = NOT_ASCII;
                write(bytes, at + 1, c);
                at += 3;
            }
        }
        return at;
    }

    /** Writes a number of 0 to 65,535 in two bytes. */
    static void write(byte[] bytes, int at, int number) {
        bytes[at] = (byte) (number >> 8);
        bytes[at + 1] = (byte) number;
    }

    /** The number that was written here. */
    static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /**
     * Behind the characters of {@code text} from {@code from} to before {@code to}, or −1 if they are not here. Reads no
     * further than the first difference, so that a text that is as long as what was written here never leads out of it.
     */
    static int endOf(byte[] bytes, int start, String text, int from, int to) {
        int at = start;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (bytes[at++] != c) {
                    return -1;
                }
            } else if (bytes[at++] != NOT_ASCII || number(bytes, at) != c) {
                return -1;
            } else {
                at += 2;
            }
        }
        return at;
    }
}
