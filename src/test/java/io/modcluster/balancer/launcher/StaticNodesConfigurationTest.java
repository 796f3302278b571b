package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.StaticNodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code nodes:} as people write it, right and wrong. */
class StaticNodesConfigurationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @Test
    void all_of_a_node_can_be_said_and_most_of_it_left_out() throws IOException {
        List<StaticNodeOptions> nodes = read(
                """
                nodes:
                  - address: http://reports.internal:3000
                    contexts: [/reports, "/re ports/old"]
                    aliases: ["*.Example.com", shop]
                    route: reports
                    balancer: b
                    lb-group: A
                    load: 7
                  - address: "[fd00::1]:3000"
                """);

        assertThat(nodes)
                .containsExactly(
                        new StaticNodeOptions()
                                .setAddress("http://reports.internal:3000")
                                .setContexts(List.of("/reports", "/re ports/old"))
                                .setAliases(List.of("*.example.com", "shop"))
                                .setRoute("reports")
                                .setBalancer("b")
                                .setLbGroup("A")
                                .setLoad(7),
                        new StaticNodeOptions().setAddress("[fd00::1]:3000"));
        assertThat(nodes.get(1).complete("mycluster").toJson().encode())
                .isEqualTo("{\"address\":\"[fd00::1]:3000\",\"contexts\":[\"/\"],\"aliases\":[\"localhost\"],"
                        + "\"route\":\"fd00--1-3000\",\"balancer\":\"mycluster\",\"load\":100}");
    }

    @Test
    void each_wrong_value_is_told_with_its_place_in_the_list_and_its_line() throws IOException {
        assertThat(
                        problems(
                                """
                        traffic: {port: 8000}
                        nodes:
                          - address: 10.0.0.1:3000
                          - adress: 10.0.0.2:3000
                          - address: 10.0.0.3
                            contexts: [app]
                            load: 0
                          - {address: 10.0.0.1:3000, load: x}
                          - 10.0.0.4:3000
                          - address: localhost:8000
                          - address: 10.0.0.6:3000
                            address: 10.0.0.7:3000
                        """))
                .containsExactly(
                        "f:12: nodes[6].address (expected: each key once; it stands in line 11 already)",
                        "f:4: nodes[1].adress: \"10.0.0.2:3000\" (expected: a key that exists; did you mean address?)",
                        "f:4: nodes[1].address (expected: host:port or http://host:port, with an IPv6 address in brackets"
                                + " and nothing behind the port)",
                        "f:5: nodes[2].address: \"10.0.0.3\" (expected: host:port or http://host:port, with an IPv6"
                                + " address in brackets and nothing behind the port)",
                        "f:6: nodes[2].contexts: \"[app]\" (expected: a list of paths such as /app, 79 characters each at"
                                + " most, as they are after decoding; wrong is \"app\")",
                        "f:7: nodes[2].load: \"0\" (expected: 1..100)",
                        "f:8: nodes[3].load: \"x\" (expected: a whole number: 1..100)",
                        "f:3: nodes[4]: \"10.0.0.4:3000\" (expected: an object, for instance {address:"
                                + " \"10.0.0.5:3000\"})");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a:1,'; a static node is spoken to in clear HTTP/1.1 only'",
        "ajp://a:1,'; a static node is spoken to in clear HTTP/1.1 only'",
        "a:0,nothing behind the port",
        "a:65536,nothing behind the port",
        "http://a:80/,nothing behind the port",
        "fd00::1:80,nothing behind the port",
        ":80,nothing behind the port",
        "127.1:80,nothing behind the port",
        "0.0.0.0:80,'the address of one machine, not an unspecified, multicast or broadcast one'",
        "'[::]:80','the address of one machine, not an unspecified, multicast or broadcast one'",
        "224.0.1.105:80,'the address of one machine, not an unspecified, multicast or broadcast one'",
        "'[ff02::1]:80','the address of one machine, not an unspecified, multicast or broadcast one'",
    })
    void an_address_that_no_node_can_have_is_refused(String address, String end) throws IOException {
        assertThat(problems("nodes: [{address: \"" + address + "\"}]"))
                .singleElement()
                .asString()
                .startsWith("f:1: nodes[0].address: \"" + address + "\" (expected: ")
                .endsWith(end + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "contexts,/a/",
        "contexts,//a",
        "contexts,/a/../b",
        "contexts,/./b",
        "contexts,/a;x",
        "contexts,/a%20b",
        "contexts,''",
        "aliases,a_b.*",
        "aliases,shop:8080",
        "aliases,*.",
    })
    void what_no_request_could_match_is_refused(String key, String value) throws IOException {
        assertThat(problems("nodes: [{address: \"a:1\", " + key + ": [\"" + value + "\"]}]"))
                .singleElement()
                .asString()
                .startsWith("f:1: nodes[0]." + key + ": \"[" + value + "]\" (expected: a list of ")
                .endsWith("; wrong is \"" + value + "\")");
    }

    @Test
    void two_with_one_route_or_one_address_are_refused() throws IOException {
        assertThat(
                        problems(
                                """
                        nodes:
                          - {address: "a-b:1"}
                          - {address: "http://A-B:1", route: other}
                          - address: a.b:1
                          - {address: "c:1", route: r}
                          - {address: "d:1",
                             route: r}
                        """))
                .containsExactly(
                        "f:3: nodes[1].address: \"http://A-B:1\" (expected: another address than that of nodes[0])",
                        "f:4: nodes[2].route: \"a-b-1\" (expected: another route than that of nodes[0])",
                        "f:7: nodes[4].route: \"r\" (expected: another route than that of nodes[3])");
    }

    @Test
    void a_route_may_not_have_a_dot_nor_be_too_long_even_when_made_of_the_address() throws IOException {
        assertThat(problems("nodes:\n- {address: \"a:1\", route: a.b}\n- address: " + "x".repeat(63) + ":1"))
                .hasSize(2)
                .allMatch(problem -> problem.contains("].route: \"") && problem.contains(" no dot "))
                .anyMatch(problem -> problem.startsWith("f:2: nodes[0]"))
                .anyMatch(problem -> problem.startsWith("f:3: nodes[1]"));
    }

    @ParameterizedTest
    @CsvSource({
        "traffic.port,8080,127.0.0.1:8080",
        "mcmp.port,8090,localhost:8090",
        "manager.port,8091,'[::1]:8091'",
    })
    void the_ports_of_the_balancer_itself_are_refused(String option, int port, String address) throws IOException {
        assertThat(problems("nodes: [{load: 1,\n address: \"" + address + "\"}]"))
                .containsExactly(
                        "f:2: nodes[0].address: \"" + address + "\" (expected: the address of a service, not that"
                                + " of this balancer, which listens there (" + option + "))");
        assertThat(read("nodes: [{address: \"10.255.255.1:" + port + "\"}]")).hasSize(1);
    }

    @Test
    void with_strict_virtual_hosts_a_node_needs_an_alias() throws IOException {
        assertThat(problems("traffic: {virtual-hosts: strict}\nnodes:\n- address: a:1\n- {address: b:1, aliases: [b]}"))
                .containsExactly("f:3: nodes[0].aliases (expected: host names, since traffic.virtual-hosts is strict:"
                        + " without one nobody could reach the node)");
    }

    @Test
    void the_environment_and_the_command_line_take_json() {
        String json = "[{\"address\":\"a:1\",\"load\":3}]";

        assertThat(fromVariable(json).options().getNodes())
                .containsExactly(new StaticNodeOptions().setAddress("a:1").setLoad(3));
        assertThat(fromVariable(json).originOfNode(0)).isEqualTo("MODCLUSTER_NODES");
        assertThat(fromVariable("").options().getNodes()).isEmpty();
        assertThat(problemsOf(() -> fromVariable("[{\"address\":\"a\"}]")))
                .singleElement()
                .asString()
                .startsWith("MODCLUSTER_NODES: nodes[0].address: \"a\" (expected: host:port");
        assertThat(problemsOf(() -> fromVariable("a:1")))
                .singleElement()
                .asString()
                .startsWith("MODCLUSTER_NODES: nodes: \"a:1\" (expected: a list of objects with address")
                .endsWith("as JSON in an environment variable or behind --set)");
    }

    @Test
    void the_last_source_replaces_the_whole_list() throws IOException {
        Configuration configuration = configuration(
                "nodes:\n- address: a:1\n- address: b:1", List.of("nodes=[{\"address\":\"localhost:8081\"}]"));

        assertThat(configuration.options().getNodes()).hasSize(1);
        assertThat(configuration.originOfNode(0)).isEqualTo("--set");
        assertThat(problemsOf(() ->
                        configuration("nodes:\n- address: a:1", List.of("nodes=[{\"address\":\"localhost:8080\"}]"))))
                .singleElement()
                .asString()
                .startsWith("--set: nodes[0].address");
    }

    @Test
    void a_section_in_place_of_a_list_is_refused_with_what_it_should_be() throws IOException {
        assertThat(problems("nodes: {address: a:1}"))
                .singleElement()
                .asString()
                .startsWith("f:1: nodes.address: \"a:1\" (expected: nothing below nodes, which is a list of objects");
    }

    private static Configuration fromVariable(String value) {
        return Configuration.read(
                new Sources(Optional.empty(), List.of(), Map.of("MODCLUSTER_NODES", value), List.of()));
    }

    private Configuration configuration(String text, List<String> assignments) throws IOException {
        Path file = Files.writeString(folder.resolve("balancer.yaml"), text);
        return Configuration.read(new Sources(Optional.of(file), List.of(), Map.of(), assignments));
    }

    private List<StaticNodeOptions> read(String text) throws IOException {
        return configuration(text, List.of()).options().getNodes();
    }

    private List<String> problems(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("balancer.yaml"), text);
        return problemsOf(() -> Configuration.read(new Sources(Optional.of(file), List.of(), Map.of(), List.of())))
                .stream()
                .map(problem -> problem.replace(file.toString(), "f"))
                .toList();
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private static List<String> problemsOf(Reading reading) {
        return catchThrowableOfType(OptionsProblems.class, reading::read).problems().stream()
                .map(OptionsProblem::toString)
                .toList();
    }
}
