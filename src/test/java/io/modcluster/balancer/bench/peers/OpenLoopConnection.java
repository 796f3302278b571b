package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** A connection of {@link OpenLoop}; one thread. A connection that is closed answers nothing any more. */
final class OpenLoopConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final Outgoing out;
    private final ByteBuffer request;
    private final Latencies latencies;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Queue<Long> due = new ArrayDeque<>();
    private boolean isSent;
    private boolean isClosed;
    private long failed;

    /** Connects; the key of the connection has it as attachment. The bytes of the request may be those of others, too. */
    OpenLoopConnection(InetSocketAddress address, Selector selector, ByteBuffer request, Latencies latencies)
            throws IOException {
        this.channel = SocketChannel.open(address);
        this.request = request.duplicate();
        this.latencies = latencies;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.out = new Outgoing(channel, channel.register(selector, SelectionKey.OP_READ, this));
    }

    /** A request is due at this time of {@link System#nanoTime}; it is sent when the one before is answered. */
    void due(long nanos) {
        due.add(nanos);
        sendNext();
    }

    boolean isWaiting() {
        return !isClosed && !due.isEmpty();
    }

    /** Requests that were answered otherwise than with 200, or not. */
    long failed() {
        return failed + due.size();
    }

    /** The socket has bytes, or takes some. */
    void ready(SelectionKey key) {
        try {
            if (key.isWritable()) {
                out.go();
            }
            if (key.isReadable()) {
                read();
            }
        } catch (IOException broken) {
            isClosed = true;
        }
    }

    private void read() throws IOException {
        if (channel.read(buffer) < 0) {
            close();
            return;
        }
        long length = HttpBytes.length(buffer.array(), buffer.position());
        if (length >= 0 && length <= buffer.position() && isSent) {
            answered();
        }
    }

    private void answered() {
        Long since = due.remove();
        latencies.add((System.nanoTime() - since) / 1000);
        failed += HttpBytes.isGood(buffer.array()) ? 0 : 1;
        buffer.clear();
        isSent = false;
        sendNext();
    }

    private void sendNext() {
        if (isSent || isClosed || due.isEmpty()) {
            return;
        }
        try {
            isSent = true;
            out.send(request.rewind());
        } catch (IOException broken) {
            isClosed = true;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
