package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** What goes to a socket that does not block; the rest of it goes when the socket takes more. One thread. */
final class Outgoing {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer rest = NOTHING;

    /** With the key of the channel, which waits for bytes to read. */
    Outgoing(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /** Sends bytes when all before them are gone; the buffer is needed until then. */
    void send(ByteBuffer bytes) throws IOException {
        if (rest.hasRemaining()) {
            throw new IllegalStateException(rest.remaining() + " bytes are still to be sent");
        }
        rest = bytes;
        go();
    }

    /** Sends as much of it as the socket takes. */
    void go() throws IOException {
        channel.write(rest);
        boolean isGone = !rest.hasRemaining();
        // who rewinds the buffer to send it again must not find it here
        rest = isGone ? NOTHING : rest;
        int wanted = isGone ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }
}
