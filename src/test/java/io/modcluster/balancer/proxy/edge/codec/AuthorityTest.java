package io.modcluster.balancer.proxy.edge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "a, a, -1",
        "A.Example.ORG., a.example.org, -1",
        "a.example:1, a.example, 1",
        "a:65535, a, 65535",
        "a:00080, a, 80",
        "my_host-1~x, my_host-1~x, -1",
        "192.0.2.1:8080, 192.0.2.1, 8080",
        "[::1], [::1], -1",
        "[2001:DB8::a]:443, [2001:db8::a], 443",
        "[1:2:3:4:5:6:7:8], [1:2:3:4:5:6:7:8], -1",
        "[1:2:3:4:5:6:192.0.2.1], [1:2:3:4:5:6:192.0.2.1], -1",
        "[::ffff:192.0.2.255], [::ffff:192.0.2.255], -1",
        "[fe80::], [fe80::], -1",
        "[::], [::], -1",
        "[1:2::3:4], [1:2::3:4], -1",
    })
    void a_host_is_lower_case_and_has_no_trailing_dot(String text, String host, int port) {
        assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ":80",
                "a:",
                "a:0",
                "a:65536",
                "a:123456",
                "a:99999999",
                "a:-1",
                "a:+1",
                "a:1x",
                "a:80:80",
                "u@a",
                "u:p@a",
                "a/b",
                "a b",
                " a",
                "a,b",
                "a%41",
                "a!",
                "a\u0000",
                "a\u00e9",
                "[",
                "[]",
                "[::1",
                "::1",
                "[::1]x",
                "[::1]80",
                "[::1]:",
                "[::1%25eth0]",
                "[v1.a]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4::5:6:7:8]",
                "[:1]",
                "[1:]",
                "[:::]",
                "[1::2::3]",
                "[g::]",
                "[12345::]",
                "[::12345]",
                "[::192.0.2]",
                "[::192.0.2.256]",
                "[::192.0.2.1.1]",
                "[::192..2.1]",
                "[::192.0.2.]",
                "[::192.0.2.0001]",
                "[::a.0.2.1]",
                "[192.0.2.1::]",
                "[192.0.2.1]",
            })
    void what_is_not_exactly_host_and_port_is_none(String text) {
        assertThat(Authority.parse(text)).isNull();
    }

    @Test
    void a_name_may_be_as_long_as_dns_allows_and_no_longer() {
        String longest = "a".repeat(Authority.MAX_HOST_LENGTH);
        assertThat(Authority.parse(longest)).isNotNull();
        assertThat(Authority.parse(longest + "a")).isNull();
    }
}
