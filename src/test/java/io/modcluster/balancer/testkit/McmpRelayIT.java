package io.modcluster.balancer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class McmpRelayIT {
    private static final String STATUS = "STATUS / JVMRoute=n1&Load=100";

    private ScriptedBalancer balancer;
    private McmpRelay relay;
    private TomcatNode node;

    @BeforeEach
    void start() throws IOException {
        balancer = ScriptedBalancer.start();
        relay = McmpRelay.to(balancer.address());
        node = TomcatNode.node("n1")
                .contexts("/app")
                .balancers(relay.address())
                .statusPeriod(Duration.ofMillis(100))
                .start();
        await().until(() -> balancer.summaries().contains(STATUS));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        relay.close();
        balancer.close();
    }

    @Test
    void it_passes_both_directions_on_byte_for_byte_and_records_them() {
        await().until(() -> relay.summaries().contains(STATUS));

        int common = relay.exchanges().size();
        assertThat(relay.summaries().subList(0, common))
                .isEqualTo(balancer.summaries().subList(0, common));
        assertThat(relay.exchanges().get(0).answer())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
        assertThat(relay.exchanges().get(3).answer()).contains("Type=STATUS-RSP&JVMRoute=n1&State=OK&id=1\n");
    }

    @Test
    void an_injected_answer_reaches_the_node_and_the_command_not_the_balancer() {
        relay.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: injected"));

        await().until(() ->
                balancer.summaries().stream().filter("INFO /"::equals).count() == 2);
        assertThat(relay.exchanges())
                .filteredOn(McmpRelay.Exchange::injected)
                .singleElement()
                .satisfies(exchange -> assertThat(exchange.command().summary()).isEqualTo(STATUS));
        node.kill();
        await().untilAsserted(() ->
                assertThat(statusCount(relay.summaries())).isEqualTo(1 + statusCount(balancer.summaries())));
    }

    @Test
    void a_cut_cable_is_noticed_and_a_mended_one_brings_the_node_back() {
        relay.cut();
        await().until(() -> balancer.openConnections() == 0);
        int before = balancer.summaries().size();
        await().during(Duration.ofMillis(400)).until(() -> balancer.summaries().size() == before);

        relay.mend();

        await().until(() -> balancer.summaries()
                .subList(before, balancer.summaries().size())
                .contains(STATUS));
        assertThat(balancer.summaries().get(before)).isEqualTo("INFO /");
        assertThat(balancer.summaries().get(before + 1)).startsWith("CONFIG /");
    }

    @Test
    void redirected_it_takes_the_node_to_another_balancer() throws IOException {
        try (ScriptedBalancer other = ScriptedBalancer.start()) {
            relay.redirect(other.address());

            await().until(() -> other.summaries().contains(STATUS));
            assertThat(other.violations()).isEmpty();
        }
    }

    private static long statusCount(List<String> summaries) {
        return summaries.stream().filter(STATUS::equals).count();
    }
}
