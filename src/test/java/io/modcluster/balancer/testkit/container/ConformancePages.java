package io.modcluster.balancer.testkit.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** The pages of a container under test, and how many calls are under way. */
public final class ConformancePages {
    /** What {@code /fields} answers with, one in each line. */
    public static final String FIELDS =
            """
            X-Many: one
            X-Many: two
            Set-Cookie: a=1; Path=/
            Set-Cookie: b=2; Path=/
            X-Latin: caf\u00e9
            X_Under: score
            Content-Language: fr
            Content-Length: 6""";

    private static final int BLOCK = 8192;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();

    /** Calls that have begun and not ended. */
    public int running() {
        return running.get();
    }

    /** Calls that have begun. */
    public int begun() {
        return begun.get();
    }

    /** Answers one call. */
    public void serve(WebCall call) throws IOException {
        begun.incrementAndGet();
        running.incrementAndGet();
        try {
            switch (call.path()) {
                case "/facts" -> text(call, call.facts());
                case "/count" -> text(call, count(call.in(), call.number("ms")));
                case "/bytes" -> bytes(call, call.number("n"), call.number("chunked") == 0);
                case "/cut" -> cut(call, call.number("n"));
                case "/status" -> status(call, (int) call.number("code"));
                case "/fields" -> fields(call);
                case "/mirror" -> mirror(call);
                default -> text(call, "early");
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private static void text(WebCall call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        call.length(bytes.length);
        call.out().write(bytes);
    }

    /** Reads to the end, with a pause before each block. */
    private static String count(InputStream in, long pauseMillis) throws IOException {
        CRC32 sum = new CRC32();
        long count = 0;
        byte[] block = new byte[BLOCK];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            count += read;
            sum.update(block, 0, read);
            pause(pauseMillis);
        }
        return told(count, sum.getValue());
    }

    /** What {@code /count} answers. */
    public static String told(long count, long sum) {
        return "bytes=" + count + " sum=" + Long.toHexString(sum);
    }

    private static void pause(long millis) {
        if (millis > 0) {
            try {
                boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
                assert !never;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void bytes(WebCall call, long count, boolean told) throws IOException {
        if (told) {
            call.length(count);
        }
        OutputStream out = call.out();
        if (!told) {
            out.flush();
        }
        byte[] block = new byte[BLOCK];
        for (long sent = 0; sent < count; sent += block.length) {
            fill(block, sent);
            out.write(block, 0, (int) Math.min(block.length, count - sent));
        }
    }

    /** The letters a to z over and over. */
    public static void fill(byte[] block, long from) {
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) ('a' + (from + i) % 26);
        }
    }

    /** Says that it sends twice as much, and ends as an application does that has an error. */
    private static void cut(WebCall call, long count) throws IOException {
        call.length(2 * count);
        byte[] block = new byte[(int) count];
        fill(block, 0);
        call.out().write(block);
        call.out().flush();
        throw new IOException("cut by the test");
    }

    private static void status(WebCall call, int code) throws IOException {
        call.status(code);
        if (code != 204 && code != 304) {
            text(call, "status=" + code);
        }
    }

    private static void fields(WebCall call) throws IOException {
        call.header("X-Many", "one");
        call.header("X-Many", "two");
        call.header("Set-Cookie", "a=1; Path=/");
        call.header("Set-Cookie", "b=2; Path=/");
        call.header("X-Latin", "caf\u00e9");
        call.header("X_Under", "score");
        call.header("Content-Language", "fr");
        text(call, "fields");
    }

    /** Sends each block back as soon as it is there. */
    private static void mirror(WebCall call) throws IOException {
        InputStream in = call.in();
        byte[] block = new byte[BLOCK];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            call.out().write(block, 0, read);
            call.out().flush();
        }
    }
}
