package io.modcluster.balancer.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberPlan;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bodies that are longer than the memory of the balancer, which is given 64 MiB of heap. */
class LongBodiesIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final long MIB = 1024 * 1024;
    private static final long LENGTH = (Extent.isFull() ? 10 * 1024 : 256) * MIB;
    private static final int READERS = Extent.isFull() ? 100 : 30;

    private static MemberProcess balancer;
    private static BulkNode node;

    @BeforeAll
    static void start() throws Exception {
        balancer = MemberProcess.start(MemberPlan.onLoopback("long-bodies").withJvmArguments("-Xmx64m"));
        balancer.waitUntilReady();
        node = BulkNode.start().register(balancer.mcmp(), "bulk");
    }

    @AfterAll
    static void stop() {
        node.close();
        balancer.close();
    }

    private static Socket connect() throws IOException {
        Socket socket =
                new Socket(balancer.traffic().getAddress(), balancer.traffic().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("G-05: a body down that is longer than the memory")
    void g_05_down(boolean chunked) throws Exception {
        long before = ProcessFigures.rss(balancer.pid());
        long start = System.nanoTime();
        long read;
        try (Socket client = connect()) {
            send(
                    client,
                    "GET /app/" + LENGTH + (chunked ? "?chunked" : "")
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            read = drain(client.getInputStream());
        }

        assertThat(read).isGreaterThanOrEqualTo(LENGTH);
        tell("down" + (chunked ? ", in chunks" : ""), before, start);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("G-05: a body up that is longer than the memory")
    void g_05_up(boolean chunked) throws Exception {
        long before = ProcessFigures.rss(balancer.pid());
        long start = System.nanoTime();
        String answer;
        try (Socket client = connect()) {
            String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + LENGTH;
            send(client, "PUT /app/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + framing + "\r\n\r\n");
            upload(client.getOutputStream(), chunked);
            answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + LENGTH);
        tell("up" + (chunked ? ", in chunks" : ""), before, start);
    }

    private static long drain(InputStream in) throws IOException {
        byte[] piece = new byte[(int) MIB];
        long sum = 0;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            sum += count;
        }
        return sum;
    }

    private static void upload(OutputStream out, boolean chunked) throws IOException {
        byte[] piece = new byte[(int) MIB];
        byte[] size = (Long.toHexString(MIB) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] end = {'\r', '\n'};
        for (long left = LENGTH; left > 0; left -= MIB) {
            if (chunked) {
                out.write(size);
                out.write(piece);
                out.write(end);
            } else {
                out.write(piece);
            }
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The heap has a maximum of its own; what could grow beside it is direct memory. */
    private static void tell(String what, long before, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long grown = ProcessFigures.peakRss(balancer.pid()) - before;
        FIGURES.info(
                "G-05 {} MiB {}: {} MiB/s, RSS {} MiB before, {} MiB more at most",
                LENGTH / MIB,
                what,
                Math.round(LENGTH / (MIB * seconds)),
                before / MIB,
                grown / MIB);
        assertThat(ProcessFigures.peakRss(balancer.pid())).isLessThan(450 * MIB);
    }

    @Test
    @DisplayName("G-04: clients that do not read hold nothing but what the system holds for them")
    void g_04_slow_readers() throws Exception {
        long before = ProcessFigures.rss(balancer.pid());
        long alreadySent = node.sent();
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket reader = connect();
                readers.add(reader);
                send(reader, "GET /app/" + 200 * MIB + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            long pushed = atRest() - alreadySent;
            long grown = ProcessFigures.rss(balancer.pid()) - before;
            FIGURES.info(
                    "G-04 {} slow readers of 200 MiB each: RSS {} MiB more, {} MiB sent by the node in all",
                    READERS,
                    grown / MIB,
                    pushed / MIB);

            assertThat(pushed).as("most of it stays at the node").isLessThan(READERS * (40 * MIB));
            assertThat(grown).isLessThan(200 * MIB);
            try (Socket other = connect()) {
                send(other, "GET /app/5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("\r\n\r\nxxxxx");
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    /** The count of bytes once it does not grow any more. */
    private static long atRest() {
        long[] last = {-1};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    long now = node.sent();
                    boolean rests = now == last[0];
                    last[0] = now;
                    return rests;
                });
        return last[0];
    }
}
