package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictReadingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "balancer.name | edge 1 | 1..63 characters of A-Z a-z 0-9 . _ -",
                "balancer.name | '' | 1..63 characters of A-Z a-z 0-9 . _ -",
                "traffic.host | a b | a host name or an IP address",
                "traffic.port | 65536 | 0..65535",
                "traffic.port | -1 | 0..65535",
                "traffic.port | 080 | a whole number: 0..65535",
                "traffic.port | 80.0 | a whole number: 0..65535",
                "traffic.port | 99999999999999999999 | a whole number: 0..65535",
                "traffic.virtual-hosts | Strict | strict, prefer, ignore",
                "traffic.encoded-slashes | yes | refuse, pass",
                "traffic.max-header-size | 1023 | 1KiB..1MiB, written as 16KiB, 1MiB or a number of bytes",
                "traffic.max-header-size | 16kb | 1KiB..1MiB, written as 16KiB, 1MiB or a number of bytes",
                "traffic.max-header-size | 2MiB | 1KiB..1MiB, written as 16KiB, 1MiB or a number of bytes",
                "traffic.idle-timeout | 999ms | 1s..1h, written with its unit as 500ms, 10s, 2m or 1h",
                "traffic.idle-timeout | 61m | 1s..1h, written with its unit as 500ms, 10s, 2m or 1h",
                "traffic.idle-timeout | 5 s | 1s..1h, written with its unit as 500ms, 10s, 2m or 1h",
                "mcmp.on-traffic-port | yes | true or false",
                "mcmp.default-balancer | MyCluster | 1..39 characters of a-z 0-9 . _ -",
                "mcmp.check-timeout | 11s | 10ms..10s, written with its unit as 500ms, 10s, 2m or 1h",
                "mcmp.remove-after | 999ms | 1s..24h or 0s, written with its unit as 500ms, 10s, 2m or 1h",
                "mcmp.allow | '' | a list of address blocks such as 10.1.0.0/16",
                "routing.no-context-status | 500 | 404 or 503",
            })
    void a_bad_value_is_refused_with_what_was_expected(String key, String value, String expected) {
        OptionsProblem problem = onlyProblemOf(new Setting(key, new Setting.Text(value), "--set"));

        assertThat(problem.key()).isEqualTo(key);
        assertThat(problem.origin()).isEqualTo("--set");
        assertThat(problem.value()).isEqualTo(value);
        assertThat(problem.expectation()).startsWith(expected);
    }

    @Test
    void a_duration_without_unit_is_told_that_the_unit_is_missing() {
        assertThat(onlyProblemOf(new Setting("traffic.idle-timeout", new Setting.Text("65"), "f:1"))
                        .expectation())
                .startsWith("a unit behind the number; 1s..1h");
    }

    @Test
    void bits_behind_the_prefix_of_a_block_are_named() {
        assertThat(onlyProblemOf(new Setting("mcmp.allow", new Setting.Text("127.0.0.0/8, 10.1.2.3/16"), "f:1"))
                        .expectation())
                .endsWith("wrong is \"10.1.2.3/16\" (expected: no bits behind the prefix, as in 10.1.0.0/16)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "true", "x"})
    void json_text_is_no_number(String text) {
        assertThat(problemsOf(new JsonObject().put("traffic", new JsonObject().put("port", text))))
                .hasSize(1);
    }

    @Test
    void json_of_the_wrong_type_is_refused() {
        JsonObject json = new JsonObject()
                .put("balancer", new JsonObject().put("name", 7))
                .put(
                        "traffic",
                        new JsonObject()
                                .put("port", 80.5)
                                .put("idle-timeout", 65)
                                .put("max-headers", true)
                                .putNull("host"))
                .put("mcmp", new JsonObject().put("on-traffic-port", "true").put("allow", new JsonArray().add(10)))
                .put("manager", 8091);

        assertThat(problemsOf(json))
                .extracting(OptionsProblem::key)
                .containsExactly(
                        "balancer.name",
                        "traffic.port",
                        "traffic.idle-timeout",
                        "traffic.max-headers",
                        "traffic.host",
                        "mcmp.on-traffic-port",
                        "mcmp.allow",
                        "manager");
    }

    @Test
    void a_value_for_a_section_is_told_about_the_options_below() {
        assertThat(onlyProblemOf(new Setting("manager", 8091, "f:1")).expectation())
                .isEqualTo("options below it, such as manager.enabled");
    }

    @ParameterizedTest
    @CsvSource({
        "traffic.prot, traffic.port",
        "traffic.max-header, traffic.max-headers",
        "mcmp.allows, mcmp.allow",
        "balancer.nam, balancer.name",
        "trafic.port, traffic.port"
    })
    void an_unknown_key_is_answered_with_the_nearest_one(String written, String meant) {
        assertThat(onlyProblemOf(new Setting(written, "x", "f:1")).expectation())
                .isEqualTo("a key that exists; did you mean " + meant + "?");
    }

    @Test
    void a_key_that_resembles_nothing_is_only_unknown() {
        assertThat(onlyProblemOf(new Setting("zzz", "x", "f:1")).expectation()).isEqualTo("a key that exists");
        assertThat(onlyProblemOf(new Setting("traffic.port".repeat(9), "x", "f:1"))
                        .expectation())
                .isEqualTo("a key that exists");
    }

    @Test
    void values_mean_what_they_say() {
        BalancerOptions options = BalancerOptions.of(List.of(
                OptionsContractTest.text("traffic.max-header-size", "32KiB"),
                OptionsContractTest.text("mcmp.max-message-size", "100000"),
                OptionsContractTest.text("traffic.idle-timeout", "2m"),
                OptionsContractTest.text("mcmp.remove-after", "1h"),
                OptionsContractTest.text("mcmp.check-timeout", "10ms"),
                OptionsContractTest.text("mcmp.allow", "10.0.0.0/8,fd00::/8")));

        assertThat(options.getTraffic().getMaxHeaderSize()).isEqualTo(32_768);
        assertThat(options.getMcmp().getMaxMessageSize()).isEqualTo(100_000);
        assertThat(options.getTraffic().getIdleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.getMcmp().getRemoveAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(options.getMcmp().getCheckTimeout()).isEqualTo(Duration.ofMillis(10));
        assertThat(options.getMcmp().getAllow())
                .containsExactly(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("fd00::/8"));
    }

    @Test
    void the_message_of_problems_has_one_line_for_each() {
        assertThatThrownBy(() -> BalancerOptions.of(
                        List.of(new Setting("traffic.port", "x\n", "f:3"), new Setting("zzz", "", "f:4"))))
                .hasMessage("f:3: traffic.port: \"x\\u000a\" (expected: a whole number: 0..65535)\n"
                        + "f:4: zzz (expected: a key that exists)");
    }

    private static OptionsProblem onlyProblemOf(Setting setting) {
        List<OptionsProblem> problems = catchThrowableOfType(
                        OptionsProblems.class, () -> BalancerOptions.of(List.of(setting)))
                .problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static List<OptionsProblem> problemsOf(JsonObject json) {
        return catchThrowableOfType(OptionsProblems.class, () -> new BalancerOptions(json))
                .problems();
    }
}
