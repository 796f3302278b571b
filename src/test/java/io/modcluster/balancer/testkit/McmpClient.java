package io.modcluster.balancer.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A node as far as it sends commands: one connection per command, exact bytes. Answers are told as one text that a test can
 * compare: {@code 200}, {@code 200 text/plain: …} or {@code 500 MEM: …} with what every refusal must have already checked.
 */
public final class McmpClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InetSocketAddress address;

    /** Speaks to a balancer on this host. */
    public McmpClient(int port) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Speaks to a balancer anywhere. */
    public McmpClient(InetSocketAddress address) {
        this.address = address;
    }

    /** A refusal that a node must never repeat, as {@link #send} tells it. */
    public static String syntax(String text) {
        return "500 SYNTAX SYNTAX: " + text;
    }

    /** A refusal that a node may repeat, as {@link #send} tells it. */
    public static String mem(String text) {
        return "500 MEM MEM: " + text;
    }

    /** A text answer, as {@link #send} tells it. */
    public static String text(String body) {
        return "200 text/plain: " + body;
    }

    /** Sends a command with target {@code /}. */
    public String send(String method, String body) {
        return send(method, "/", body);
    }

    /** Sends a command and tells the answer. */
    public String send(String method, String target, String body) {
        return tell(exchange(method, target, body, ""));
    }

    /** Body of INFO. */
    public String info() {
        return exchange("INFO", "/", "", "").body();
    }

    /** Body of DUMP. */
    public String dump() {
        return exchange("DUMP", "/", "", "").body();
    }

    /** Sends a command with more header lines, each with its CRLF. */
    public RawHttp.Response exchange(String method, String target, String body, String headers) {
        return raw(request(method, target, body, headers));
    }

    /** The bytes of a command. */
    public static String request(String method, String target, String body, String headers) {
        String octets = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String length = body.isEmpty() ? "" : "Content-Length: " + octets.length() + "\r\n";
        return method + " " + target + " HTTP/1.1\r\nHost: balancer\r\n" + length + headers + "\r\n" + octets;
    }

    /** Sends bytes on a new connection and reads one answer. */
    public RawHttp.Response raw(String bytes) {
        try (RawHttp connection = RawHttp.connect(address)) {
            return connection.send(bytes).read(PATIENCE);
        } catch (IOException failed) {
            throw new UncheckedIOException("sent: " + bytes.substring(0, Math.min(200, bytes.length())), failed);
        }
    }

    /** Tells an answer; fails when it has not the shape that nodes rely on (MCMP §1.6 to §1.8). */
    public static String tell(RawHttp.Response answer) {
        String type = answer.header("Type");
        if (answer.status() == 200) {
            require(answer, answer.head().startsWith("HTTP/1.1 200 OK\r\n"), "a reason phrase");
            require(
                    answer,
                    answer.header("Content-Length").equals("" + answer.body().length()),
                    "the exact length");
            String contentType = answer.header("Content-Type");
            return contentType.isEmpty() ? "200" + answer.body() : "200 " + contentType + ": " + answer.body();
        }
        require(answer, answer.header("Connection").equals("close"), "Connection: close");
        require(answer, !answer.body().isEmpty(), "a body");
        if (answer.status() == 500) {
            require(answer, answer.header("Version").equals("0.2.1"), "Version: 0.2.1");
            return "500 " + type + " " + answer.header("Mess");
        }
        require(answer, type.isEmpty(), "no Type");
        return Integer.toString(answer.status());
    }

    private static void require(RawHttp.Response answer, boolean condition, String expected) {
        if (!condition) {
            throw new AssertionError("expected " + expected + " in: " + answer);
        }
    }
}
