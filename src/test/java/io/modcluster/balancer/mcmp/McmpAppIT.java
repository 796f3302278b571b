package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.mem;
import static io.modcluster.balancer.testkit.McmpClient.syntax;
import static io.modcluster.balancer.testkit.McmpClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpAppIT {
    private static final String N1 = "JVMRoute=n1&Type=http&Host=127.0.0.1&Port=18201";
    private static final List<String> METHODS = List.of("ENABLE-APP", "DISABLE-APP", "STOP-APP", "REMOVE-APP");

    private final McmpFixture balancer = new McmpFixture(
            options -> options.getMcmp().setMaxAliasesPerNode(20).setMaxContextsPerNode(100));
    private final McmpClient node = balancer.client();

    @BeforeEach
    void register() {
        assertThat(node.send("CONFIG", N1)).isEqualTo("200");
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private long lines(String start) {
        return node.info().lines().filter(line -> line.startsWith(start)).count();
    }

    @Test
    @DisplayName("36a one alias more than allowed")
    void one_alias_more_than_allowed() {
        node.send("ENABLE-APP", "JVMRoute=n1&Context=/&Alias=" + McmpFixture.list("h", 20));
        assertThat(node.send("ENABLE-APP", "JVMRoute=n1&Alias=h1,zz1&Context=/"))
                .isEqualTo(text("Type=ENABLE-APP-RSP\nJvmRoute=n1\nAlias=h1 Contexts=/\n\n"));
        assertThat(node.send("CONFIG", N1 + "&Domain=D&Alias=zz1,zz2&Context=/"))
                .isEqualTo(mem("Can't update or insert host alias for node with \"n1\" JVMRoute (zz1, zz2)"));
        assertThat(node.info()).contains("LBGroup: D,").doesNotContain("zz");
    }

    @Test
    @DisplayName("38 the answer lists the contexts of each alias")
    void the_answer_lists_the_contexts_of_each_alias() {
        assertThat(node.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost,Example.COM&Context=/a,/b"))
                .isEqualTo(
                        text(
                                """
                        Type=ENABLE-APP-RSP
                        JvmRoute=n1
                        Alias=localhost Contexts=/a,/b

                        Alias=example.com Contexts=/a,/b

                        """));
    }

    @Test
    @DisplayName("39 A-07 what a command misses")
    void what_a_command_misses() {
        for (String method : METHODS) {
            assertThat(node.send(method, "JVMRoute=n1")).isEqualTo(syntax("No Context and Alias in APP command"));
            assertThat(node.send(method, "JVMRoute=n1&Context=/a")).isEqualTo(syntax("Context without Alias"));
            assertThat(node.send(method, "JVMRoute=n1&Alias=x")).isEqualTo(syntax("Alias without Context"));
            assertThat(node.send(method, "Alias=x&Context=/a")).isEqualTo(syntax("JVMRoute can't be empty"));
            assertThat(node.send(method, "")).isEqualTo(syntax("JVMRoute can't be empty"));
        }
    }

    @Test
    @DisplayName("40 an unknown node")
    void an_unknown_node() {
        for (String method : METHODS) {
            assertThat(node.send(method, "JVMRoute=nosuch&Alias=x&Context=/a"))
                    .isEqualTo(mem("Can't read node with \"nosuch\" JVMRoute"));
            assertThat(node.send(method, "/*", "JVMRoute=nosuch"))
                    .isEqualTo(mem("Can't read node with \"nosuch\" JVMRoute"));
        }
    }

    @Test
    @DisplayName("41 removing what is not there")
    void removing_what_is_not_there() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=known&Context=/a");
        assertThat(node.send("REMOVE-APP", "JVMRoute=n1&Alias=known&Context=/nosuch"))
                .isEqualTo(text("Type=REMOVE-APP-RSP\nJvmRoute=n1\nAlias=known Contexts=/nosuch\n\n"));
        assertThat(node.send("REMOVE-APP", "JVMRoute=n1&Alias=nosuch&Context=/a"))
                .isEqualTo(text("Type=REMOVE-APP-RSP\nJvmRoute=n1\n"));
        assertThat(node.info()).contains("Context: /a, Status: ENABLED");
    }

    @Test
    @DisplayName("42 disabling and stopping create what is not there")
    void disabling_and_stopping_create_what_is_not_there() {
        node.send("DISABLE-APP", "JVMRoute=n1&Alias=x&Context=/d");
        node.send("STOP-APP", "JVMRoute=n1&Alias=x&Context=/s");
        assertThat(node.info()).contains("Context: /d, Status: DISABLED", "Context: /s, Status: STOPPED");
    }

    @Test
    @DisplayName("43 STOP-APP counts the requests in flight")
    void stop_app_counts_the_requests_in_flight() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost&Context=/a,/b,/c");
        AtomicInteger begun = balancer.counter("n1").begin("/a");
        balancer.counter("n1").begin("/a");
        balancer.counter("n1").begin("/b");
        assertThat(node.send("STOP-APP", "JVMRoute=n1&Alias=localhost&Context=/a"))
                .isEqualTo(text("Type=STOP-APP-RSP&JvmRoute=n1&Alias=localhost&Context=/a&Requests=2\n"));
        assertThat(node.send("STOP-APP", "JVMRoute=n1&Alias=localhost,b&Context=/a,/b"))
                .isEqualTo(text("Type=STOP-APP-RSP&JvmRoute=n1&Alias=localhost,b&Context=/a,/b&Requests=3\n"));
        balancer.counter("n1").end(begun);
        balancer.counter("n1").end(begun);
        assertThat(node.send("STOP-APP", "JVMRoute=n1&Alias=localhost&Context=/a"))
                .endsWith("&Requests=0\n");
    }

    @Test
    @DisplayName("44 a node without contexts stays")
    void a_node_without_contexts_stays() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=/a");
        node.send("REMOVE-APP", "JVMRoute=n1&Alias=x&Context=/a");
        assertThat(node.info()).startsWith("Node: [0],Name: n1,").doesNotContain("Vhost", "Context");
    }

    @Test
    @DisplayName("45 repeated aliases and contexts are a cross product")
    void repeated_aliases_and_contexts_are_a_cross_product() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=a&Context=/1&Alias=b&Context=/2&Alias=c&Context=/3");
        assertThat(lines("Vhost:")).isEqualTo(3);
        assertThat(lines("Context:")).isEqualTo(9);
    }

    @Test
    @DisplayName("46 one context more than allowed")
    void one_context_more_than_allowed() {
        String answer = node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=" + McmpFixture.list("/c", 101));
        assertThat(answer)
                .startsWith("200 ")
                .contains("/c1,", "/c99,", "/c100\n")
                .doesNotContain("/c101");
        assertThat(lines("Context:")).isEqualTo(100);
    }

    @Test
    @DisplayName("47 a wildcard means all contexts of the node")
    void a_wildcard_means_all_contexts_of_the_node() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=/a,/b");
        assertThat(node.send("DISABLE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
        assertThat(lines("Context: [0:1:0], Context: /a, Status: DISABLED")).isOne();
        assertThat(node.send("STOP-APP", "//*", "JVMRoute=n1")).isEqualTo("200");
        assertThat(lines("Context: [0:1:1], Context: /b, Status: STOPPED")).isOne();
        assertThat(node.send("ENABLE-APP", "/foo/*", "JVMRoute=n1&Alias=y&Context=/z"))
                .isEqualTo("200");
        assertThat(node.send("STOP-APP", "*", "JVMRoute=n1")).isEqualTo("200");
        assertThat(node.info())
                .contains("/a, Status: STOPPED", "/b, Status: STOPPED")
                .doesNotContain("/z");
        assertThat(node.send("ENABLE-APP", "/foo*", "JVMRoute=n1"))
                .isEqualTo(syntax("No Context and Alias in APP command"));
    }

    @Test
    @DisplayName("48 aliases join those they came with")
    void aliases_join_those_they_came_with() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=gamma,testalias&Context=/a");
        assertThat(lines("Vhost:")).isEqualTo(2);
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=beta,testalias&Context=/a");
        assertThat(lines("Vhost: [0:1:")).isEqualTo(3);
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=completely,unrelated&Context=/a");
        assertThat(lines("Vhost:")).isEqualTo(5);
    }

    @Test
    @DisplayName("49 a node that was taken out fades away")
    void a_node_that_was_taken_out_fades_away() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=/a");
        assertThat(node.send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
        assertThat(node.info()).startsWith("Node: [0],Name: n1,").doesNotContain("Vhost", "Context");
        assertThat(node.send("REMOVE-APP", "/*", "JVMRoute=n1"))
                .as("goodbye, after another balancer passed it on")
                .isEqualTo("200");
        balancer.passes(Duration.ofSeconds(11));
        assertThat(node.send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
        assertThat(node.info()).startsWith("Node: [0],Name: REMOVED,Balancer: mycluster,LBGroup: ,Host");
        assertThat(node.send("STATUS", "JVMRoute=n1&Load=1")).contains("State=NOTOK");
        balancer.passes(Duration.ofSeconds(15));
        assertThat(node.info()).isEmpty();
        assertThat(node.send("STATUS", "JVMRoute=n1&Load=1")).isEqualTo(mem("Can't read node with \"n1\" JVMRoute"));
        assertThat(node.send("PING", "JVMRoute=n1")).isEqualTo(mem("Can't read node with \"n1\" JVMRoute"));
        assertThat(node.send("REMOVE-APP", "/*", "JVMRoute=n1")).isEqualTo(mem("Can't read node with \"n1\" JVMRoute"));
    }

    @Test
    @DisplayName("50 a node that was taken out may come back")
    void a_node_that_was_taken_out_may_come_back() {
        node.send("STATUS", "JVMRoute=n1&Load=42");
        node.send("REMOVE-APP", "/*", "JVMRoute=n1");
        balancer.passes(Duration.ofSeconds(5));
        assertThat(node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=/a"))
                .isEqualTo(mem("Can't read node with \"n1\" JVMRoute"));
        assertThat(node.send("STATUS", "JVMRoute=n1&Load=1")).contains("State=NOTOK");
        assertThat(node.send("STATUS", "JVMRoute=n1&Load=-1")).contains("State=NOTOK");
        assertThat(node.send("PING", "JVMRoute=n1")).contains("State=OK");
        assertThat(node.send("CONFIG", N1)).isEqualTo("200");
        assertThat(node.send("ENABLE-APP", "JVMRoute=n1&Alias=x&Context=/a")).startsWith("200 ");
        assertThat(node.info()).contains("Name: n1,", "Load: 42\n", "Context: /a, Status: ENABLED");
    }

    @Test
    @DisplayName("51 two aliases share a virtual host and list their contexts each")
    void two_aliases_share_a_virtual_host_and_list_their_contexts_each() {
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost,alias.example&Context=/");
        node.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost,alias.example&Context=/app");
        assertThat(node.info())
                .endsWith(
                        """
                        Vhost: [0:1:0], Alias: localhost
                        Vhost: [0:1:1], Alias: alias.example
                        Context: [0:1:0], Context: /, Status: ENABLED
                        Context: [0:1:1], Context: /, Status: ENABLED
                        Context: [0:1:2], Context: /app, Status: ENABLED
                        Context: [0:1:3], Context: /app, Status: ENABLED
                        """);
    }
}
