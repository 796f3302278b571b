package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection of {@link OpenLoop}; one thread. A connection that is closed answers nothing any more. */
final class OpenLoopConnection implements AutoCloseable {
    private static final Pattern LENGTH =
            Pattern.compile("\r\ncontent-length: *([0-9]+) *\r\n", Pattern.CASE_INSENSITIVE);
    private static final String GOOD = "HTTP/1.1 200";

    private final SocketChannel channel;
    private final byte[] request;
    private final Latencies latencies;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Queue<Long> due = new ArrayDeque<>();
    private boolean isSent;
    private boolean isClosed;
    private long failed;

    private OpenLoopConnection(SocketChannel channel, byte[] request, Latencies latencies) {
        this.channel = channel;
        this.request = request;
        this.latencies = latencies;
    }

    static OpenLoopConnection open(InetSocketAddress address, Selector selector, String path, Latencies latencies)
            throws IOException {
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        OpenLoopConnection connection = new OpenLoopConnection(channel, request, latencies);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
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

    void readable() {
        try {
            if (channel.read(buffer) < 0) {
                close();
                return;
            }
            long missing = missing();
            if (missing == 0 && isSent) {
                answered();
            }
        } catch (IOException broken) {
            isClosed = true;
        }
    }

    /** Bytes of the answer that are still to come; 1 when that is not known yet. */
    private long missing() {
        return missing(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
    }

    static long missing(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            return 1;
        }
        Matcher length = LENGTH.matcher(answer);
        long body = length.find() ? Long.parseLong(length.group(1)) : 0;
        return Math.max(0, head + 4 + body - answer.length());
    }

    private void answered() {
        Long since = due.remove();
        latencies.add((System.nanoTime() - since) / 1000);
        boolean isGood = new String(buffer.array(), 0, GOOD.length(), StandardCharsets.ISO_8859_1).equals(GOOD);
        failed += isGood ? 0 : 1;
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
            channel.write(ByteBuffer.wrap(request));
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
