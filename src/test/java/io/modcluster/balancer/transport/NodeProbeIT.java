package io.modcluster.balancer.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeProbeIT {
    private static final Duration BOUND = Duration.ofMillis(500);

    private final BalancerOptions options = new BalancerOptions();
    private final Vertx vertx = TestVertx.vertx();
    private final NodeProbe probe = new NodeProbe(vertx, options);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private CheckResult check(Scheme scheme, int port) throws Exception {
        return check(scheme, port, BOUND);
    }

    private CheckResult check(Scheme scheme, int port, Duration bound) throws Exception {
        return probe.check(new NodeAddress(scheme, "127.0.0.1", port), bound)
                .toCompletionStage()
                .toCompletableFuture()
                .get(15, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "WS"})
    void an_http_node_is_alive_whatever_its_status(Scheme scheme) throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 501 Not Implemented\r\n\r\n");
            connection.readToEnd();
        })) {
            assertThat(check(scheme, node.port())).isEqualTo(new CheckResult(true, "answers HTTP"));
            assertThat(node.received())
                    .isEqualTo("OPTIONS * HTTP/1.0\r\nUser-Agent: vertx-mod-cluster (internal check)\r\n\r\n");
            await().until(() -> node.openConnections() == 0);
        }
    }

    @Test
    void an_ajp_node_is_alive_when_it_sends_cpong() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.read(5);
            connection.send("AB\0\1\t");
            connection.readToEnd();
        })) {
            assertThat(check(Scheme.AJP, node.port()).alive()).isTrue();
            assertThat(node.received()).isEqualTo("\0224\0\1\n");
            await().until(() -> node.openConnections() == 0);
        }
    }

    @Test
    void an_ajp_port_that_speaks_http_is_not_alive() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            assertThat(check(Scheme.AJP, node.port()).alive()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "WSS"})
    void of_a_node_with_tls_a_connection_is_not_enough(Scheme scheme) throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            // the first handshake of a JVM takes longer than BOUND
            assertThat(check(scheme, node.port(), Duration.ofSeconds(10)))
                    .isEqualTo(new CheckResult(
                            false, "not connected: TLS: the node does not speak it, let it register Type=http"));
            await().until(() -> node.openConnections() == 0);
        }
    }

    @Test
    void a_refused_connection_is_a_result_and_no_failure() throws Exception {
        int port = ByteNode.unusedPort();

        assertThat(check(Scheme.HTTP, port).alive()).isFalse();
    }

    @Test
    void a_node_that_says_nothing_is_given_up_within_the_bound_and_its_socket_closed() throws Exception {
        try (ByteNode node = ByteNode.start(ByteNode.Connection::readToEnd)) {
            long start = System.nanoTime();

            CheckResult result = check(Scheme.HTTP, node.port());

            assertThat(result.alive()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(BOUND, BOUND.multipliedBy(10));
            await().until(() -> node.openConnections() == 0);
        }
    }

    @Test
    void an_answer_that_is_not_http_is_not_alive() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.send("SSH-2.0-OpenSSH_9.2\r\n");
            connection.readToEnd();
        })) {
            assertThat(check(Scheme.HTTP, node.port()).alive()).isFalse();
        }
    }
}
