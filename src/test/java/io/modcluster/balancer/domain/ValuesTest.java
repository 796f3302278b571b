package io.modcluster.balancer.domain;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @Test
    void an_alias_is_lower_cased_and_ordered_by_name() {
        assertThat(new Alias("Example.COM")).isEqualTo(new Alias("example.com")).hasToString("example.com");
        assertThat(new Alias("a")).isLessThan(new Alias("B"));
    }

    @Test
    void an_empty_alias_is_refused() {
        assertThatThrownBy(() -> new Alias(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a host name");
    }

    @Test
    void a_star_alone_or_before_the_dot_of_a_name_makes_a_wildcard() {
        assertThat(List.of("*", "*.example.com", "*.COM", "*.x_y.xn--mnchen-3ya.example"))
                .allMatch(alias -> new Alias(alias).isWildcard() && new Alias(alias).canMatch());
    }

    @Test
    void a_star_anywhere_else_is_a_name_that_nobody_has() {
        assertThat(List.of(
                        "*.", "**", "*example.com", "a.*.com", "*.*.com", "*..com", "*.com.", "*.com:80", "*.m\u00fc"))
                .noneMatch(alias -> new Alias(alias).isWildcard())
                .noneMatch(alias -> new Alias(alias).canMatch());
    }

    @Test
    void ip_addresses_have_no_wildcards() {
        assertThat(List.of("*.0.0.1", "*.1", "*.[::1]"))
                .noneMatch(alias -> new Alias(alias).isWildcard())
                .noneMatch(alias -> new Alias(alias).canMatch());
    }

    @Test
    void an_alias_can_match_if_the_host_of_a_request_can_be_it() {
        assertThat(List.of("localhost", "WWW.Example.COM", "10.0.0.1", "[::1]", "a_b~c-d.1"))
                .allMatch(alias -> new Alias(alias).canMatch());
        assertThat(List.of(
                        "example.com.",
                        "example.com:80",
                        "::1",
                        "[1]",
                        "[10.0.0.1]",
                        "a..b",
                        ".a",
                        "m\u00fcnchen.example",
                        "a b"))
                .noneMatch(alias -> new Alias(alias).canMatch());
    }

    @Test
    void a_context_keeps_its_case_and_must_not_be_empty() {
        assertThat(new ContextPath("/App"))
                .isNotEqualTo(new ContextPath("/app"))
                .hasToString("/App");
        assertThat(new ContextPath("/a")).isLessThan(new ContextPath("/b"));
        assertThatThrownBy(() -> new ContextPath("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rows_are_ordered_by_alias_then_path() {
        ContextKey first = new ContextKey(new Alias("a"), new ContextPath("/z"));
        ContextKey second = new ContextKey(new Alias("b"), new ContextPath("/a"));
        ContextKey third = new ContextKey(new Alias("b"), new ContextPath("/b"));
        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
    }

    @Test
    void a_jvm_route_has_1_to_63_characters_and_keeps_its_case() {
        assertThat(new JvmRoute("r".repeat(63)).value()).hasSize(63);
        assertThat(new JvmRoute("N1")).isNotEqualTo(new JvmRoute("n1")).hasToString("N1");
        assertThatThrownBy(() -> new JvmRoute("")).hasMessageContaining("expected: 1..63");
        assertThatThrownBy(() -> new JvmRoute("r".repeat(64))).hasMessageContaining("length 64");
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_load_outside_minus_1_to_100_is_refused(int load) {
        assertThatThrownBy(() -> new LoadFactor(load)).hasMessage("Load: " + load + " (expected: -1..100)");
    }

    @Test
    void a_load_is_down_standby_or_active() {
        assertThat(LoadFactor.DOWN.isActive()).isFalse();
        assertThat(LoadFactor.DOWN.isHotStandby()).isFalse();
        assertThat(LoadFactor.HOT_STANDBY.isActive()).isFalse();
        assertThat(LoadFactor.HOT_STANDBY.isHotStandby()).isTrue();
        assertThat(new LoadFactor(1).isActive()).isTrue();
        assertThat(new LoadFactor(100).isHotStandby()).isFalse();
    }

    @Test
    void an_address_needs_a_host_and_a_port_in_range() {
        assertThatThrownBy(() -> new NodeAddress(Scheme.HTTP, "", 80)).hasMessageContaining("Host");
        assertThatThrownBy(() -> new NodeAddress(Scheme.HTTP, "h", 0)).hasMessageContaining("Port: 0");
        assertThatThrownBy(() -> new NodeAddress(Scheme.HTTP, "h", 65536)).hasMessageContaining("1..65535");
        assertThat(new NodeAddress(Scheme.AJP, "h", 65535)).hasToString("ajp://h:65535");
    }

    @Test
    void sockets_get_an_ipv6_address_without_its_brackets() {
        assertThat(new NodeAddress(Scheme.HTTP, "[::1]", 80).socketHost()).isEqualTo("::1");
        assertThat(new NodeAddress(Scheme.HTTP, "[::1", 80).socketHost()).isEqualTo("[::1");
        assertThat(new NodeAddress(Scheme.HTTP, "10.0.0.1", 80).socketHost()).isEqualTo("10.0.0.1");
    }

    @Test
    void a_scheme_is_found_in_any_case_and_all_but_ajp_are_http() {
        assertThat(Scheme.of("HttPS")).contains(Scheme.HTTPS);
        assertThat(Scheme.of("udp")).isEmpty();
        assertThat(Scheme.AJP.isHttp()).isFalse();
        assertThat(Scheme.WSS.isHttp()).isTrue();
        assertThat(Scheme.WS.wireName()).isEqualTo("ws");
    }

    @Test
    void limits_of_0_are_never_reached_and_negative_ones_refused() {
        assertThat(TableLimits.reached(1_000_000, 0)).isFalse();
        assertThat(TableLimits.reached(2, 3)).isFalse();
        assertThat(TableLimits.reached(3, 3)).isTrue();
        assertThatThrownBy(() -> new TableLimits(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableLimits(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableLimits(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_balancer_is_lower_cased_and_has_the_defaults_of_mcmp() {
        BalancerConfig balancer = BalancerConfig.named("MyBal");
        assertThat(balancer.name()).isEqualTo("mybal");
        assertThat(balancer.sticky()).isEqualTo(new StickySession(true, "JSESSIONID", "jsessionid", false, true));
        assertThat(balancer.waitWorker()).isZero();
        assertThat(balancer.maxAttempts()).isEmpty();
    }

    @Test
    void another_address_balancer_reversed_smax_or_ttl_makes_another_node() {
        ConnectionConfig smax = connection(7, Duration.ofSeconds(60), Duration.ofSeconds(10));
        ConnectionConfig ttl = connection(-1, Duration.ofSeconds(61), Duration.ofSeconds(10));
        NodeConfig config = aNode("n").config();
        assertThat(config.sameIdentity(aNode("n").at("https", "n.node", 8080).config()))
                .isFalse();
        assertThat(config.sameIdentity(aNode("n").at("http", "other", 8080).config()))
                .isFalse();
        assertThat(config.sameIdentity(aNode("n").at("http", "n.node", 8081).config()))
                .isFalse();
        assertThat(config.sameIdentity(aNode("n").balancer("other").config())).isFalse();
        assertThat(config.sameIdentity(aNode("n").reversed().config())).isFalse();
        assertThat(config.sameIdentity(aNode("n").connection(smax).config())).isFalse();
        assertThat(config.sameIdentity(aNode("n").connection(ttl).config())).isFalse();
    }

    @Test
    void other_settings_of_sessions_group_and_times_update_the_node() {
        ConnectionConfig ping = connection(-1, Duration.ofSeconds(60), Duration.ofSeconds(65));
        NodeConfig config = aNode("n").config();
        assertThat(config.sameIdentity(aNode("n").connection(ping).config())).isTrue();
        assertThat(config.sameIdentity(aNode("n").lbGroup("A").config())).isTrue();
        StickySession off = new StickySession(false, "SID", "sid", true, false);
        assertThat(config.sameIdentity(aNode("n").sticky(off).config())).isTrue();
    }

    @Test
    void states_print_the_numbers_of_dump_and_admit_by_care() {
        assertThat(ContextStatus.values()).extracting(ContextStatus::code).containsExactly(1, 2, 3, 0);
        assertThat(ContextStatus.ENABLED.admits(false)).isTrue();
        assertThat(ContextStatus.DISABLED.admits(false)).isFalse();
        assertThat(ContextStatus.DISABLED.admits(true)).isTrue();
        assertThat(ContextStatus.STOPPED.admits(true)).isFalse();
        assertThat(ContextStatus.REMOVED.admits(true)).isFalse();
    }

    @Test
    void flush_packets_have_a_number_for_dump_and_a_word_for_info() {
        assertThat(FlushPackets.values()).extracting(FlushPackets::code).containsExactly(0, 1, 2);
        assertThat(FlushPackets.values()).extracting(FlushPackets::infoName).containsExactly("Off", "On", "Auto");
    }

    private static ConnectionConfig connection(int smax, Duration ttl, Duration ping) {
        return new ConnectionConfig(FlushPackets.OFF, Duration.ofMillis(10), ping, smax, ttl, Duration.ZERO);
    }
}
