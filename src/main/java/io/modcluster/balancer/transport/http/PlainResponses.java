package io.modcluster.balancer.transport.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
// The multimap of HttpHeaders.headers(), but with a check of one's own; PlainResponsesTest fails if it goes.
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the responses that most are: {@code HTTP/1.1}, a status that has a body, fields in ASCII, one Content-Length of up to
 * {@value #MAX_BODY}, and all of it, and nothing else, in one read of the network. All others are for the decoder of Netty,
 * which gets the same bytes: so nothing is refused here, and nothing is taken that it would refuse or read otherwise
 * ({@code PlainResponsesTest} compares them).
 *
 * <p>Lines are compared with those at the same place of the response before: one node's are mostly the same, and need no
 * reading then. Of all connections to one node, on one event loop.
 */
final class PlainResponses {
    static final int MAX_BODY = 4096;
    private static final int MAX_HEAD = 4096;
    private static final int MAX_FIELDS = 64;
    private static final byte[] NOTHING = {};
    private static final @Nullable PlainLine[] NO_LINES = {};

    /** What was read has been checked, what is added to it later has not. */
    private final BiConsumer<CharSequence, CharSequence> check = this::check;

    private final LoopHeads heads;
    private boolean checking = true;
    private byte[] bytes = NOTHING;
    /** Empty as long as the node says what others say. */
    private @Nullable PlainLine[] lines = NO_LINES;

    /** {@code heads} of its event loop. */
    PlainResponses(LoopHeads heads) {
        this.heads = heads;
    }

    /** The response that these bytes are; null, and nothing is read from them, if it takes more than this to tell. */
    @Nullable
    WholeResponse read(ByteBuf in) {
        int size = in.readableBytes();
        if (size > MAX_HEAD + MAX_BODY) {
            return null;
        }
        bytes = heads.responseBytes(size);
        in.getBytes(in.readerIndex(), bytes, 0, size);
        // ends whatever runs on
        bytes[size] = 0;
        PlainLine status = PlainLine.at(heads.statusLine(), bytes, size, 0);
        if (status == null) {
            status = PlainLine.status(bytes, size);
            heads.keepStatusLine(status);
        }
        return status == null ? null : fields(in, status, size);
    }

    private @Nullable WholeResponse fields(ByteBuf in, PlainLine status, int size) {
        MultiMap fields = HeadersMultiMap.httpHeaders(check);
        PlainLine length = null;
        PlainLine connection = null;
        PlainLine keepAlive = null;
        int at = status.length();
        for (int i = 0; bytes[at] != '\r'; i++) {
            PlainLine line = i < MAX_FIELDS ? line(i, at, size) : null;
            if (line == null) {
                return null;
            }
            switch (line.kind()) {
                case LENGTH -> {
                    if (length != null) {
                        return null;
                    }
                    length = line;
                }
                case CONNECTION -> {
                    if (connection != null) {
                        return null;
                    }
                    connection = line;
                }
                case KEEP_ALIVE -> {
                    if (keepAlive != null) {
                        return null;
                    }
                    keepAlive = line;
                }
                case OTHER -> {}
            }
            checking = false;
            fields.add(line.name(), line.value());
            checking = true;
            at += line.length();
        }
        int body = at + 2;
        return length == null || bytes[at + 1] != '\n' || body + length.number() != size
                ? null
                : new WholeResponse(
                        status.number(),
                        status.value(),
                        fields,
                        keepAlive == null ? null : keepAlive.value(),
                        connection == null || !connection.closes(),
                        in.retainedSlice(in.readerIndex() + body, size - body));
    }

    private void check(CharSequence name, CharSequence value) {
        String flaw = checking ? ResponseFlaws.of(name, value) : null;
        if (flaw != null) {
            throw new IllegalArgumentException(flaw);
        }
    }

    private @Nullable PlainLine line(int index, int at, int size) {
        PlainLine usual = PlainLine.at(heads.line(index), bytes, size, at);
        if (usual != null) {
            return usual;
        }
        PlainLine line = index < lines.length ? PlainLine.at(lines[index], bytes, size, at) : null;
        if (line == null) {
            line = PlainLine.field(bytes, size, at);
            if (line == null || !line.isKept()) {
                return line;
            }
            if (index >= lines.length) {
                lines = Arrays.copyOf(lines, Math.max(8, 2 * index));
            }
            lines[index] = line;
        }
        heads.keepLine(index, line);
        return line;
    }
}
