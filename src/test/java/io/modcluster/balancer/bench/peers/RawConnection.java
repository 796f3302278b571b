package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection of {@link RawLoad}, which asks again as soon as it is answered; one thread. */
abstract class RawConnection implements AutoCloseable {
    private static final int READ_AT_ONCE = 256 * 1024;

    private final SocketChannel channel;
    private final Outgoing out;
    private final Latencies latencies;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_AT_ONCE);
    private long askedAt;
    private long failed;

    /** Connects; the key of the connection has it as attachment. */
    RawConnection(InetSocketAddress address, Selector selector, Latencies latencies) throws IOException {
        this.channel = SocketChannel.open(address);
        this.latencies = latencies;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.out = new Outgoing(channel, channel.register(selector, SelectionKey.OP_READ, this));
    }

    /** What is sent first of a request. */
    abstract ByteBuffer request();

    /** Takes bytes of an answer, and says whether it could take any. */
    abstract boolean take(ByteBuffer bytes) throws IOException;

    /** Sends a request. */
    final void ask() throws IOException {
        askedAt = System.nanoTime();
        out.send(request());
    }

    /** The socket has bytes, or takes some. */
    final void ready(SelectionKey key) throws IOException {
        if (key.isWritable()) {
            out.go();
        }
        if (key.isReadable()) {
            read();
        }
    }

    private void read() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the node closed a connection");
        }
        in.flip();
        boolean isTaken = true;
        while (isTaken && in.hasRemaining()) {
            isTaken = take(in);
        }
        in.compact();
    }

    /** Sends more of the request. */
    final void send(ByteBuffer bytes) throws IOException {
        out.send(bytes);
    }

    /** The answer is complete. */
    final void answered(boolean isGood) throws IOException {
        latencies.add((System.nanoTime() - askedAt) / 1000);
        failed += isGood ? 0 : 1;
        ask();
    }

    /** Answers that were not good. */
    final long failed() {
        return failed;
    }

    @Override
    public final void close() throws IOException {
        channel.close();
    }
}
