package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.mem;
import static io.modcluster.balancer.testkit.McmpClient.syntax;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpStatusIT {
    private final McmpFixture balancer = new McmpFixture();
    private final McmpClient node = balancer.client();

    @BeforeEach
    void register() {
        assertThat(node.send("CONFIG", "JVMRoute=n1&Type=http&Host=127.0.0.1&Port=18201"))
                .isEqualTo("200");
        assertThat(node.send("CONFIG", "JVMRoute=dead&Type=http&Host=127.0.0.1&Port=18202"))
                .isEqualTo("200");
        balancer.dies(18202);
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private static String status(String route, String state) {
        return "200 text/plain: Type=STATUS-RSP&JVMRoute=" + route + "&State=" + state + "&id=\\d+\n";
    }

    private static String ping(String fields) {
        return "200 text/plain: Type=PING-RSP&" + fields + "&id=\\d+\n";
    }

    @Test
    @DisplayName("52 STATUS refuses what it does not know")
    void status_refuses_what_it_does_not_know() {
        assertThat(node.send("STATUS", "")).isEqualTo(syntax("Invalid field \"\" in message"));
        assertThat(node.send("STATUS", "Foo=1&JVMRoute=n1")).isEqualTo(syntax("Invalid field \"Foo\" in message"));
        assertThat(node.send("STATUS", "Load=1")).isEqualTo(syntax("JVMRoute can't be empty"));
        assertThat(node.send("STATUS", "JVMRoute=nosuch&Load=1"))
                .isEqualTo(mem("Can't read node with \"nosuch\" JVMRoute"));
        assertThat(node.send("STATUS", "JVMRoute=nosuch&Load=-1"))
                .isEqualTo(mem("Can't read node with \"nosuch\" JVMRoute"));
    }

    @Test
    @DisplayName("53 an accepted load is what INFO shows")
    void an_accepted_load_is_what_info_shows() {
        for (int load : new int[] {0, 1, 100, -1}) {
            assertThat(node.send("STATUS", "JVMRoute=n1&Load=" + load)).matches(status("n1", "OK"));
            assertThat(node.info()).containsPattern("Name: n1,.*,Load: " + load + "\n");
        }
        node.send("STATUS", "JVMRoute=n1&Load=55");
        assertThat(node.send("STATUS", "JVMRoute=n1")).matches(status("n1", "OK"));
        assertThat(node.info()).containsPattern("Name: n1,.*,Load: 55\n");
    }

    @Test
    @DisplayName("53 (ours) load -1 is believed without a check")
    void load_minus_one_is_believed_without_a_check() {
        assertThat(node.send("STATUS", "JVMRoute=dead&Load=-1")).matches(status("dead", "OK"));
        assertThat(balancer.checked()).isEmpty();
    }

    @Test
    @DisplayName("54 other loads are refused and change nothing")
    void other_loads_are_refused_and_change_nothing() {
        node.send("STATUS", "JVMRoute=n1&Load=7");
        for (String load : new String[] {"101", "-2", "abc", ""}) {
            assertThat(node.send("STATUS", "JVMRoute=n1&Load=" + load)).isEqualTo(syntax("Invalid value for Load"));
        }
        assertThat(node.info()).containsPattern("Name: n1,.*,Load: 7\n");
    }

    @Test
    @DisplayName("55 the load of a node that does not answer is not taken")
    void the_load_of_a_node_that_does_not_answer_is_not_taken() {
        assertThat(node.send("STATUS", "JVMRoute=dead&Load=100")).matches(status("dead", "NOTOK"));
        assertThat(node.send("STATUS", "JVMRoute=dead")).matches(status("dead", "NOTOK"));
        assertThat(node.info()).containsPattern("Name: dead,.*,Load: 0\n");
    }

    @Test
    @DisplayName("55 (ours) STATUS and PING are answered within a second when the check hangs")
    void status_and_ping_are_answered_within_a_second_when_the_check_hangs() {
        balancer.healthHangs();
        for (String command : new String[] {"STATUS", "PING"}) {
            long start = System.nanoTime();
            assertThat(node.send(command, "JVMRoute=n1")).contains("State=NOTOK");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(800), Duration.ofSeconds(5));
        }
    }

    @Test
    @DisplayName("56 PING of the balancer and of nodes")
    void ping_of_the_balancer_and_of_nodes() {
        assertThat(node.send("PING", "")).matches(ping("State=OK"));
        assertThat(node.send("PING", "JVMRoute=n1")).matches(ping("JVMRoute=n1&State=OK"));
        assertThat(node.send("PING", "JVMRoute=dead")).matches(ping("JVMRoute=dead&State=NOTOK"));
        assertThat(node.send("PING", "JVMRoute=nosuch")).isEqualTo(mem("Can't read node with \"nosuch\" JVMRoute"));
    }

    @Test
    @DisplayName("56 (ours) the id stays the same, in STATUS as in PING")
    void the_id_stays_the_same() {
        String id = node.send("PING", "").replaceAll("(?s).*id=", "");
        balancer.passes(Duration.ofHours(1));
        assertThat(node.send("STATUS", "JVMRoute=n1")).endsWith("id=" + id);
    }

    @Test
    @DisplayName("57 PING of addresses")
    void ping_of_addresses() {
        assertThat(node.send("PING", "Scheme=http&Host=127.0.0.1&Port=18201")).matches(ping("State=OK"));
        assertThat(node.send("PING", "Scheme=ws&Host=127.0.0.1&Port=18201")).matches(ping("State=OK"));
        assertThat(node.send("PING", "Scheme=http&Host=127.0.0.1&Port=18999")).matches(ping("State=NOTOK"));
        assertThat(node.send("PING", "Scheme=http&Host=nowhere.invalid&Port=18201"))
                .matches(ping("State=NOTOK"));
        assertThat(node.send("CONFIG", "JVMRoute=ajp&Host=127.0.0.1&Port=18204&Type=ajp"))
                .isEqualTo("200");
        assertThat(node.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18204")).matches(ping("State=OK"));
        assertThat(node.send("PING", "Scheme=http&Host=127.0.0.1&Port=18204")).matches(ping("State=NOTOK"));
        assertThat(node.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18201")).matches(ping("State=NOTOK"));
        balancer.dies(18204);
        assertThat(node.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18204")).matches(ping("State=NOTOK"));
        assertThat(node.send("PING", "Scheme=udp&Host=127.0.0.1&Port=18201"))
                .isEqualTo(syntax("PING Unsupported scheme: udp"));
        assertThat(node.send("PING", "Scheme=http&Host=127.0.0.1"))
                .isEqualTo(syntax("Mandatory field(s) missing in message"));
        assertThat(node.send("PING", "Foo=1")).isEqualTo(syntax("Invalid field \"Foo\" in message"));
    }

    @Test
    @DisplayName("57 PING with CPING asks any allowed address only where that was asked for")
    void ping_of_any_address() {
        assertThat(node.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18206")).matches(ping("State=NOTOK"));
        assertThat(balancer.checked()).noneMatch(address -> address.port() == 18206);
        try (McmpFixture open = new McmpFixture(options -> options.getMcmp().setPingAnyAddress(true))) {
            open.dies(18207);
            McmpClient client = open.client();
            assertThat(client.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18206"))
                    .matches(ping("State=OK"));
            assertThat(client.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=18207"))
                    .matches(ping("State=NOTOK"));
            assertThat(client.send("PING", "Scheme=ajp&Host=192.0.2.7&Port=18206"))
                    .matches(ping("State=NOTOK"));
        }
    }

    @Test
    @DisplayName("58 a JVMRoute outweighs an address")
    void a_jvm_route_outweighs_an_address() {
        assertThat(node.send("PING", "JVMRoute=dead&Scheme=http&Host=127.0.0.1&Port=18201"))
                .matches(ping("JVMRoute=dead&State=NOTOK"));
    }
}
