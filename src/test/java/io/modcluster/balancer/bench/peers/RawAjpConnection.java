package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** One of AJP/1.3: what belongs to the body goes when the node asks for it, as the protocol has it. */
final class RawAjpConnection extends RawConnection {
    private static final int FROM_NODE = 0x4142;
    private static final int SEND_BODY_CHUNK = 3;
    private static final int SEND_HEADERS = 4;
    private static final int END_RESPONSE = 5;
    private static final int GET_BODY_CHUNK = 6;

    /** Magic and length. */
    private static final int HEAD = 4;

    private final AjpBytes request;
    /** Bytes of the request's body that the node has not had. */
    private int left;
    /** Bytes of a packet that say nothing. */
    private int skipped;

    private boolean isGood;

    RawAjpConnection(InetSocketAddress address, Selector selector, Latencies latencies, AjpBytes request)
            throws IOException {
        super(address, selector, latencies);
        this.request = request;
    }

    @Override
    ByteBuffer request() {
        left = request.left();
        return request.start();
    }

    @Override
    boolean take(ByteBuffer bytes) throws IOException {
        if (skipped > 0) {
            int count = Math.min(skipped, bytes.remaining());
            bytes.position(bytes.position() + count);
            skipped -= count;
            return true;
        }
        int start = bytes.position();
        // the type, and what is needed of the packet
        if (bytes.remaining() < HEAD + 1 || bytes.remaining() < HEAD + needed(bytes.get(start + HEAD))) {
            return false;
        }
        if (bytes.getShort(start) != FROM_NODE) {
            throw new IOException("magic: " + bytes.getShort(start) + " (expected: " + FROM_NODE + ")");
        }
        int needed = needed(bytes.get(start + HEAD));
        int length = bytes.getShort(start + 2) & 0xffff;
        bytes.position(start + HEAD + needed);
        skipped = length - needed;
        packet(bytes, start + HEAD);
        return true;
    }

    /** Bytes of a packet that are looked at. */
    private static int needed(int type) {
        return switch (type) {
            case SEND_HEADERS, GET_BODY_CHUNK -> 3;
            case END_RESPONSE -> 2;
            default -> 1;
        };
    }

    private void packet(ByteBuffer bytes, int type) throws IOException {
        switch (bytes.get(type)) {
            case SEND_BODY_CHUNK -> {
                // of no interest
            }
            case SEND_HEADERS -> isGood = bytes.getShort(type + 1) == 200;
            case GET_BODY_CHUNK -> sendPart(bytes.getShort(type + 1) & 0xffff);
            case END_RESPONSE -> {
                if (bytes.get(type + 1) == 0) {
                    throw new IOException("the node does not keep the connection");
                }
                answered(isGood && left == 0);
            }
            default -> throw new IOException("packet of type " + bytes.get(type));
        }
    }

    private void sendPart(int asked) throws IOException {
        int count = request.part(asked, left);
        left -= count;
        send(request.body(count));
    }
}
