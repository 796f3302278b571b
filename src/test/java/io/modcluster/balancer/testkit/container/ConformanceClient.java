package io.modcluster.balancer.testkit.container;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A client for bodies that do not fit into memory; one connection, one request after the other. Blocking. */
public final class ConformanceClient implements AutoCloseable {
    private static final int BLOCK = 8192;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    /** Connects. */
    public ConformanceClient(InetSocketAddress balancer) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(balancer, 5000);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 2 * BLOCK);
        out = socket.getOutputStream();
    }

    /** What a response was: its status, and of its body the length and a sum, as {@code /count} tells them. */
    public record Received(int status, String body) {}

    /** Sends bytes as they are. */
    public void send(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a request with that many bytes, by length or in chunks, in blocks of this size. */
    public void upload(String head, long length, boolean chunked, int block) throws IOException {
        send(head + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + length + "\r\n\r\n"));
        byte[] bytes = new byte[block];
        for (long sent = 0; sent < length; sent += block) {
            ConformancePages.fill(bytes, sent);
            int count = (int) Math.min(block, length - sent);
            if (chunked) {
                send(Integer.toHexString(count) + "\r\n");
            }
            out.write(bytes, 0, count);
            if (chunked) {
                send("\r\n");
            }
        }
        if (chunked) {
            send("0\r\n\r\n");
        }
    }

    /** What {@code /count} says of a body of that length. */
    public static String sumOf(long length) {
        CRC32 sum = new CRC32();
        byte[] bytes = new byte[BLOCK];
        for (long at = 0; at < length; at += BLOCK) {
            ConformancePages.fill(bytes, at);
            sum.update(bytes, 0, (int) Math.min(BLOCK, length - at));
        }
        return ConformancePages.told(length, sum.getValue());
    }

    /** Reads a response and sums up its body. */
    public Received receiveSum() throws IOException {
        CRC32 sum = new CRC32();
        long[] count = {0};
        int status = receive((bytes, length) -> {
            sum.update(bytes, 0, length);
            count[0] += length;
        });
        return new Received(status, ConformancePages.told(count[0], sum.getValue()));
    }

    /** Reads a response whole. */
    public Received receive() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int status = receive((bytes, length) -> body.write(bytes, 0, length));
        return new Received(status, body.toString(StandardCharsets.ISO_8859_1));
    }

    private interface Sink {
        void take(byte[] bytes, int length) throws IOException;
    }

    private int receive(Sink sink) throws IOException {
        String status = line();
        long length = -1;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length: ")) {
                length = Long.parseLong(lower.substring(16));
            }
            chunked |= lower.equals("transfer-encoding: chunked");
        }
        if (chunked) {
            for (int chunk = Integer.parseInt(line(), 16); chunk > 0; chunk = Integer.parseInt(line(), 16)) {
                pass(chunk, sink);
                line();
            }
            line();
        } else {
            pass(Math.max(0, length), sink);
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private void pass(long length, Sink sink) throws IOException {
        byte[] bytes = new byte[BLOCK];
        for (long left = length; left > 0; ) {
            int count = in.read(bytes, 0, (int) Math.min(bytes.length, left));
            if (count < 0) {
                throw new EOFException(left + " bytes missing");
            }
            sink.take(bytes, count);
            left -= count;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("in \"" + line + "\"");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
