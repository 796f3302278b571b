package io.modcluster.balancer.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a scripted far end does with one request.
 *
 * @param delay waited before the first byte
 * @param bytes sent as they are, ISO-8859-1; may be empty
 * @param after what happens to the connection afterwards
 */
public record Answer(Duration delay, String bytes, After after) {

    /** What happens to the connection after the bytes. */
    public enum After {
        /** It serves the next request. */
        KEEP_OPEN,
        /** It is closed with FIN. */
        CLOSE,
        /** It is closed with RST. */
        RESET,
        /** It stays open, silent, until the peer closes it. */
        HANG
    }

    /** 200 with the body and its length. */
    public static Answer ok(String body) {
        return status(200, "OK", body);
    }

    /** The status with the body and its length. */
    public static Answer status(int code, String reason, String body) {
        return raw("HTTP/1.1 " + code + " " + reason + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** An error as MCMP has it: status 500, the text in the headers, connection closed. */
    public static Answer mcmpError(String type, String message) {
        return raw("HTTP/1.1 500 Internal Server Error\r\nVersion: 0.2.1\r\nType: " + type + "\r\nMess: " + message
                        + "\r\nConnection: close\r\nContent-Length: 5\r\n\r\nerror")
                .then(After.CLOSE);
    }

    /** These bytes, whatever they are; the connection stays open. */
    public static Answer raw(String bytes) {
        return new Answer(Duration.ZERO, bytes, After.KEEP_OPEN);
    }

    /** Closes the connection without a byte. */
    public static Answer closeWithoutAnswer() {
        return raw("").then(After.CLOSE);
    }

    /** Promises {@code length} bytes, sends one less than half of them and closes. */
    public static Answer closeMidBody(int length) {
        return raw("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"
                        + "x".repeat(Math.max(0, length / 2 - 1)))
                .then(After.CLOSE);
    }

    /** Never answers. */
    public static Answer never() {
        return raw("").then(After.HANG);
    }

    /** The same, later. */
    public Answer delayed(Duration by) {
        return new Answer(by, bytes, after);
    }

    /** The same, with another end. */
    public Answer then(After end) {
        return new Answer(delay, bytes, end);
    }

    /** Carries it out; true when the connection can serve another request. */
    boolean perform(Socket socket, CountDownLatch stopped) throws IOException {
        if (!waited(stopped)) {
            return false;
        }
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        switch (after) {
            case KEEP_OPEN -> {
                return true;
            }
            case HANG -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            case RESET -> socket.setSoLinger(true, 0);
            case CLOSE -> socket.shutdownOutput();
        }
        return false;
    }

    private boolean waited(CountDownLatch stopped) {
        if (delay.isZero()) {
            return true;
        }
        try {
            return !stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
