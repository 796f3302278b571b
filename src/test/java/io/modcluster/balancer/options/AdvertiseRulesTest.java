package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdvertiseRulesTest {
    private static final String GOOD_KEY = "0123456789abcdef";

    private final BalancerOptions options = new BalancerOptions();

    /** Enabled, with nothing wrong about it. */
    private AdvertiseOptions good() {
        options.getMcmp().setHost("10.0.0.1").setAllow(List.of(CidrBlock.parse("10.0.0.0/8")));
        return options.getAdvertise().setEnabled(true).setKey(GOOD_KEY);
    }

    @Test
    @DisplayName("H-01 without a key nothing leaves the machine")
    void without_a_key_nothing_leaves_the_machine() {
        good().setKey("");

        assertThat(problem())
                .isEqualTo(
                        "options: advertise.key (expected: a secret of 16 characters or more that the nodes have too,"
                                + " since without one anybody in the network can make nodes register with him; none is needed"
                                + " only where advertise.interface is loopback)");
    }

    @Test
    @DisplayName("H-01 nor with a key that can be guessed, which the message does not tell")
    void nor_with_a_key_that_can_be_guessed() {
        good().setKey("0123456789abcde");

        assertThat(problem())
                .isEqualTo("options: advertise.key (expected: 16 characters or more, not 15, since whoever hears one"
                        + " datagram can try all short ones)");
        assertThatCode(() -> good()).doesNotThrowAnyException();
        options.validate();
    }

    @ParameterizedTest
    @DisplayName("H-01 on loopback any key will do")
    @CsvSource({"lo, ''", "lo0, s", "127.0.0.1, s", "::1, ''", "localhost, s"})
    void on_loopback_any_key_will_do(String networkInterface, String key) {
        options.getAdvertise().setEnabled(true).setInterface(networkInterface).setKey(key);

        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void a_wildcard_is_nothing_that_nodes_can_connect_to(String host) {
        good();
        options.getMcmp().setHost(host);

        assertThat(problem())
                .isEqualTo("options: advertise.address (expected: the address of this machine that nodes connect to,"
                        + " since mcmp.host is " + host + ", for instance advertise.address: 10.0.0.1)");

        options.getAdvertise().setAddress("10.0.0.1");
        options.validate();
        assertThat(options.getAdvertise().addressOf(options.getMcmp())).isEqualTo(new MemberAddress("10.0.0.1", 8090));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.9.9.9:6666", "[::1]:6666", "::ffff:127.0.0.1"})
    void loopback_is_told_on_loopback_only(String address) {
        good().setAddress(address);
        assertThat(problem())
                .startsWith("options: advertise.address: \"" + address + "\" (expected: an address of this machine that"
                        + " nodes on others can connect to");

        options.getAdvertise().setInterface("lo");
        options.validate();
    }

    @Test
    void what_is_listened_to_on_loopback_is_told_on_loopback_only() {
        good();
        options.getMcmp().setHost("127.0.0.1");

        assertThat(problem())
                .isEqualTo("options: advertise.address (expected: the address of this machine that nodes connect to,"
                        + " since mcmp.host is 127.0.0.1, where nodes on other machines cannot: set mcmp.host and"
                        + " mcmp.allow for them, or advertise.interface to loopback too)");
    }

    @ParameterizedTest
    @CsvSource({
        "b1.example.com, b1.example.com, 8090",
        "b1:6666, b1, 6666",
        "[fd00::1]:6666, fd00::1, 6666",
        "fd00::1, fd00::1, 8090",
        "'', 10.0.0.1, 8090"
    })
    void a_missing_part_of_the_address_is_that_of_mcmp(String address, String host, int port) {
        good().setAddress(address);

        options.validate();
        assertThat(options.getAdvertise().addressOf(options.getMcmp())).isEqualTo(new MemberAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.0.0.0:6666",
                "[::]:6666",
                "0",
                "127.1",
                "0x7f.1",
                "10.0.0.256",
                "224.0.1.105",
                "255.255.255.255",
                "[ff02::1]",
                "fe80::1",
                "[fe80::1%eth0]:6666",
                "fe80::1%2",
                "b1:0",
                "b1:65536",
                "http://b1:80",
                "b1\r\nX: y",
                "b1 ",
                "[b1]:80"
            })
    void what_nobody_can_connect_to_is_no_address(String address) {
        options.getAdvertise().setAddress(address);

        assertThat(problem())
                .startsWith("options: advertise.address: \"")
                .endsWith(" (expected: what nodes on other machines can connect to, so never 0.0.0.0: host, host:port,"
                        + " or [IPv6 address]:port without zone; or nothing)")
                .matches("[ -~]*");
        good();
        assertThat(problem()).as("once, when it is enabled too").doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "advertise.group, 10.0.0.1",
        "advertise.group, balancers",
        "advertise.group, ff02::1%eth0",
        "advertise.port, 0",
        "advertise.port, 65536",
        "advertise.interface, 'eth0\n'",
        "advertise.interface, 'a b'",
        "advertise.interval, 99ms",
        "advertise.interval, 61m",
        "advertise.interval, 10",
        "advertise.interval, 0s",
        "advertise.ttl, -1",
        "advertise.ttl, 256",
        "advertise.manager-url, 'balancer'",
        "advertise.manager-url, '/a\r\nX-Manager-Address: evil:1'",
        "advertise.manager-url, '/a b'",
        "advertise.protocol, 'http\r\n'",
        "advertise.protocol, ajp",
        "advertise.key, 'gr\u00fcn'",
        "advertise.key, 'one\r\ntwo'"
    })
    void what_a_datagram_cannot_say_is_refused(String key, String value) {
        OptionsProblems problems = catchThrowableOfType(
                OptionsProblems.class,
                () -> BalancerOptions.of(List.of(new Setting(key, new Setting.Text(value), "--set"))));

        assertThat(problems.problems()).extracting(OptionsProblem::key).containsExactly(key);
    }

    @Test
    void an_address_that_no_datagram_has_room_for_is_refused() {
        good().setAddress("h".repeat(110));
        options.validate();

        options.getAdvertise().setAddress("h".repeat(111));
        assertThat(problem())
                .endsWith("(expected: a host of 110 characters at most, since nodes read no more than 511 bytes)");
        options.getAdvertise().setManagerUrl("/");
        options.validate();
    }

    @Test
    @DisplayName("I-05 the key is in no text that people read, whatever is wrong with it")
    void the_key_is_in_no_text_that_people_read() {
        String key = "TopSecret/1234567890";
        good().setKey(key);

        assertThat(options.toString()).doesNotContain(key).contains("\"key\":\"***\"");
        assertThat(options.getAdvertise().toString()).doesNotContain(key).contains("\"key\":\"***\"");
        assertThat(BalancerOptions.keys())
                .allSatisfy(option -> assertThat(option.show(options)).doesNotContain(key));
        assertThat(new BalancerOptions(options.toJson()).getAdvertise().getKey())
                .as("it is not lost either")
                .isEqualTo(key);

        options.getAdvertise().setKey(key + "\n");
        assertThat(problem())
                .isEqualTo(
                        "options: advertise.key: \"***\" (expected: at most 253 characters of printable" + " ASCII)");
    }

    @ParameterizedTest
    @DisplayName("I-05 nor is it told when its name is misspelled")
    @ValueSource(
            strings = {"advertise.kye", "advertise.keys", "advertize.key", "key", "advertise.Key", "advertise.key.x"})
    void a_key_under_a_wrong_name_is_not_told(String name) {
        Setting setting = new Setting(name, new Setting.Text("TopSecret"), "--set");

        assertThat(catchThrowableOfType(OptionsProblems.class, () -> BalancerOptions.of(List.of(setting))))
                .hasMessageContaining(name)
                .hasMessageContaining("\"***\"")
                .hasMessageNotContaining("TopSecret");
    }

    @Test
    @DisplayName("I-05 nor when it has the wrong type")
    void a_key_of_the_wrong_type_is_not_told() {
        JsonObject json = new JsonObject().put("advertise", new JsonObject().put("key", 1234567890123456L));

        assertThat(catchThrowableOfType(OptionsProblems.class, () -> new BalancerOptions(json)))
                .hasMessage("json: advertise.key: \"***\" (expected: at most 253 characters of printable ASCII)");
    }

    /** The only one. */
    private String problem() {
        OptionsProblems problems = catchThrowableOfType(OptionsProblems.class, options::validate);
        assertThat(problems.problems()).hasSize(1);
        return problems.problems().get(0).toString();
    }
}
