package io.modcluster.balancer.mcmp.codec;

import static io.modcluster.balancer.mcmp.codec.Parsing.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal tells the operator beside the text that the node gets. */
class McmpExceptionTest {
    private static McmpException refused(McmpMethod method, String body) {
        return Objects.requireNonNull(Parsing.refused(method, body));
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIG, JVMRoute=n1&Port=0, n1",
        "CONFIG, Port=0&jvmroute=n1, n1",
        "CONFIG, JVMRoute=n1&Alias=a%zz, n1",
        "CONFIG, Alias=a%zz&JVMRoute=n1, ''",
        "CONFIG, Port=0, ''",
        "STATUS, JVMRoute=n1&Load=x, n1",
        "ENABLE_APP, JVMRoute=n1&Context=/, n1",
        "PING, JVMRoute=n1&Foo=1, n1"
    })
    void a_refusal_names_the_node_as_far_as_it_was_read(McmpMethod method, String body, String route) {
        assertThat(refused(method, body).jvmRoute()).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host=a/b | Host: \"a/b\" (expected: a host name, an IPv4 address, or an IPv6 address in brackets)",
                "Port=0   | Port: \"0\" (expected: 1..65535)",
                "Type=udp | Type: \"udp\" (expected: ajp, http, https, ws, or wss)",
                "TTL=x    | TTL: \"x\" (expected: a number with ms, s, min, h or no unit)"
            })
    void a_bad_value_is_shown_with_what_was_expected(String field, String detail) {
        assertThat(refused(McmpMethod.CONFIG, "JVMRoute=n1&" + field).detail()).isEqualTo(detail);
    }

    @Test
    void what_is_added_changes_nothing_that_goes_to_the_node() {
        McmpException told = McmpException.syntax("SYNTAX: no").about("n1").because("why");
        assertThat(told.type()).isEqualTo(McmpException.Type.SYNTAX);
        assertThat(told.mess()).isEqualTo("SYNTAX: no");
        assertThat(told.jvmRoute()).isEqualTo("n1");
        assertThat(told.detail()).isEqualTo("why");
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIG, JVMRoute=n1, n1",
        "ENABLE_APP, JVMRoute=n1&Alias=a&Context=/, n1",
        "STATUS, JVMRoute=n1, n1",
        "PING, JVMRoute=n1, n1",
        "PING, '', ''",
        "PING, Scheme=ajp&Host=h&Port=1, ''",
        "INFO, '', ''"
    })
    void a_message_says_which_node_it_is_about(McmpMethod method, String body, String route) {
        assertThat(parse(method, body).subject().map(Object::toString).orElse(""))
                .isEqualTo(route);
    }
}
