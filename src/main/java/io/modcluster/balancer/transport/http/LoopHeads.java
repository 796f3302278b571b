package io.modcluster.balancer.transport.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the transports of one event loop share to write heads of requests and to read those of responses. With a thousand
 * nodes, each asked now and then, memory of each of them had to be fetched anew for each request; what nodes of one kind say
 * is mostly the same.
 */
public final class LoopHeads {
    private static final int USUAL = 512;

    private final RequestBytes requestBytes = new RequestBytes();
    private byte[] responseBytes = new byte[USUAL];
    private @Nullable PlainLine statusLine;
    private @Nullable PlainLine[] lines = new @Nullable PlainLine[8];

    /** Where heads of requests are put together, one at a time. */
    RequestBytes requestBytes() {
        return requestBytes;
    }

    /** Where a response is read, one at a time: more than so many bytes. */
    byte[] responseBytes(int size) {
        if (size >= responseBytes.length) {
            responseBytes = new byte[Math.max(size + 1, 2 * responseBytes.length)];
        }
        return responseBytes;
    }

    /** The status line of the last response of any node, or null. */
    @Nullable
    PlainLine statusLine() {
        return statusLine;
    }

    void keepStatusLine(@Nullable PlainLine line) {
        statusLine = line;
    }

    /** The line of a field at this place of the last response of any node that had one there, or null. */
    @Nullable
    PlainLine line(int index) {
        return index < lines.length ? lines[index] : null;
    }

    void keepLine(int index, PlainLine line) {
        if (index >= lines.length) {
            lines = Arrays.copyOf(lines, 2 * index);
        }
        lines[index] = line;
    }
}
