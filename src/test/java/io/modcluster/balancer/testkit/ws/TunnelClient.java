package io.modcluster.balancer.testkit.ws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that asks for an upgrade and then has a plain socket; it waits 5 s for what it reads. One char is one byte. */
public final class TunnelClient implements AutoCloseable {
    private static final int WAIT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private TunnelClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setSoTimeout(WAIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Connects to a port of loopback. */
    public static TunnelClient connect(int port) throws IOException {
        return new TunnelClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects, asks for a WebSocket and reads the 101; fails when something else comes. */
    public static TunnelClient open(int port, String path) throws IOException {
        TunnelClient client = connect(port).send(Frames.request(path) + "\r\n");
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
        return client;
    }

    /** Sends bytes. */
    public TunnelClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends bytes, for a thread that has nobody to tell when that fails. */
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Reads up to the empty line that ends a head. */
    public String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(read(1));
        }
        return head.toString();
    }

    /** Reads that many bytes, fewer when the end comes before. */
    public String read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length == 0 && count > 0) {
            throw new IOException("ended");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads a frame of fewer than 126 bytes as it came. */
    public String frame() throws IOException {
        String start = read(2);
        return start + read(start.charAt(1));
    }

    /** Reads to the end. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads and throws away; how many bytes it were. */
    public long skip(long most) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long read = 0;
        while (read < most) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, most - read));
            if (count < 0) {
                return read;
            }
            read += count;
        }
        return read;
    }

    /** Ends its own direction. */
    public TunnelClient finishSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Goes away with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
