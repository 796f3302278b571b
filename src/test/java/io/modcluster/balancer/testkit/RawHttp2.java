package io.modcluster.balancer.testkit;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * An HTTP/2 client that sends exactly the frames it is told to, right or wrong, and remembers what came back. Heads are HPACK
 * literals, so that any bytes can be sent. A thread of its own reads, answers SETTINGS, and, unless told not to, gives back
 * window for what it has read. Methods for one test thread.
 */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int PRIORITISED = 0x20;
    private static final int INITIAL_WINDOW = 4;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final Map<Integer, Reply> replies = new TreeMap<>();
    private final Map<Integer, Integer> frames = new TreeMap<>();
    private volatile boolean givesWindow = true;
    private long goAway = -1;
    private boolean closed;

    /** What came on one stream; -1 for what did not. */
    public static final class Reply {
        private int status = -1;
        private long reset = -1;
        private boolean ended;
        private final Map<String, String> headers = new TreeMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        public int status() {
            return status;
        }

        /** Error code of RST_STREAM. */
        public long reset() {
            return reset;
        }

        /** Whether it ended in order. */
        public boolean ended() {
            return ended;
        }

        public Map<String, String> headers() {
            return headers;
        }

        public String body() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        private boolean over() {
            return ended || reset >= 0;
        }

        @Override
        public String toString() {
            return status + (ended ? " ended" : "") + (reset < 0 ? "" : " RST" + reset) + " " + headers + " " + body();
        }
    }

    private RawHttp2(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a port of this host that speaks HTTP/2 without TLS, and begins with the usual settings. */
    public static RawHttp2 connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return over(socket).begin(65_535);
    }

    /** Over a connection that is there; {@link #begin} has to follow. */
    public static RawHttp2 over(Socket socket) {
        return new RawHttp2(socket);
    }

    /** Sends preface and SETTINGS with this initial window, and begins to read. */
    public RawHttp2 begin(int initialWindow) throws IOException {
        ByteBuffer settings =
                ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW).putInt(initialWindow);
        givesWindow = initialWindow > 0;
        send(PREFACE);
        frame(SETTINGS, 0, 0, settings.array());
        Thread reader = new Thread(this::read, "raw-http2");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** A frame with these bytes. */
    public RawHttp2 frame(int type, int flags, int stream, byte[] payload) {
        return send(bytesOf(type, flags, stream, payload));
    }

    /** The same as bytes, for many in one write. */
    public static byte[] bytesOf(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Sends bytes; a server that has closed already is no failure: {@link #isClosedWithin} tells once all is read. */
    public synchronized RawHttp2 send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException gone) {
            // what came before the end may not all have been read: only the reader knows when that is over
        }
        return this;
    }

    /** A request with these fields, names and values in turns, whole or with a body to come. */
    public RawHttp2 headers(int stream, boolean end, String... namesAndValues) {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(namesAndValues));
    }

    /** A GET without body. */
    public RawHttp2 get(int stream, String path, String... further) {
        return headers(stream, true, head("GET", path, further));
    }

    /** The head of a POST whose body follows. */
    public RawHttp2 post(int stream, String path, String... further) {
        return headers(stream, false, head("POST", path, further));
    }

    private static String[] head(String method, String path, String... further) {
        String[] pseudo = {":method", method, ":scheme", "http", ":path", path, ":authority", "shop.example"};
        return Stream.concat(Arrays.stream(pseudo), Arrays.stream(further)).toArray(String[]::new);
    }

    public RawHttp2 data(int stream, boolean end, String body) {
        return frame(DATA, end ? END_STREAM : 0, stream, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp2 reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    public RawHttp2 window(int stream, int increment) {
        byte[] payload = ByteBuffer.allocate(4).putInt(increment).array();
        return frame(WINDOW_UPDATE, 0, stream, payload);
    }

    /** HPACK: literals without indexing, no Huffman (RFC 7541 section 6.2.2). */
    public static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            text(block, namesAndValues[i]);
            text(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length /= 128) {
                block.write(length % 128 + 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                take(type, flags, stream, in.readNBytes(length), decoder);
            }
        } catch (IOException | Http2Exception end) {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }

    private synchronized void take(int type, int flags, int stream, byte[] payload, DefaultHttp2HeadersDecoder decoder)
            throws Http2Exception {
        frames.merge(type, 1, Integer::sum);
        Reply reply = stream == 0 ? new Reply() : replies.computeIfAbsent(stream, unseen -> new Reply());
        switch (type) {
            case HEADERS -> {
                Http2Headers headers = decoder.decodeHeaders(
                        stream, Unpooled.wrappedBuffer(payload).skipBytes((flags & PRIORITISED) == 0 ? 0 : 5));
                if (headers.status() != null) {
                    reply.status = Integer.parseInt(headers.status().toString());
                }
                headers.forEach(field -> reply.headers.put(
                        field.getKey().toString(), field.getValue().toString()));
            }
            case DATA -> {
                reply.body.writeBytes(payload);
                if (givesWindow && payload.length > 0) {
                    window(0, payload.length);
                    window(stream, payload.length);
                }
            }
            case RST_STREAM -> reply.reset = ByteBuffer.wrap(payload).getInt() & 0xffff_ffffL;
            case GOAWAY -> goAway = ByteBuffer.wrap(payload).getInt(4) & 0xffff_ffffL;
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    frame(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            default -> {}
        }
        reply.ended |= (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
        notifyAll();
    }

    /** Waits until the stream is over, or the connection is, or time is up; then what has come. */
    public synchronized Reply reply(int stream, Duration most) throws InterruptedException {
        waitFor(() -> replies.containsKey(stream) && replies.get(stream).over(), most);
        return replies.getOrDefault(stream, new Reply());
    }

    /** The error code of a GOAWAY that comes within the time; -1 if none does. */
    public synchronized long goAway(Duration most) throws InterruptedException {
        waitFor(() -> goAway >= 0, most);
        return goAway;
    }

    /** Whether the server closes the connection within the time. */
    public synchronized boolean isClosedWithin(Duration most) throws InterruptedException {
        waitFor(() -> closed, most);
        return closed;
    }

    /** Waits until SETTINGS are acknowledged both ways: before, that may come between HEADERS and CONTINUATION, an error. */
    public synchronized RawHttp2 settled(Duration most) throws InterruptedException {
        waitFor(() -> frames(SETTINGS) >= 2, most);
        return this;
    }

    /** How many frames of this type have come. */
    public synchronized int frames(int type) {
        return frames.getOrDefault(type, 0);
    }

    private void waitFor(BooleanSupplier event, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); left > 0 && !event.getAsBoolean() && !closed; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
