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

/** A connection of {@link OpenLoop}; one thread. A connection that is closed answers nothing any more. */
final class OpenLoopConnection implements AutoCloseable {
    private static final byte[] END = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("\ncontent-length:");
    private static final byte[] GOOD = bytes("http/1.1 200");

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final Latencies latencies;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Queue<Long> due = new ArrayDeque<>();
    private boolean isSent;
    private boolean isClosed;
    private long failed;

    private OpenLoopConnection(SocketChannel channel, byte[] request, Latencies latencies) {
        this.channel = channel;
        this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
        this.latencies = latencies;
    }

    static OpenLoopConnection open(InetSocketAddress address, Selector selector, String path, Latencies latencies)
            throws IOException {
        byte[] request = bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
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
        return missing(buffer.array(), buffer.position());
    }

    /** Looks at bytes and makes nothing of them: who measures must not be what is slow. */
    static long missing(byte[] answer, int count) {
        int head = find(END, answer, 0, count);
        if (head < 0) {
            return 1;
        }
        int field = find(LENGTH, answer, 0, head);
        long body = 0;
        for (int i = field + LENGTH.length; field >= 0 && answer[i] != '\r'; i++) {
            body = answer[i] == ' ' ? body : 10 * body + answer[i] - '0';
        }
        return Math.max(0, head + END.length + body - count);
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

    private void answered() {
        Long since = due.remove();
        latencies.add((System.nanoTime() - since) / 1000);
        failed += find(GOOD, buffer.array(), 0, GOOD.length) == 0 ? 0 : 1;
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
            channel.write(request.rewind());
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
