package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.mem;
import static io.modcluster.balancer.testkit.McmpClient.syntax;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpConfigIT {
    private static final String UNPARSEABLE =
            syntax("Can't parse MCMP message. It might have contained illegal symbols or unknown elements.");
    private static final String FAKE_APP = "JVMRoute=fake-app&Type=http&Host=127.0.0.1&Port=18201";

    private final McmpFixture balancer =
            new McmpFixture(options -> options.getMcmp().setMaxNodes(20));
    private final McmpClient node = balancer.client();

    @AfterEach
    void stop() {
        balancer.close();
    }

    private void registered(String fields) {
        assertThat(node.send("CONFIG", fields)).as(fields).isEqualTo("200");
    }

    @Test
    @DisplayName("16 empty messages, values and names without value")
    void empty_messages_values_and_names_without_value() {
        for (String body : new String[] {"", "JVMRoute=", "JVMRoute=b&Foo", "JVMRoute=b&Foo="}) {
            assertThat(node.send("CONFIG", body)).as(body).isEqualTo(UNPARSEABLE);
        }
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("17 a message without JVMRoute")
    void a_message_without_jvm_route() {
        assertThat(node.send("CONFIG", "Foo=bar")).isEqualTo(syntax("JVMRoute can't be empty"));
    }

    @Test
    @DisplayName("18 a JVMRoute alone is a node with all defaults")
    void a_jvm_route_alone_is_a_node_with_all_defaults() {
        registered("JVMRoute=a&Foo=bar");
        assertThat(node.info())
                .isEqualTo("Node: [0],Name: a,Balancer: mycluster,LBGroup: ,Host: localhost,Port: 8009,Type: ajp,"
                        + "Flushpackets: Off,Flushwait: 10,Ping: 10,Smax: -1,Ttl: 60,Elected: 0,Read: 0,Transfered: 0,"
                        + "Connected: 0,Load: 0\n");
    }

    @Test
    @DisplayName("19 illegal symbols in values")
    void illegal_symbols_in_values() {
        for (String route : new String[] {"c%3Cx", "c\"x", "c%27x", "c%0d", "c%00"}) {
            assertThat(node.send("CONFIG", "JVMRoute=" + route)).as(route).isEqualTo(UNPARSEABLE);
        }
    }

    @Test
    @DisplayName("20 a JVMRoute has up to 63 characters")
    void a_jvm_route_has_up_to_63_characters() {
        registered("JVMRoute=" + "r".repeat(63));
        assertThat(node.send("CONFIG", "JVMRoute=" + "r".repeat(65))).isEqualTo(syntax("JVMRoute field too big"));
    }

    @Test
    @DisplayName("21 values that are too long leave no node")
    void values_that_are_too_long_leave_no_node() {
        Map.of(
                        "Balancer=" + "x".repeat(41), "Balancer field too big",
                        "Domain=" + "x".repeat(21), "LBGroup field too big",
                        "Host=" + "x".repeat(65), "Host field too big",
                        "Port=" + "1".repeat(8), "Port field too big",
                        "Type=" + "x".repeat(17), "Type field too big",
                        "StickySessionCookie=" + "x".repeat(31), "A field is too big",
                        "StickySessionPath=" + "x".repeat(31), "A field is too big",
                        "Alias=" + "x".repeat(256), "Alias field too big",
                        "Context=" + "x".repeat(81), "Context field too big")
                .forEach((field, mess) ->
                        assertThat(node.send("CONFIG", "JVMRoute=a&" + field)).isEqualTo(syntax(mess)));
        assertThat(node.info()).isEmpty();
        assertThat(node.dump()).isEmpty();
    }

    @Test
    @DisplayName("22 A-07 Context and Alias come together or not at all")
    void context_and_alias_come_together_or_not_at_all() {
        assertThat(node.send("CONFIG", "JVMRoute=a&Context=/x")).isEqualTo(syntax("Context without Alias"));
        assertThat(node.send("CONFIG", "JVMRoute=a&Alias=x")).isEqualTo(syntax("Alias without Context"));
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("23 bad times")
    void bad_times() {
        assertThat(node.send("CONFIG", "JVMRoute=a&flushwait=-1")).isEqualTo(syntax("Flushwait field has bad value"));
        assertThat(node.send("CONFIG", "JVMRoute=a&flushwait=abc")).isEqualTo(syntax("Flushwait field has bad value"));
        assertThat(node.send("CONFIG", "JVMRoute=a&ping=1.5")).isEqualTo(syntax("Ping field has bad value"));
        assertThat(node.send("CONFIG", "JVMRoute=a&ttl=-1")).isEqualTo(syntax("TTL field has bad value"));
        assertThat(node.send("CONFIG", "JVMRoute=a&Timeout=x")).isEqualTo(syntax("Timeout field has bad value"));
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("24 times have units")
    void times_have_units() {
        registered("JVMRoute=a&ping=65&ttl=2min&Timeout=1h&flushwait=2s");
        assertThat(node.dump()).contains("flushwait: 2000,ping: 65,smax: -1,ttl: 120,timeout: 3600\n");
    }

    @Test
    @DisplayName("25 unknown words leave the defaults")
    void unknown_words_leave_the_defaults() {
        registered("JVMRoute=a&StickySession=false&flushpackets=banana");
        assertThat(node.dump()).contains("Sticky: 1 ").contains("flushpackets: 0,");
    }

    @Test
    @DisplayName("26 balancer names are lower case")
    void balancer_names_are_lower_case() {
        registered("JVMRoute=a&Balancer=MyBal");
        assertThat(node.info()).contains("Balancer: mybal,");
    }

    @Test
    @DisplayName("27 the zone of an IPv6 address is cut (ours: link-local ones are refused)")
    void the_zone_of_an_ipv6_address_is_cut() {
        registered("JVMRoute=a&Host=[::1%25lo]");
        assertThat(node.info()).contains("Host: [::1],");
        assertThat(node.send("CONFIG", "JVMRoute=b&Host=[fe80::1%25eth0]"))
                .isEqualTo(syntax("Host field has bad value"));
    }

    @Test
    @DisplayName("28 the same CONFIG twice changes nothing")
    void the_same_config_twice_changes_nothing() {
        registered(FAKE_APP);
        node.send("ENABLE-APP", "JVMRoute=fake-app&Alias=a&Context=/app");
        balancer.counter("fake-app").begin("/app");
        String before = node.info();
        registered(FAKE_APP);
        assertThat(node.info()).isEqualTo(before).contains("Elected: 1,", "Context: /app, Status: ENABLED");
    }

    @Test
    @DisplayName("29 a node may change what is not its identity")
    void a_node_may_change_what_is_not_its_identity() {
        registered(FAKE_APP);
        node.send("ENABLE-APP", "JVMRoute=fake-app&Alias=a&Context=/app");
        for (String field : new String[] {
            "Flushpackets=on",
            "Flushwait=20",
            "Ping=20",
            "Timeout=5",
            "StickySession=no",
            "StickySessionCookie=C",
            "StickySessionPath=p",
            "StickySessionRemove=yes",
            "StickySessionForce=no",
            "WaitWorker=1",
            "MaxAttempts=2",
            "Domain=D"
        }) {
            registered(FAKE_APP + "&" + field);
            assertThat(node.info()).contains("Context: /app, Status: ENABLED");
        }
        assertThat(node.dump()).contains("LBGroup: [D],");
    }

    @Test
    @DisplayName("30 another identity under the name of a live node is refused")
    void another_identity_under_the_name_of_a_live_node_is_refused() {
        registered(FAKE_APP);
        node.send("ENABLE-APP", "JVMRoute=fake-app&Alias=a&Context=/app");
        String dump = node.dump();
        for (String field : new String[] {
            "Balancer=other", "Host=localhost", "Port=18209", "Type=ajp", "Reversed=yes", "Smax=5", "Ttl=5"
        }) {
            assertThat(node.send("CONFIG", FAKE_APP + "&" + field))
                    .isEqualTo(mem("Node with \"fake-app\" JVMRoute already exists"));
        }
        assertThat(node.dump()).isEqualTo(dump);
    }

    @Test
    @DisplayName("31 the address of a live node is refused to others")
    void the_address_of_a_live_node_is_refused_to_others() {
        registered("JVMRoute=a");
        assertThat(node.send("CONFIG", "JVMRoute=b")).isEqualTo(mem("Another for the same worker already exist"));
    }

    @Test
    @DisplayName("32 the address of a live node is refused in another balancer too")
    void the_address_of_a_live_node_is_refused_in_another_balancer_too() {
        registered("JVMRoute=a");
        assertThat(node.send("CONFIG", "JVMRoute=b&Balancer=other"))
                .isEqualTo(mem("Another for the same worker already exist"));
        assertThat(node.info()).contains("Name: a,").doesNotContain("Name: b,");
    }

    @Test
    @DisplayName("33 a dead node gives way")
    void a_dead_node_gives_way() {
        registered(FAKE_APP);
        balancer.dies(18201);
        registered("JVMRoute=fake-app&Type=http&Host=127.0.0.1&Port=18202");
        assertThat(node.info()).contains("Port: 18202,").doesNotContain("18201");
    }

    @Test
    @DisplayName("34 aliases and contexts of a CONFIG are stopped rows of one virtual host")
    void aliases_and_contexts_of_a_config_are_stopped_rows_of_one_virtual_host() {
        registered("JVMRoute=a&Alias=H1,h2&Context=/x,/y");
        assertThat(node.info())
                .endsWith(
                        """
                        Vhost: [0:1:0], Alias: h1
                        Vhost: [0:1:1], Alias: h2
                        Context: [0:1:0], Context: /x, Status: STOPPED
                        Context: [0:1:1], Context: /y, Status: STOPPED
                        Context: [0:1:2], Context: /x, Status: STOPPED
                        Context: [0:1:3], Context: /y, Status: STOPPED
                        """);
    }

    @Test
    @DisplayName("35 repeated aliases and contexts are one list")
    void repeated_aliases_and_contexts_are_one_list() {
        registered("JVMRoute=a&Alias=a1&Context=/x,/y&Alias=b1");
        registered("JVMRoute=b&Port=1&Alias=a1&Context=/x&Alias=b1&Context=/y");
        for (String route : new String[] {"0", "1"}) {
            assertThat(node.info().lines().filter(line -> line.startsWith("Context: [" + route + ":1:")))
                    .hasSize(4);
        }
    }

    @Test
    @DisplayName("36 one node more than allowed")
    void one_node_more_than_allowed() {
        for (int i = 1; i <= 20; i++) {
            registered("JVMRoute=n" + i + "&Port=" + i);
        }
        assertThat(node.send("CONFIG", "JVMRoute=n21&Port=21&Balancer=other"))
                .isEqualTo(mem("Can't update or insert node with \"n21\" JVMRoute"));
        assertThat(node.info().lines()).hasSize(20);
        assertThat(node.dump()).doesNotContain("other");
    }

    @Test
    @DisplayName("37 the settings of a balancer")
    void the_settings_of_a_balancer() {
        registered(
                "JVMRoute=a&StickySession=No&StickySessionRemove=Yes&StickySessionForce=no&WaitWorker=3&Maxattempts=4"
                        + "&StickySessionCookie=SID&StickySessionPath=sid");
        assertThat(node.dump())
                .startsWith("balancer: [0] Name: mycluster Sticky: 0 [SID]/[sid] remove: 1 force: 0 Timeout: 3"
                        + " maxAttempts: 4\n");
    }
}
