package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** One of HTTP/1.1; a request goes in one piece. */
final class RawHttpConnection extends RawConnection {
    private final ByteBuffer request;
    private final byte[] head = new byte[HttpBytes.HEAD];
    private boolean isGood;
    /** Bytes of the answer that are still to come; none while its head is. */
    private long missing;

    RawHttpConnection(InetSocketAddress address, Selector selector, Latencies latencies, ByteBuffer request)
            throws IOException {
        super(address, selector, latencies);
        this.request = request.duplicate();
    }

    @Override
    ByteBuffer request() {
        return request.rewind();
    }

    @Override
    boolean take(ByteBuffer bytes) throws IOException {
        if (missing == 0) {
            int count = Math.min(head.length, bytes.remaining());
            bytes.get(bytes.position(), head, 0, count);
            long length = HttpBytes.length(head, count);
            if (length < 0) {
                return false;
            }
            isGood = HttpBytes.isGood(head);
            missing = length;
        }
        int taken = (int) Math.min(missing, bytes.remaining());
        bytes.position(bytes.position() + taken);
        missing -= taken;
        if (missing == 0) {
            answered(isGood);
        }
        return true;
    }
}
