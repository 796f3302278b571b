package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster needs before it may start. */
final class ClusterRulesTest {

    @Test
    void a_cluster_needs_a_name_and_somebody_to_meet() {
        BalancerOptions options = new BalancerOptions();
        options.getCluster().setEnabled(true);

        assertThat(problemsOf(options))
                .containsExactly(
                        "options: cluster.name (expected: a name that all balancers of this cluster have, and no other"
                                + " cluster)",
                        "options: cluster.members (expected: where the other members are, for instance"
                                + " cluster.members: [10.0.0.1, 10.0.0.2], or cluster.multicast: true)");

        options.getCluster().setName("shop").setMulticast(true);
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void a_configuration_of_its_own_needs_neither() {
        BalancerOptions options = new BalancerOptions();
        options.getCluster().setEnabled(true).setConfig("conf/cluster.xml");

        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void the_name_that_every_hazelcast_has_is_refused() {
        BalancerOptions options = good();
        options.getCluster().setName("dev");

        assertThat(problemsOf(options))
                .containsExactly("options: cluster.name: \"dev\" (expected: 1..63 characters of A-Z a-z 0-9 . _ -, but"
                        + " not dev, the name that each Hazelcast has by default)");

        options.getCluster().setName("dev2");
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::0", "::ffff:0.0.0.0"})
    void members_never_listen_everywhere(String wildcard) {
        BalancerOptions options = good();
        options.getCluster().setHost(wildcard);

        assertThat(problemsOf(options))
                .containsExactly(
                        "options: cluster.host: \"" + wildcard + "\" (expected: one address of this machine, in a"
                                + " network that only the balancers reach)");
    }

    @Test
    void nothing_is_asked_of_a_balancer_that_is_alone() {
        BalancerOptions options = new BalancerOptions();
        options.getCluster().setHost("0.0.0.0").setPort(8080).setBusPort(8080);

        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void the_ports_of_members_are_ports_like_the_others() {
        BalancerOptions options = good();
        options.getCluster().setPort(8080).setBusPort(8090);

        assertThat(problemsOf(options))
                .containsExactly(
                        "options: cluster.port: \"8080\" (expected: another port than traffic.port, which listens on"
                                + " 0.0.0.0:8080)",
                        "options: cluster.bus-port: \"8090\" (expected: another port than mcmp.port, which listens on"
                                + " 127.0.0.1:8090)");
    }

    @Test
    void a_port_that_is_not_opened_meets_nobody() {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setEnabled(false).setPort(9000);
        options.getManager().setEnabled(false).setPort(9000);
        options.getMcmp().setPort(9000);

        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "balancer-1, balancer-1, 0",
        "balancers.shop.svc.cluster.local:5801, balancers.shop.svc.cluster.local, 5801",
        "10.1.2.3, 10.1.2.3, 0",
        "10.1.2.3:65535, 10.1.2.3, 65535",
        "fd00::1, fd00::1, 0",
        "[fd00::1], fd00::1, 0",
        "[fd00::1]:5701, fd00::1, 5701"
    })
    void a_member_is_a_host_with_or_without_a_port(String text, String host, int port) {
        assertThat(MemberAddress.parse(text)).isEqualTo(new MemberAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1.2.*",
                "a b",
                "host:",
                "host:0",
                "host:65536",
                "host:x",
                "[::1",
                "[1.2.3.4]:1",
                "-a",
                "a/b"
            })
    void what_is_no_member_is_quoted(String text) {
        assertThatThrownBy(() -> MemberAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\"");

        BalancerOptions options = good();
        options.getCluster().setMembers(List.of("10.0.0.1", text));
        assertThat(problemsOf(options)).singleElement().asString().contains("wrong is \"" + text + "\"");
    }

    private static BalancerOptions good() {
        BalancerOptions options = new BalancerOptions();
        options.getCluster().setEnabled(true).setName("shop").setMembers(List.of("10.0.0.1"));
        return options;
    }

    private static List<String> problemsOf(BalancerOptions options) {
        return catchThrowableOfType(OptionsProblems.class, options::validate).problems().stream()
                .map(OptionsProblem::toString)
                .toList();
    }
}
