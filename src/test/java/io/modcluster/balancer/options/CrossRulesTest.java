package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CrossRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "balancer.example.com"})
    void an_open_mcmp_port_needs_its_peers_named(String host) {
        BalancerOptions options = new BalancerOptions();
        options.getMcmp().setHost(host);

        OptionsProblem problem = onlyProblemOf(options);

        assertThat(problem.key()).isEqualTo("mcmp.host");
        assertThat(problem.expectation())
                .isEqualTo("a loopback address, or mcmp.allow set to the address blocks of your nodes, for instance"
                        + " mcmp.allow: [127.0.0.0/8, 10.1.0.0/16]");

        options.getMcmp().setAllow(List.of(CidrBlock.parse("10.1.0.0/16")));
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost", "::ffff:127.0.0.1"})
    void a_loopback_mcmp_port_needs_nothing(String host) {
        BalancerOptions options = new BalancerOptions();
        options.getMcmp().setHost(host);

        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void an_explicit_default_counts_as_named_and_stays_so_in_json() {
        BalancerOptions options = new BalancerOptions();
        options.getMcmp().setHost("0.0.0.0").setAllow(McmpOptions.DEFAULT_ALLOW);

        assertThatCode(options::validate).doesNotThrowAnyException();
        assertThat(new BalancerOptions(options.toJson())).isEqualTo(options);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 127.0.0.1",
        "127.0.0.1, 0.0.0.0",
        "'::', 127.0.0.1",
        "localhost, LOCALHOST"
    })
    void two_listeners_do_not_share_a_port(String traffic, String manager) {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost(traffic).setPort(9000);
        options.getManager().setHost(manager).setPort(9000).setUsers("people");

        OptionsProblem problem = onlyProblemOf(options);

        assertThat(problem.key()).isEqualTo("manager.port");
        assertThat(problem.value()).isEqualTo("9000");
        assertThat(problem.expectation())
                .isEqualTo("another port than traffic.port, which listens on " + traffic + ":9000");
    }

    @Test
    void one_port_on_two_addresses_and_any_free_port_are_fine() {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.2").setPort(9000);
        options.getMcmp().setPort(9000);
        assertThatCode(options::validate).doesNotThrowAnyException();

        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void three_listeners_on_one_port_are_three_problems() {
        assertThat(catchThrowableOfType(
                                OptionsProblems.class,
                                () -> new BalancerOptions(
                                        new JsonObject(
                                                """
                                        {"traffic": {"port": 9}, "mcmp": {"port": 9}, "manager": {"port": 9}}""")))
                        .problems())
                .extracting(OptionsProblem::key, OptionsProblem::origin)
                .containsExactly(
                        tuple("mcmp.port", "json"), tuple("manager.port", "json"), tuple("manager.port", "json"));
    }

    @Test
    void the_place_to_look_at_is_the_setting_that_held() {
        OptionsProblem problem = catchThrowableOfType(
                        OptionsProblems.class,
                        () -> BalancerOptions.of(List.of(
                                new Setting("mcmp.host", "127.0.0.1", "f:1"),
                                new Setting("mcmp.host", "10.0.0.1", "--set"))))
                .problems()
                .get(0);

        assertThat(problem.origin()).isEqualTo("--set");
    }

    @Test
    void values_set_by_code_are_judged_too() {
        BalancerOptions options = new BalancerOptions().setName("not good");
        options.getTraffic().setPort(-1).setIdleTimeout(Duration.ofDays(9));
        options.getMcmp().setAllow(List.of());

        assertThat(catchThrowableOfType(OptionsProblems.class, options::validate)
                        .problems())
                .extracting(OptionsProblem::key)
                .containsExactly("balancer.name", "traffic.port", "traffic.idle-timeout", "mcmp.allow");
    }

    private static OptionsProblem onlyProblemOf(BalancerOptions options) {
        List<OptionsProblem> problems =
                catchThrowableOfType(OptionsProblems.class, options::validate).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }
}
