package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.request;
import static io.modcluster.balancer.testkit.McmpClient.tell;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that may send MCMP, and do not come to an end. */
class McmpSlowPeerIT {
    private static final Duration MESSAGE_TIME = Duration.ofMillis(600);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration DRIP = Duration.ofMillis(50);

    private final McmpFixture balancer = new McmpFixture(options -> {}, MESSAGE_TIME);

    @AfterEach
    void stop() {
        balancer.close();
    }

    @Test
    void a_peer_that_drips_a_head_is_cut_off() throws Exception {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            long start = System.nanoTime();
            connection.sendInPieces("CONFIG / HTTP/1.1\r\nHost: b\r\nX-Slow: " + "x".repeat(400), 1, DRIP);
            assertThat(connection.isClosedWithin(SOON)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(MESSAGE_TIME, SOON);
        }
    }

    @Test
    void a_peer_that_says_nothing_is_cut_off() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            assertThat(connection.isClosedWithin(SOON)).isTrue();
        }
    }

    @Test
    void a_body_that_takes_too_long_is_answered_408_and_changes_nothing() throws Exception {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nContent-Length: 400\r\n\r\nJVMRoute=slow&Foo=");
            connection.sendInPieces("x".repeat(20), 1, DRIP);
            RawHttp.Response answer = connection.read(SOON);
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("took too long");
            assertThat(connection.isClosedWithin(SOON)).isTrue();
        }
        assertThat(balancer.client().info()).isEmpty();
    }

    @Test
    void head_and_body_have_one_time_together() throws Exception {
        // a body with a time of its own could never end sooner; one time for both may end later, on a busy machine
        assertThat(IntStream.range(0, 10)).anyMatch(attempt -> isOverBeforeABodyAloneCouldBe());
    }

    private boolean isOverBeforeABodyAloneCouldBe() {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.sendInPieces("CONFIG / HTTP/1.1\r\n", 4, Duration.ofMillis(80));
            long bodyStart = System.nanoTime();
            connection.send("Host: b\r\nContent-Length: 400\r\n\r\nJVMRoute=slow");
            assertThat(connection.read(SOON).status()).isEqualTo(408);
            return Duration.ofNanos(System.nanoTime() - bodyStart).compareTo(MESSAGE_TIME) < 0;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void a_node_may_pause_between_its_messages() throws Exception {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send(request("CONFIG", "/", "JVMRoute=n1", ""));
            assertThat(connection.read(SOON).status()).isEqualTo(200);
            assertThat(connection.isClosedWithin(MESSAGE_TIME.multipliedBy(2))).isFalse();
            connection.send(request("STATUS", "/", "JVMRoute=n1&Load=1", ""));
            assertThat(tell(connection.read(SOON))).startsWith("200 ");
        }
    }

    @Test
    void the_second_body_of_a_connection_has_its_own_time() throws Exception {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send(request("CONFIG", "/", "JVMRoute=n1", ""));
            assertThat(connection.read(SOON).status()).isEqualTo(200);
            connection.send("STATUS / HTTP/1.1\r\nHost: b\r\nContent-Length: 400\r\n\r\nJVMRoute=n1");
            assertThat(connection.read(SOON).status()).isEqualTo(408);
        }
    }

    @Test
    void pipelined_messages_are_answered_one_after_the_other() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send(request("CONFIG", "/", "JVMRoute=n1", "")
                    + request("PING", "/", "", "")
                    + request("INFO", "/", "", ""));
            assertThat(connection.read(SOON).status()).isEqualTo(200);
            assertThat(connection.read(SOON).body()).contains("State=OK");
            assertThat(connection.read(SOON).body()).contains("Name: n1,");
            assertThat(connection.isClosedWithin(MESSAGE_TIME.multipliedBy(2))).isFalse();
        }
    }
}
