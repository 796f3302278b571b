package io.modcluster.balancer.mcmp.codec;

import static io.modcluster.balancer.mcmp.codec.Parsing.UNPARSEABLE;
import static io.modcluster.balancer.mcmp.codec.Parsing.parse;
import static io.modcluster.balancer.mcmp.codec.Parsing.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.RemoveNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class McmpParserTest {
    private static final JvmRoute N1 = new JvmRoute("n1");

    @ParameterizedTest
    @CsvSource({"config,CONFIG", "Enable-App,ENABLE_APP", "STATUS,STATUS"})
    void methods_are_known_in_any_case(String name, McmpMethod method) {
        assertThat(McmpMethod.of(name)).hasValue(method);
        assertThat(McmpMethod.of(name + "S")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/,false",
        "/anything,false",
        "//,false",
        "http://host/,false",
        "http://host,false",
        "/foo*,false",
        "/x?/*,false",
        "/*,true",
        "//*,true",
        "/foo/*,true",
        "*,true",
        "http://host/*,true",
        "/*?a=b,true",
        "http://*,false",
        "x*,false"
    })
    void a_target_that_ends_in_a_star_segment_means_all(String target, boolean wildcard) {
        assertThat(McmpParser.isWildcard(target)).isEqualTo(wildcard);
    }

    @ParameterizedTest
    @CsvSource({"ENABLE_APP,ENABLED", "DISABLE_APP,DISABLED", "STOP_APP,STOPPED", "REMOVE_APP,REMOVED"})
    void app_commands_change_each_context_at_each_alias(McmpMethod method, ContextStatus status) {
        McmpMessage.App app = (McmpMessage.App) parse(method, "JVMRoute=n1&Alias=H1,h2&Context=/a,/my+app&Other=1");
        assertThat(app.isWildcard()).isFalse();
        assertThat(app.command())
                .isEqualTo(new ChangeContexts(
                        N1,
                        status,
                        false,
                        List.of(new Alias("h1"), new Alias("h2")),
                        List.of(new ContextPath("/a"), new ContextPath("/my app"))));
    }

    @Test
    void a_wildcard_ignores_alias_and_context() {
        McmpMessage.App stop = (McmpMessage.App) parse(McmpMethod.STOP_APP, "/*", "JVMRoute=n1&Alias=x");
        assertThat(stop.command()).isEqualTo(ChangeContexts.ofAll(N1, ContextStatus.STOPPED));
        assertThat(stop.isWildcard()).isTrue();
        McmpMessage.App remove = (McmpMessage.App) parse(McmpMethod.REMOVE_APP, "/*", "JVMRoute=n1");
        assertThat(remove.command()).isEqualTo(new RemoveNode(N1, "REMOVE-APP"));
        assertThat(remove.isWildcard()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENABLE_APP", "DISABLE_APP", "STOP_APP", "REMOVE_APP"})
    void app_commands_name_what_they_miss(McmpMethod method) {
        assertThat(refusal(method, "JVMRoute=n1")).isEqualTo("SYNTAX SYNTAX: No Context and Alias in APP command");
        assertThat(refusal(method, "JVMRoute=n1&Context=,&Alias"))
                .isEqualTo("SYNTAX SYNTAX: No Context and Alias in APP command");
        assertThat(refusal(method, "JVMRoute=n1&Context=/a")).isEqualTo("SYNTAX SYNTAX: Context without Alias");
        assertThat(refusal(method, "JVMRoute=n1&Alias=x")).isEqualTo("SYNTAX SYNTAX: Alias without Context");
        assertThat(refusal(method, "Alias=x&Context=/")).isEqualTo("SYNTAX SYNTAX: JVMRoute can't be empty");
        assertThat(refusal(method, "")).isEqualTo("SYNTAX SYNTAX: JVMRoute can't be empty");
        assertThat(refusal(method, "JVMRoute=" + "r".repeat(64))).isEqualTo("SYNTAX SYNTAX: JVMRoute field too big");
        assertThat(refusal(method, "JVMRoute=n1&Alias=x&Context=/" + "c".repeat(79)))
                .isEqualTo("SYNTAX SYNTAX: Context field too big");
        assertThat(refusal(method, "JVMRoute=n1&Context=/&Alias=" + "c".repeat(255)))
                .isEqualTo("SYNTAX SYNTAX: Alias field too big");
    }

    @ParameterizedTest
    @CsvSource({"-1,-1", "0,0", "100,100", "' 7',7", "%207,7"})
    void status_reports_a_load(String sent, int load) {
        assertThat(parse(McmpMethod.STATUS, "JVMRoute=n1&LOAD=" + sent))
                .isEqualTo(new McmpMessage.Status(N1, Optional.of(new LoadFactor(load))));
    }

    @Test
    void status_without_a_load_asks_for_a_check() {
        assertThat(parse(McmpMethod.STATUS, "JVMRoute=n0&JVMRoute=n1"))
                .isEqualTo(new McmpMessage.Status(N1, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "'',Invalid field \"\" in message",
        "Foo=1&JVMRoute=n1,Invalid field \"Foo\" in message",
        "JVMRoute=n1&,Invalid field \"\" in message",
        "Load=1,JVMRoute can't be empty",
        "JVMRoute=,JVMRoute can't be empty",
        "JVMRoute=n1&Load=101,Invalid value for Load",
        "JVMRoute=n1&Load=-2,Invalid value for Load",
        "JVMRoute=n1&Load=abc,Invalid value for Load",
        "JVMRoute=n1&Load=,Invalid value for Load",
        "JVMRoute=n1&Load,Invalid value for Load",
        "JVMRoute=n1&Load=7x,Invalid value for Load"
    })
    void status_refuses_what_it_does_not_know(String body, String mess) {
        assertThat(refusal(McmpMethod.STATUS, body)).isEqualTo("SYNTAX SYNTAX: " + mess);
    }

    @Test
    void ping_means_the_balancer_a_node_or_an_address() {
        assertThat(parse(McmpMethod.PING, "")).isEqualTo(new McmpMessage.Ping());
        assertThat(parse(McmpMethod.PING, "JVMRoute=")).isEqualTo(new McmpMessage.Ping());
        assertThat(parse(McmpMethod.PING, "JVMRoute=n1&Scheme=udp&Host=h")).isEqualTo(new McmpMessage.PingNode(N1));
        assertThat(parse(McmpMethod.PING, "Scheme=AJP&Host=h&Port=1"))
                .isEqualTo(new McmpMessage.PingAddress(Optional.of(new NodeAddress(Scheme.AJP, "h", 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host=x+y&Port=1", "Host=h&Port=0", "Host=h&Port=99999999", "Host=[&Port=1"})
    void nothing_answers_at_an_address_that_is_none(String where) {
        assertThat(parse(McmpMethod.PING, "Scheme=ajp&" + where))
                .isEqualTo(new McmpMessage.PingAddress(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "Scheme=ajp,Mandatory field(s) missing in message", "Scheme=ajp&Host=h,Mandatory field(s) missing in message",
        "Host=h&Port=1,Mandatory field(s) missing in message", "Port=1,Mandatory field(s) missing in message",
        "Scheme=ajp&Port=1,Mandatory field(s) missing in message", "Foo=1,Invalid field \"Foo\" in message",
        "Scheme=udp&Host=h&Port=1,PING Unsupported scheme: udp"
    })
    void ping_refuses_what_it_does_not_know(String body, String mess) {
        assertThat(refusal(McmpMethod.PING, body)).isEqualTo("SYNTAX SYNTAX: " + mess);
    }

    @Test
    void questions_ignore_their_body() {
        assertThat(parse(McmpMethod.INFO, "a=b")).isEqualTo(new McmpMessage.Info());
        assertThat(parse(McmpMethod.DUMP, "")).isEqualTo(new McmpMessage.Dump());
        assertThat(parse(McmpMethod.VERSION, "x")).isEqualTo(new McmpMessage.Version());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a<b", "a>b", "a=c\"x", "a=c%27x", "a=%3C", "a=c%0d", "a=b\n", "a=%00", "a=%", "a=%4", "a=%zz", "a=%4z",
                "a=%z4", "a=%C3", "%ff=a", "a=%7F", "a\t=b"
            })
    void illegal_symbols_spoil_every_command(String body) {
        for (McmpMethod method : McmpMethod.values()) {
            assertThat(refusal(method, body)).isEqualTo("SYNTAX " + UNPARSEABLE);
        }
    }

    @Test
    void a_message_has_at_most_200_fields() {
        assertThat(refusal(McmpMethod.INFO, "a=b&".repeat(199) + "a=b")).isEqualTo("accepted");
        assertThat(refusal(McmpMethod.INFO, "a=b&".repeat(200) + "a=b")).isEqualTo("SYNTAX " + UNPARSEABLE);
    }

    @Test
    void a_second_equals_sign_belongs_to_the_value() {
        assertThat(parse(McmpMethod.STATUS, "JVMRoute=a=b&Load=1"))
                .isEqualTo(new McmpMessage.Status(new JvmRoute("a=b"), Optional.of(new LoadFactor(1))));
    }

    @Test
    void a_text_that_goes_into_a_header_is_clipped_and_printable() {
        assertThat(refusal(McmpMethod.STATUS, "%C3%A9" + "x".repeat(100) + "=1"))
                .isEqualTo("SYNTAX SYNTAX: Invalid field \"?" + "x".repeat(79) + "...\" in message");
    }
}
