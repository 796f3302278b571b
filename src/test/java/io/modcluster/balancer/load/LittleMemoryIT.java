package io.modcluster.balancer.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.cluster.MemberPlan;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A heap that is as good as full. */
class LittleMemoryIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** A collection is asked for every five seconds. */
    private static final Duration LATER = Duration.ofSeconds(30);

    private static final String GET = "GET /app/5 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    @DisplayName("G-08: without memory it refuses, lives, and serves again when there is some")
    void g_08_full_heap() throws Exception {
        // shares of a small heap that leave room for what is refused; the figures of the defaults are OverloadTest's
        MemberPlan plan = MemberPlan.onLoopback("little-memory")
                .with("overload.refuse-connections-at", "50")
                .with("overload.refuse-requests-at", "70")
                .withJvmArguments("-Xmx128m");
        try (MemberProcess balancer = MemberProcess.start(plan).waitUntilReady();
                BulkNode node = BulkNode.start().register(balancer.mcmp(), "bulk");
                RawHttp early = RawHttp.connect(balancer.traffic())) {
            assertThat(statusOf(early)).isEqualTo(200);

            balancer.tell("hold 45");
            await("new connections are closed").atMost(SOON).until(() -> !isServed(balancer));
            assertThat(statusOf(early)).as("a connection that it has").isEqualTo(200);

            balancer.tell("hold 65");
            await("requests are refused").atMost(SOON).until(() -> refused(early));
            assertThat(early.isClosedWithin(SOON)).isTrue();

            balancer.tell("release");
            await("served again").atMost(LATER).until(() -> isServed(balancer));
            assertThat(node.sent()).isPositive();
            assertThat(balancer.isAlive()).isTrue();
        }
    }

    private static boolean refused(RawHttp client) throws IOException {
        RawHttp.Response answer = client.send(GET).read(SOON);
        if (answer.status() == 503) {
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).isEqualTo("the balancer has no memory left at the moment\n");
            return true;
        }
        return false;
    }

    private static boolean isServed(MemberProcess balancer) {
        try (RawHttp client = RawHttp.connect(balancer.traffic())) {
            return statusOf(client) == 200;
        } catch (IOException | AssertionError closed) {
            return false;
        }
    }

    private static int statusOf(RawHttp client) throws IOException {
        return client.send(GET).read(SOON).status();
    }
}
