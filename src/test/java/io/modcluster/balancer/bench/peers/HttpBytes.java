package io.modcluster.balancer.bench.peers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests and answers of HTTP/1.1 as bytes, of which nothing is made: who measures must not be what is slow. */
final class HttpBytes {
    /** No head of an answer is longer. */
    static final int HEAD = 1024;

    private static final byte[] END = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("\ncontent-length:");
    private static final byte[] GOOD = bytes("http/1.1 200");

    private HttpBytes() {}

    /** A GET, or a POST of so many bytes. */
    static ByteBuffer request(String path, int posted) {
        String more = posted == 0 ? "" : "Content-Type: application/octet-stream\r\nContent-Length: " + posted + "\r\n";
        byte[] head =
                bytes((posted == 0 ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
        byte[] body = new byte[posted];
        Arrays.fill(body, (byte) 'x');
        return ByteBuffer.allocateDirect(head.length + posted)
                .put(head)
                .put(body)
                .flip();
    }

    /** How long an answer is, head and body, by its first bytes; -1 when they do not tell yet. */
    static long length(byte[] answer, int count) {
        int head = find(END, answer, 0, count);
        if (head < 0) {
            return -1;
        }
        int field = find(LENGTH, answer, 0, head);
        long body = 0;
        for (int i = field + LENGTH.length; field >= 0 && answer[i] != '\r'; i++) {
            body = answer[i] == ' ' ? body : 10 * body + answer[i] - '0';
        }
        return head + END.length + body;
    }

    /** Whether it is one of 200. */
    static boolean isGood(byte[] answer) {
        return find(GOOD, answer, 0, GOOD.length) == 0;
    }

    /** Where lower-case bytes first are, whatever the case of those searched; -1 for nowhere. */
    private static int find(byte[] wanted, byte[] bytes, int from, int to) {
        for (int start = from; start + wanted.length <= to; start++) {
            int same = 0;
            while (same < wanted.length && lower(bytes[start + same]) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return start;
            }
        }
        return -1;
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
