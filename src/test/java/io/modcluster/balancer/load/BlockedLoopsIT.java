package io.modcluster.balancer.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** J-03: no event loop stands still while a thousand nodes register, as many as may, and requests go on. */
@Tag("long")
@Timeout(300)
class BlockedLoopsIT {
    private static final int NODES = 999;
    private static final Duration SOON = Duration.ofSeconds(20);
    /** What is told; nobody notices less on a machine that does other things too. */
    private static final long MOST_MILLIS = 400;

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.vertx.core");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setMaxEventLoopExecuteTime(MOST_MILLIS)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setBlockedThreadCheckInterval(100)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));

    @BeforeEach
    void listen() {
        told.start();
        logger.addAppender(told);
    }

    @AfterEach
    void stop() throws Exception {
        logger.detachAppender(told);
        vertx.close().toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }

    private List<String> blocked() {
        return List.copyOf(told.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(text -> text.contains("has been blocked for"))
                .toList();
    }

    private static void mcmp(RawHttp connection, String method, String body) throws IOException {
        int length = body.getBytes(StandardCharsets.US_ASCII).length;
        assertThat(connection
                        .send(method + " / HTTP/1.1\r\nHost: b\r\nContent-Length: " + length + "\r\n\r\n" + body)
                        .read(SOON)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_loop_that_stands_still_would_be_told() {
        vertx.runOnContext(loop -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3 * MOST_MILLIS);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        await().atMost(SOON).until(() -> !blocked().isEmpty());
    }

    @Test
    void a_thousand_registrations_block_no_loop() throws Exception {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        balancer.start().toCompletionStage().toCompletableFuture().get(30, SECONDS);
        InetAddress here = InetAddress.getLoopbackAddress();
        AtomicBoolean done = new AtomicBoolean();
        try (RecordingNode node = RecordingNode.start("real");
                RawHttp nodes = RawHttp.connect(new InetSocketAddress(here, balancer.mcmpPort()))) {
            mcmp(nodes, "CONFIG", "JVMRoute=real&Host=127.0.0.1&Port=" + node.port() + "&Type=http");
            mcmp(nodes, "ENABLE-APP", "JVMRoute=real&Alias=localhost&Context=/real");
            mcmp(nodes, "STATUS", "JVMRoute=real&Load=100");
            // a cold JVM loads classes on its event loops, half a second of them was seen
            told.list.clear();
            Thread load = new Thread(() -> ask(new InetSocketAddress(here, balancer.trafficPort()), done), "load");
            load.start();
            for (int i = 0; i < NODES; i++) {
                String route = "JVMRoute=n" + i;
                mcmp(nodes, "CONFIG", route + "&Host=127.1." + i / 250 + "." + (1 + i % 250) + "&Port=9&Type=http");
                mcmp(nodes, "ENABLE-APP", route + "&Alias=localhost&Context=/a,/b,/c,/d,/e,/f,/g,/h,/i,/j");
                mcmp(nodes, "STATUS", route + "&Load=50");
            }
            done.set(true);
            load.join();
            assertThat(node.requests().size()).isGreaterThan(NODES / 10);
        } finally {
            balancer.stop().toCompletionStage().toCompletableFuture().get(60, SECONDS);
        }
        assertThat(blocked()).isEmpty();
    }

    private static void ask(InetSocketAddress traffic, AtomicBoolean done) {
        try (RawHttp client = RawHttp.connect(traffic)) {
            while (!done.get()) {
                client.send("GET /real HTTP/1.1\r\nHost: localhost\r\n\r\n").read(SOON);
            }
        } catch (IOException broken) {
            done.set(true);
        }
    }
}
