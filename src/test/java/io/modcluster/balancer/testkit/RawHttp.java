package io.modcluster.balancer.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 client that sends exactly the bytes it is given, right or wrong, and says exactly what came back.
 *
 * <p>Strings are bytes: one char, one byte (ISO 8859-1). Blocking; for test threads only.
 */
public final class RawHttp implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 1 << 24;
    /** A JVM that has just started, on a machine that does other things too, needs seconds for its first answer. */
    private static final Duration FIRST = Duration.ofSeconds(10);

    private final Socket socket;
    private final OutputStream out;
    private byte[] pending = new byte[0];
    private boolean ended;
    private boolean reset;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /** Connects to a port of this host. */
    public static RawHttp connect(int port) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects to any address. */
    public static RawHttp connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address, 5000);
        return new RawHttp(socket);
    }

    /**
     * One response as received.
     *
     * @param status of the status line
     * @param head status line and header lines with their CRLFs
     * @param body as delimited by the head, chunks joined
     */
    public record Response(int status, String head, String body) {
        /** The value of the first header line of that name, trimmed; empty if there is none. */
        public String header(String name) {
            for (String line : head.lines().toList()) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                    return line.substring(colon + 1).trim();
                }
            }
            return "";
        }
    }

    /**
     * What one conversation brought.
     *
     * @param responses complete responses in order, 1xx included
     * @param closed whether the server closed the connection before the deadline
     * @param rest bytes after the last complete response
     */
    public record Outcome(List<Response> responses, boolean closed, String rest) {
        /** The status codes in order. */
        public List<Integer> statuses() {
            return responses.stream().map(Response::status).toList();
        }
    }

    /** Sends the bytes on a new connection and reads as {@link #readUntilQuiet} does. */
    public static Outcome exchange(int port, String bytes, Duration silence) throws IOException {
        try (RawHttp client = connect(port)) {
            client.send(bytes);
            return client.readUntilQuiet(silence);
        }
    }

    /** Sends bytes in one write; a server that has closed already is no failure, reading will tell. */
    public RawHttp send(String bytes) {
        try {
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            reset = true;
        }
        return this;
    }

    /** Sends bytes in pieces of the given size with a pause between them, until done or the server has closed. */
    public RawHttp sendInPieces(String bytes, int size, Duration pause) throws InterruptedException {
        for (int i = 0; i < bytes.length() && !reset; i += size) {
            send(bytes.substring(i, Math.min(bytes.length(), i + size)));
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
        return this;
    }

    /** Closes the sending side only. */
    public RawHttp finishSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads one final or interim response; fails if it is not complete before the deadline. */
    public Response read(Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Response response = takeResponse(false);
            if (response != null) {
                return response;
            }
            if (ended) {
                response = takeResponse(true);
                if (response != null) {
                    return response;
                }
                throw new IOException("connection closed; received so far: " + text(pending));
            }
            if (!receive(end - System.nanoTime())) {
                throw new SocketTimeoutException("no complete response in " + deadline + ": " + text(pending));
            }
        }
    }

    /** Reads until the server closes, or has sent something and then nothing for the given time, or nothing at all for 10 s. */
    public Outcome readUntilQuiet(Duration silence) throws IOException {
        boolean any = pending.length > 0 || ended || receive(Math.max(silence.toNanos(), FIRST.toNanos()));
        return any ? readWhatComes(silence) : new Outcome(List.of(), false, "");
    }

    /** Reads until the server closes or sends nothing for the given time, be it from the beginning. */
    public Outcome readWhatComes(Duration silence) throws IOException {
        while (!ended && receive(silence.toNanos())) {
            // everything goes to pending
        }
        List<Response> responses = new ArrayList<>();
        for (Response r = takeResponse(ended); r != null; r = takeResponse(ended)) {
            responses.add(r);
        }
        return new Outcome(responses, ended, text(pending));
    }

    /** Whether the server closes the connection before the deadline; bytes that come until then are kept. */
    public boolean isClosedWithin(Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!ended && receive(end - System.nanoTime())) {
            // everything goes to pending
        }
        return ended;
    }

    /** Whether the connection ended by a reset rather than in order; known once it has ended. */
    public boolean wasReset() {
        return reset;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private boolean receive(long nanos) throws IOException {
        int millis = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000);
        if (millis <= 0) {
            return false;
        }
        byte[] buffer = new byte[16_384];
        try {
            socket.setSoTimeout(millis);
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                ended = true;
            } else {
                append(buffer, count);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true;
            reset = true;
            return true;
        }
    }

    private void append(byte[] buffer, int count) throws IOException {
        if (pending.length + count > MAX_RESPONSE_BYTES) {
            throw new IOException("more than " + MAX_RESPONSE_BYTES + " bytes received");
        }
        byte[] joined = new byte[pending.length + count];
        System.arraycopy(pending, 0, joined, 0, pending.length);
        System.arraycopy(buffer, 0, joined, pending.length, count);
        pending = joined;
    }

    private @Nullable Response takeResponse(boolean atEnd) throws IOException {
        String all = text(pending);
        int headEnd = all.indexOf("\r\n\r\n");
        if (headEnd < 0 || !all.startsWith("HTTP/1.")) {
            return null;
        }
        int bodyStart = headEnd + 4;
        int status = Integer.parseInt(all.substring(9, 12));
        Response head = new Response(status, all.substring(0, headEnd + 2), "");
        int[] end = {bodyStart};
        String body = bodyOf(head, all, end, atEnd);
        if (end[0] < 0) {
            return null;
        }
        pending = all.substring(end[0]).getBytes(StandardCharsets.ISO_8859_1);
        return new Response(status, head.head(), body);
    }

    private static String bodyOf(Response head, String all, int[] end, boolean atEnd) throws IOException {
        int start = end[0];
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return "";
        }
        if (head.header("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            return dechunk(all, end);
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            end[0] = atEnd ? all.length() : -1;
        } else {
            int bodyEnd = start + Integer.parseInt(length);
            end[0] = bodyEnd <= all.length() ? bodyEnd : -1;
        }
        return end[0] < 0 ? "" : all.substring(start, end[0]);
    }

    private static String dechunk(String all, int[] end) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = end[0];
        while (true) {
            int lineEnd = all.indexOf("\r\n", at);
            if (lineEnd < 0) {
                end[0] = -1;
                return "";
            }
            int size = Integer.parseInt(all.substring(at, lineEnd).trim(), 16);
            int next = lineEnd + 2 + size + 2;
            if (next > all.length()) {
                end[0] = -1;
                return "";
            }
            if (size == 0) {
                end[0] = next;
                return text(body.toByteArray());
            }
            body.write(all.substring(lineEnd + 2, next - 2).getBytes(StandardCharsets.ISO_8859_1));
            at = next;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
