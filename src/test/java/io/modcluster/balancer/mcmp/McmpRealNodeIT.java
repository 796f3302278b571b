package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The mod_cluster client itself, with every command and answer on the wire recorded. */
class McmpRealNodeIT {
    private final McmpFixture balancer = new McmpFixture();
    private final McmpRelay relay;

    McmpRealNodeIT() throws IOException {
        relay = McmpRelay.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.port()));
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        balancer.close();
    }

    private TomcatNode start(String... contexts) throws IOException {
        return TomcatNode.node("t1")
                .aliases("www.example.com", "example.com")
                .contexts(contexts)
                .balancers(relay.address())
                .statusPeriod(Duration.ofMillis(200))
                .start();
    }

    private List<String> methods() {
        return relay.exchanges().stream()
                .map(exchange -> exchange.command().method())
                .toList();
    }

    private void registered(int contexts) {
        await().untilAsserted(() -> assertThat(balancer.client().info().lines())
                .filteredOn(line -> line.endsWith("Status: ENABLED"))
                .hasSize(contexts));
    }

    @Test
    @DisplayName("51 a real node loses no context over a passing error")
    void a_real_node_loses_no_context_over_a_passing_error() throws IOException {
        try (TomcatNode node = start("/", "/app")) {
            registered(6);
            String before = balancer.client().info();
            await().until(() -> methods().contains("STATUS"));
            int seen = methods().size();
            relay.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node with \"t1\" JVMRoute"));
            await().until(() -> methods().stream().skip(seen).anyMatch("CONFIG"::equals));
            List<String> heard = methods();
            int config = seen + heard.subList(seen, heard.size()).indexOf("CONFIG");
            await().until(() -> methods().size() > config + 3);

            assertThat(methods().subList(config - 1, config + 4))
                    .as("INFO said everything that the node wants to hear")
                    .containsExactly("INFO", "CONFIG", "STATUS", "STATUS", "STATUS");
            assertThat(balancer.client().info().replaceAll("Load: \\d+", ""))
                    .isEqualTo(before.replaceAll("Load: \\d+", ""));
            assertThat(node.statusFailures()).isEmpty();
        }
    }

    @Test
    @DisplayName("51 (ours) a real node reads INFO whatever is in the names of contexts")
    void a_real_node_reads_info_whatever_is_in_the_names_of_contexts() throws IOException {
        try (TomcatNode node = start("/my app", "/č[x]&y")) {
            registered(6);
            int seen = methods().size();
            relay.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: try again"));
            await().until(() -> methods().subList(seen, methods().size()).contains("CONFIG"));
            registered(6);
            assertThat(node.statusFailures()).isEmpty();
        }
    }

    @Test
    @DisplayName("49 (ours) a real node that stops takes itself out")
    void a_real_node_that_stops_takes_itself_out() throws IOException {
        try (TomcatNode node = start("/app")) {
            registered(3);
            node.shutdown();
        }
        assertThat(balancer.client().info()).startsWith("Node: [0],Name: t1,").doesNotContain("Context:");
        balancer.passes(Duration.ofSeconds(30));
        assertThat(balancer.client().info()).isEmpty();
    }
}
