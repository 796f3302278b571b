package io.modcluster.balancer.mcmp.codec;

import static io.modcluster.balancer.mcmp.codec.Parsing.UNPARSEABLE;
import static io.modcluster.balancer.mcmp.codec.Parsing.config;
import static io.modcluster.balancer.mcmp.codec.Parsing.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.command.RegisterNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFieldsTest {
    @Test
    void a_route_alone_is_a_node_with_the_defaults_of_the_protocol() {
        RegisterNode node = config("JVMRoute=n1");
        assertThat(node.route().value()).isEqualTo("n1");
        assertThat(node.aliases()).isEmpty();
        assertThat(node.contexts()).isEmpty();
        assertThat(node.config())
                .isEqualTo(new NodeConfig(
                        new NodeAddress(Scheme.AJP, "localhost", 8009),
                        false,
                        "",
                        BalancerConfig.named("mycluster"),
                        ConnectionConfig.DEFAULT));
    }

    @Test
    void every_field_is_read_whatever_the_case_of_its_name() {
        RegisterNode node =
                config("jvmroute=n1&BALANCER=MyBal&domain=G&host=node.example&PORT=8080&type=Https&reversed=yes"
                        + "&FlushPackets=auto&flushwait=2s&ping=65&smax=7&ttl=2min&timeout=1h&StickySession=no"
                        + "&StickySessionCookie=SID&StickySessionPath=sid&StickySessionRemove=ON&StickySessionForce=off"
                        + "&WaitWorker=3&MaxAttempts=4");
        assertThat(node.config())
                .isEqualTo(new NodeConfig(
                        new NodeAddress(Scheme.HTTPS, "node.example", 8080),
                        true,
                        "G",
                        new BalancerConfig(
                                "mybal",
                                new StickySession(false, "SID", "sid", true, false),
                                Duration.ofSeconds(3),
                                OptionalInt.of(4)),
                        new ConnectionConfig(
                                FlushPackets.AUTO,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(65),
                                7,
                                Duration.ofMinutes(2),
                                Duration.ofHours(1))));
    }

    @Test
    void words_that_are_no_keyword_leave_the_default() {
        assertThat(config("JVMRoute=n1&StickySession=false&StickySessionForce=0&flushpackets=banana&Reversed=true")
                        .config())
                .isEqualTo(config("JVMRoute=n1").config());
        assertThat(config("JVMRoute=n1&flushpackets=On").config().connection().flushPackets())
                .isEqualTo(FlushPackets.ON);
    }

    @ParameterizedTest
    @CsvSource({"x1,0", "7x,7", "-1,-1", "' 5',5", "99999999999,2147483647", "-99999999999,-2147483648"})
    void smax_is_read_as_c_does(String sent, int read) {
        assertThat(config("JVMRoute=n1&smax=" + sent).config().connection().smax())
                .isEqualTo(read);
    }

    @Test
    void counts_below_zero_are_zero() {
        BalancerConfig balancer =
                config("JVMRoute=n1&WaitWorker=-3&Maxattempts=-1").config().balancer();
        assertThat(balancer.waitWorker()).isZero();
        assertThat(balancer.maxAttempts()).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "ping=500ms,500",
        "ping=7,7000",
        "ping=0,0",
        "ping=1MI,60000",
        "ping=9s,9000",
        "ping=999999999h,2147483647"
    })
    void times_have_units(String field, long millis) {
        assertThat(config("JVMRoute=n1&" + field).config().connection().ping()).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "flushwait=-1, Flushwait", "flushwait=abc, Flushwait", "ping=1.5, Ping", "ping=12345678901, Ping",
                "ttl=-1, TTL",
        "Timeout=x, Timeout", "Timeout=1d, Timeout", "Port=0, Port", "Port=-1, Port", "Port=65536, Port",
        "Port=80a, Port", "Type=unix, Type", "Type=file, Type", "Type=ftp, Type"
    })
    void bad_values_are_refused_by_name(String field, String name) {
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&" + field))
                .isEqualTo("SYNTAX SYNTAX: " + name + " field has bad value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/../b",
                "x y",
                "[",
                "[]",
                "[1.2.3.4]",
                "[::1",
                "::1",
                "::",
                "a..b",
                "-a",
                "a-",
                "a.",
                ".",
                "256.1.1.1",
                "127.1",
                "0x7f000001",
                "2130706433",
                "a.0x1",
                "a:80",
                "user@a",
                "a%23b",
                "[::g]",
                "a,b",
                "%C3%A9"
            })
    void hosts_that_are_none_are_refused(String host) {
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Host=" + host))
                .isEqualTo("SYNTAX SYNTAX: Host field has bad value");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,localhost", "Node-1.Example.com,Node-1.Example.com", "my_node,my_node", "10.0.0.1,10.0.0.1",
        "[::1],[::1]", "[fe80::1%25eth0],[fe80::1]", "a1.b2c,a1.b2c", "[::ffff:10.0.0.1],[::ffff:10.0.0.1]"
    })
    void hosts_are_names_or_addresses(String sent, String read) {
        assertThat(config("JVMRoute=n1&Host=" + sent).config().address().host()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "JVMRoute,63,JVMRoute field too big",
        "Balancer,39,Balancer field too big",
        "Domain,19,LBGroup field too big",
        "Host,63,Host field too big",
        "StickySessionCookie,29,A field is too big",
        "StickySessionPath,29,A field is too big",
        "Alias,254,Alias field too big",
        "Context,79,Context field too big"
    })
    void values_have_their_lengths(String name, int longest, String mess) {
        String rest = name.equals("Alias") ? "&Context=/" : name.equals("Context") ? "&Alias=a" : "&JVMRoute=n1";
        String fits = "JVMRoute=n1" + rest + "&" + name + "=" + "a".repeat(longest);
        assertThat(refusal(McmpMethod.CONFIG, fits)).isEqualTo("accepted");
        assertThat(refusal(McmpMethod.CONFIG, fits + "b")).isEqualTo("SYNTAX SYNTAX: " + mess);
    }

    @Test
    void numbers_and_keywords_have_their_lengths_too() {
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Port=1234567")).endsWith("SYNTAX: Port field too big");
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Port=008080")).isEqualTo("accepted");
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Type=1234567890123456"))
                .endsWith("SYNTAX: Type field too big");
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Alias=" + "a".repeat(256)))
                .endsWith("SYNTAX: Alias field too big");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "JVMRoute=",
                "JVMRoute=b&Foo",
                "JVMRoute=b&Foo=",
                "JVMRoute=b&",
                "=x&JVMRoute=b",
                "JVMRoute=b&&Port=1",
                "JVMRoute=a%2Cb",
                "JVMRoute=a&Balancer=a%2Cb",
                "JVMRoute=a&Domain=a%2Cb"
            })
    void empty_and_illegal_values_make_a_message_unreadable(String body) {
        assertThat(refusal(McmpMethod.CONFIG, body)).isEqualTo("SYNTAX " + UNPARSEABLE);
    }

    @Test
    void a_message_says_who_and_both_of_alias_and_context() {
        assertThat(refusal(McmpMethod.CONFIG, "Foo=bar")).isEqualTo("SYNTAX SYNTAX: JVMRoute can't be empty");
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=a&Context=/x"))
                .isEqualTo("SYNTAX SYNTAX: Context without Alias");
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=a&Alias=x")).isEqualTo("SYNTAX SYNTAX: Alias without Context");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alias=A,b&Context=/x,/",
                "Alias=a&Context=/x,/&Alias=b",
                "Alias=a&Context=/x&Alias=b&Context=/",
                "Alias=,a,,b,a&Context=/x%2C+/%2C"
            })
    void lists_may_be_repeated_and_have_gaps(String rows) {
        RegisterNode node = config("JVMRoute=n1&" + rows);
        assertThat(node.aliases()).extracting(alias -> alias.value()).isEqualTo(List.of("a", "b"));
        assertThat(node.contexts()).extracting(path -> path.value()).isEqualTo(List.of("/x", "/"));
    }

    @Test
    void a_message_cannot_mean_millions_of_rows() {
        String many = ",x".repeat(1);
        StringBuilder aliases = new StringBuilder(many);
        StringBuilder contexts = new StringBuilder(many);
        for (int i = 0; i < 150; i++) {
            aliases.append(",a").append(i);
            contexts.append(",/c").append(i);
        }
        assertThat(refusal(McmpMethod.CONFIG, "JVMRoute=n1&Alias=" + aliases + "&Context=" + contexts))
                .isEqualTo("MEM MEM: Can't update or insert context for node with \"n1\" JVMRoute");
    }
}
