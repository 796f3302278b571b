package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.ws.Crowd;
import io.modcluster.balancer.testkit.ws.EchoNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many WebSockets at a time. */
class CrowdIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int MANY = 5000;

    private static long memory() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static ProxyFixture proxyFor(int nodePort) throws Exception {
        ProxyFixture proxy = new ProxyFixture(node("n", nodePort));
        proxy.traffic.setMaxConnectionsPerClient(0).setMaxConnections(100_000);
        return proxy.start();
    }

    @Test
    @Timeout(60)
    void three_hundred_echo() throws Exception {
        try (EchoNode node = EchoNode.start();
                ProxyFixture proxy = proxyFor(node.port())) {
            try (Crowd crowd = new Crowd()) {
                crowd.open(proxy.port(), 300);
                assertThat(crowd.echo(0)).hasSize(300);
                assertThat(crowd.echo(500)).hasSize(300);
                assertThat(crowd.gone()).isZero();
                assertThat(proxy.counter("n").inFlight("/")).isEqualTo(300);
            }
            proxy.assertCountersAtRest();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.openConnections()).isZero());
        }
    }

    @Test
    @Tag("long")
    @Timeout(900)
    @DisplayName("K-02: five thousand, each with a message a second, none dropped, 60 KiB each at the most")
    void k_02_five_thousand() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader answers =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
                PrintStream crowd = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
                ProxyFixture proxy = proxyFor(Integer.parseInt(answers.readLine()))) {
            long before = memory();
            crowd.println("open " + proxy.port() + ' ' + MANY);
            assertThat(answers.readLine()).isEqualTo("open " + MANY);
            crowd.println("echo 1000");
            assertThat(answers.readLine()).startsWith(MANY + " 0 ");
            long each = (memory() - before) / MANY;
            FIGURES.info("{} WebSockets: {} bytes of heap and direct memory each", MANY, each);
            assertThat(each).isLessThan(60 * 1024);
            assertThat(proxy.counter("n").inFlight("/")).isEqualTo(MANY);

            for (long second = 0; second < Extent.seconds(10, 600).toSeconds(); second++) {
                crowd.println("echo 1000");
                String answer = answers.readLine();
                assertThat(answer).startsWith(MANY + " 0 ");
                if (second % 10 == 9) {
                    List<String> figures = List.of(answer.split(" ", -1));
                    FIGURES.info(
                            "{} messages a second: half within {} us, 99 % within {} us",
                            MANY, figures.get(2), figures.get(3));
                }
            }
            process.destroy();
            proxy.assertCountersAtRest();
        } finally {
            process.destroy();
        }
    }
}
