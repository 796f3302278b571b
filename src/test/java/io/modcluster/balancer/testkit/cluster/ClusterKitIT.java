package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit itself, with members that do not know each other. */
@Timeout(120)
final class ClusterKitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void two_members_route_and_each_dies_in_its_way() throws IOException {
        try (MemberProcess one = MemberProcess.start(MemberPlan.onLoopback("one"));
                MemberProcess two = MemberProcess.start(MemberPlan.onLoopback("two"));
                RecordingNode node = RecordingNode.start("node")) {
            one.waitUntilReady();
            two.waitUntilReady();
            assertThat(one.tell("ping")).isEqualTo("pong");
            register(one, node);
            register(two, node);
            assertThat(get(one.traffic(), "/shop")).isEqualTo(200);

            InetSocketAddress traffic = one.traffic();
            one.kill9();
            assertThat(one.isAlive()).isFalse();
            assertThatThrownBy(() -> get(traffic, "/shop")).isInstanceOf(IOException.class);
            assertThat(one.restart().waitUntilReady().traffic()).isEqualTo(traffic);
            assertThat(get(traffic, "/shop")).as("it knows nothing").isEqualTo(404);

            two.freeze();
            assertThatThrownBy(() -> get(two.traffic(), "/shop")).hasMessageContaining("no complete response");
            two.thaw();
            await().atMost(PATIENCE).until(() -> get(two.traffic(), "/shop") == 200);

            assertThat(two.terminate()).isZero();
            assertThat(one.tell("quit")).isEqualTo("bye");
            assertThat(one.awaitEnd()).isZero();
        }
    }

    @Test
    void a_member_that_does_not_start_is_a_failure_with_its_reason() {
        try (MemberProcess member =
                MemberProcess.start(MemberPlan.onLoopback("wrong").with("mcmp.port", "seven"))) {
            assertThatThrownBy(member::waitUntilReady)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended with exit code 2")
                    .hasMessageContaining("mcmp.port")
                    .hasMessageContaining("seven");
        }
    }

    @Test
    void a_command_that_is_refused_is_a_failure_with_its_reason() {
        try (MemberProcess member = MemberProcess.start(MemberPlan.onLoopback("strict"))) {
            member.waitUntilReady();
            assertThatThrownBy(() -> member.tell("dance"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("unknown command: \"dance\"");
        }
    }

    private static void register(MemberProcess member, RecordingNode node) {
        McmpClient mcmp = new McmpClient(member.mcmp());
        String route = "JVMRoute=" + node.name();
        assertThat(mcmp.send("CONFIG", route + "&Host=127.0.0.1&Type=http&Port=" + node.port()))
                .isEqualTo("200");
        assertThat(mcmp.send("ENABLE-APP", route + "&Alias=localhost&Context=/shop"))
                .startsWith("200 ");
        assertThat(mcmp.send("STATUS", route + "&Load=100")).contains("State=OK");
    }

    private static int get(InetSocketAddress address, String path) throws IOException {
        try (RawHttp http = RawHttp.connect(address)) {
            return http.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read(Duration.ofSeconds(2))
                    .status();
        }
    }
}
