package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.Scheme;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Defaults, copy, JSON and judgement of the options of a node. */
final class NodeOptionsTest {
    /** One line per option: name, default, and another good value. This table is the contract. */
    private static final String CONTRACT =
            """
            jvm-route | "" | web-1
            host | "" | fd00::1
            port | 0 | 3000
            type | http | ajp
            balancers | [] | [lb.example.com, 10.1.2.3:6666, "[fd00::2]:8090"]
            contexts | [/] | [/shop, /api/v1]
            aliases | [localhost] | [www.example.com, "*.example.com"]
            lb-group | "" | rack-1
            balancer | mycluster | shop
            period | 10s | 100ms
            answer-timeout | 20s | 1s
            drain-timeout | 10s | 0s
            stop-timeout | 10s | 1h
            sticky.enabled | true | false
            sticky.cookie | JSESSIONID | SID
            sticky.path | jsessionid | sid
            sticky.force | false | true
            sticky.remove | false | true
            config.flush-packets | off | auto
            config.flush-wait | 10ms | 20ms
            config.ping | 10s | 5s
            config.smax | -1 | 7
            config.ttl | 60s | 2m
            config.timeout | 0s | 60s
            config.wait-worker | 0s | 3s
            config.max-attempts | -1 | 0
            discovery.enabled | false | true
            discovery.group | 224.0.1.105 | ff02::1
            discovery.port | 23364 | 1
            discovery.interface | "" | eth0
            discovery.key | "" | ***
            """;

    static List<List<String>> contract() {
        return CONTRACT.lines().map(line -> List.of(line.split(" \\| ", -1))).toList();
    }

    private static NodeOptions good() {
        return new NodeOptions().setJvmRoute("n1").setPort(3000).setBalancers(List.of("127.0.0.1:8090"));
    }

    @Test
    void every_option_has_the_default_of_the_contract() {
        Map<String, String> defaults = new LinkedHashMap<>();
        NodeOptions.keys().forEach(key -> defaults.put(key.name(), key.show(new NodeOptions())));
        Map<String, String> expected = new LinkedHashMap<>();
        contract().forEach(line -> expected.put(line.get(0), line.get(1)));
        assertThat(defaults).containsExactlyEntriesOf(expected);
    }

    @ParameterizedTest
    @MethodSource("contract")
    void every_option_can_be_set_copied_and_written_as_json(List<String> line) {
        String name = line.get(0);
        String other = line.get(2);
        String text =
                other.startsWith("[") ? other.substring(1, other.length() - 1).replace("\"", "") : other;
        NodeOptions options = NodeOptions.of(new ArrayList<>(List.of(
                new Setting("jvm-route", new Setting.Text("n1"), "test"),
                new Setting("port", new Setting.Text("4000"), "test"),
                new Setting("balancers", new Setting.Text("lb"), "test"),
                new Setting(name, new Setting.Text(text), "test"))));

        assertThat(NodeOptions.keys().stream()
                        .filter(key -> key.name().equals(name))
                        .map(key -> key.show(options)))
                .containsExactly(other);
        assertThat(new NodeOptions(options)).isEqualTo(options).hasSameHashCodeAs(options);
        assertThat(new NodeOptions(new JsonObject(options.toJson().encode()))).isEqualTo(options);
        options.validate();
    }

    @Test
    void a_copy_shares_nothing() {
        NodeOptions original = good();
        new NodeOptions(original).getSticky().setForce(true);
        assertThat(original.getSticky().isForce()).isFalse();
    }

    @Test
    void all_that_is_missing_is_told_at_once() {
        assertThatThrownBy(() -> new NodeOptions().validate())
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContainingAll(
                        "jvm-route", "port: \"0\" (expected: 1..65535)", "at least one balancer, or discovery.enabled");
        NodeOptions discovering = good().setBalancers(List.of());
        discovering.getDiscovery().setEnabled(true);
        discovering.validate();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host | 0.0.0.0 | an address that balancers can connect to",
                "host | :: | an address that balancers can connect to",
                "host | 127.1 | an address that balancers can connect to",
                "host | a:b | an address that balancers can connect to",
                "type | wss | http, https, ajp",
                "jvm-route | a;b | 1..63 characters",
                "balancers | lb:0 | a list of host:port",
                "contexts | shop | a list of paths",
                "contexts | /a?b | a list of paths",
                "aliases | '' | a list of host names",
                "aliases | a b | a list of host names",
                "aliases | a*.example.com | a list of host names",
                "discovery.group | 10.1.2.3 | a multicast address",
                "discovery.key | ä | at most 200 characters of ASCII",
                "sticky.cookie | 'a=b' | 1..29 characters"
            })
    void what_balancers_would_refuse_is_refused_here(String key, String value, String expected) {
        assertThatThrownBy(() -> {
                    NodeOptions options = good();
                    OptionsProblems.throwIfAny(
                            NodeKeys.NODE.apply(List.of(new Setting(key, new Setting.Text(value), "test")), options));
                    options.validate();
                })
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContainingAll(key, expected);
    }

    @Test
    void each_part_is_read_by_itself() {
        assertThat(new StickyOptions(new StickyOptions().setCookie("SID").toJson()).getCookie())
                .isEqualTo("SID");
        assertThat(new NodeConfigOptions(new NodeConfigOptions().setSmax(3).toJson()).getSmax())
                .isEqualTo(3);
        assertThat(new DiscoveryOptions(new DiscoveryOptions().setPort(3).toJson()).getPort())
                .isEqualTo(3);
        assertThat(new NodeOptions().setType(Scheme.HTTPS).toJson().getString("type"))
                .isEqualTo("https");
    }

    @Test
    void the_manual_has_a_row_for_each_option_with_its_default_and_its_sentence() throws IOException {
        String manual = Files.readString(Path.of("src/main/asciidoc/node.adoc"));
        assertThat(NodeOptions.keys()).allSatisfy(key -> assertThat(manual)
                .contains("| `" + key.name() + "` | `" + key.show(new NodeOptions()) + "` | " + key.sentence() + "\n"));
    }
}
