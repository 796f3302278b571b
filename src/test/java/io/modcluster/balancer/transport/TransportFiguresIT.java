package io.modcluster.balancer.transport;

import static io.modcluster.balancer.testkit.container.Containers.head;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.container.ConformanceClient;
import io.modcluster.balancer.testkit.container.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests per second and CPU of the balancer's event loops per request, over AJP beside HTTP, in turns in one run: Tomcat on
 * both sides, everything in one process. Figures are logged; only that every answer was right is asserted.
 */
@Tag("long")
class TransportFiguresIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int CLIENTS = 16;
    private static final int ROUNDS = 4;
    private static final long ROUND_NANOS = SECONDS.toNanos(3);

    private static Containers containers;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws Exception {
        containers = new Containers();
        threads = Executors.newFixedThreadPool(CLIENTS);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        containers.close();
    }

    private record Figures(long requests, long nanos, long cpuNanos) {
        Figures plus(Figures other) {
            return new Figures(requests + other.requests, nanos + other.nanos, cpuNanos + other.cpuNanos);
        }

        double perSecond() {
            return requests * 1e9 / nanos;
        }

        double cpuMicros() {
            return cpuNanos / 1e3 / requests;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /other, 0",
        "GET, /facts, 0",
        "GET, /bytes?n=100000, 0",
        "POST, /count, 4000",
        "POST, /count, 100000"
    })
    void ajp_beside_http(String method, String path, int length) throws Exception {
        round("http", method, path, length);
        round("ajp-tomcat", method, path, length);
        Figures http = new Figures(0, 0, 0);
        Figures ajp = new Figures(0, 0, 0);
        for (int i = 0; i < ROUNDS; i++) {
            http = http.plus(round("http", method, path, length));
            ajp = ajp.plus(round("ajp-tomcat", method, path, length));
        }
        FIGURES.info(
                "{} {} {} B: http {}/s {} us, ajp {}/s {} us, ajp/http throughput {} cpu {}",
                method,
                path,
                length,
                Math.round(http.perSecond()),
                Math.round(http.cpuMicros()),
                Math.round(ajp.perSecond()),
                Math.round(ajp.cpuMicros()),
                Math.round(100 * ajp.perSecond() / http.perSecond()) / 100.0,
                Math.round(100 * ajp.cpuMicros() / http.cpuMicros()) / 100.0);
        assertThat(ajp.requests()).isPositive();
    }

    private static Figures round(String node, String method, String path, int length) throws Exception {
        AtomicLong requests = new AtomicLong();
        long cpu = eventLoopNanos();
        long start = System.nanoTime();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(CompletableFuture.runAsync(() -> ask(node, method, path, length, start, requests), threads));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(60, SECONDS);
        return new Figures(requests.get(), System.nanoTime() - start, eventLoopNanos() - cpu);
    }

    private static void ask(String node, String method, String path, int length, long start, AtomicLong requests) {
        try (ConformanceClient client = containers.client()) {
            while (System.nanoTime() - start < ROUND_NANOS) {
                if (length > 0) {
                    client.upload(head(node, method, path), length, false, length);
                } else {
                    client.send(head(node, method, path) + "\r\n");
                }
                assertThat(client.receive().status()).isEqualTo(200);
                requests.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long eventLoopNanos() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : bean.getAllThreadIds()) {
            ThreadInfo info = bean.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("vert.x-eventloop")) {
                sum += Math.max(0, bean.getThreadCpuTime(id));
            }
        }
        return sum;
    }
}
