package io.modcluster.balancer.bench.peers;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A request of AJP/1.3 as packets that are made once; one thread. */
final class AjpBytes {
    private static final int TO_NODE = 0x1234;
    private static final int FORWARD_REQUEST = 2;
    private static final int GET = 2;
    private static final int POST = 4;
    private static final int CONTENT_TYPE = 0xA007;
    private static final int CONTENT_LENGTH = 0xA008;
    private static final int HOST = 0xA00B;
    private static final int NO_TEXT = 0xFFFF;
    private static final int NO_MORE = 0xFF;

    /** Magic, length of the packet, length of the data. */
    private static final int BODY_OVERHEAD = 6;

    private final String path;
    private final int posted;
    private final int room;
    private final ByteBuffer first;
    private final Map<Integer, ByteBuffer> bodies = new HashMap<>();

    /** A GET, or a POST of so many bytes, in packets that are at most so long. */
    AjpBytes(String path, int posted, int packetSize) throws IOException {
        this.path = path;
        this.posted = posted;
        this.room = packetSize - BODY_OVERHEAD;
        this.first = first();
    }

    /** The head, and the first packet of the body, for which no node asks. */
    ByteBuffer start() {
        return first.duplicate();
    }

    /** Bytes of the body that are not in {@link #start()}. */
    int left() {
        return posted - unasked();
    }

    private int unasked() {
        return Math.min(posted, room);
    }

    /** Of what is left of the body as much as a node asked for: none of it tells the end. */
    int part(int asked, int left) {
        return Math.min(Math.min(asked, room), left);
    }

    /** A packet with so many bytes of the body. */
    ByteBuffer body(int count) {
        return bodies.computeIfAbsent(count, AjpBytes::packet).duplicate();
    }

    private static ByteBuffer packet(int count) {
        byte[] data = new byte[count];
        Arrays.fill(data, (byte) 'x');
        return ByteBuffer.allocateDirect(BODY_OVERHEAD + count)
                .putShort((short) TO_NODE)
                .putShort((short) (count + 2))
                .putShort((short) count)
                .put(data)
                .flip();
    }

    private ByteBuffer first() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(bytes);
        head.writeByte(FORWARD_REQUEST);
        head.writeByte(posted == 0 ? GET : POST);
        text(head, "HTTP/1.1");
        text(head, path);
        text(head, "127.0.0.1");
        head.writeShort(NO_TEXT);
        text(head, "localhost");
        head.writeShort(80);
        head.writeBoolean(false);
        head.writeShort(posted == 0 ? 1 : 3);
        head.writeShort(HOST);
        text(head, "localhost");
        if (posted > 0) {
            head.writeShort(CONTENT_TYPE);
            text(head, "application/octet-stream");
            head.writeShort(CONTENT_LENGTH);
            text(head, Integer.toString(posted));
        }
        head.writeByte(NO_MORE);
        ByteBuffer all = ByteBuffer.allocateDirect(4 + bytes.size() + (posted == 0 ? 0 : BODY_OVERHEAD + unasked()))
                .putShort((short) TO_NODE)
                .putShort((short) bytes.size())
                .put(bytes.toByteArray());
        return (posted == 0 ? all : all.put(packet(unasked()))).flip();
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        to.writeShort(text.length());
        to.write(text.getBytes(StandardCharsets.ISO_8859_1));
        to.writeByte(0);
    }
}
