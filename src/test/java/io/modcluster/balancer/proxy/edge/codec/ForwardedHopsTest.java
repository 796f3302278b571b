package io.modcluster.balancer.proxy.edge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHopsTest {
    private static List<String> addresses(List<Hop> hops) {
        return hops.stream().map(Hop::address).toList();
    }

    private static String written(List<Hop> hops) {
        StringBuilder field = new StringBuilder();
        hops.forEach(hop -> ForwardedHops.append(field, hop));
        return field.toString();
    }

    @Test
    void lines_of_x_forwarded_for_are_one_list() {
        assertThat(addresses(ForwardedHops.ofXForwardedFor(List.of("192.0.2.1, 2001:db8::1", "198.51.100.2:4711"))))
                .containsExactly("192.0.2.1", "2001:db8::1", "198.51.100.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "", "a.example", "1.2.3", "01.2.3.4", "1.2.3.4:x", "[::1", "::1]", "_hidden", "<b>"})
    void what_is_no_address_ends_the_way(String text) {
        assertThat(addresses(ForwardedHops.ofXForwardedFor(List.of("192.0.2.1, " + text + ", 192.0.2.3"))))
                .containsExactly("192.0.2.3");
    }

    @Test
    void elements_of_forwarded_keep_what_they_say() {
        List<Hop> hops = ForwardedHops.ofForwarded(
                List.of(
                        "For=\"[2001:db8:cafe::17]:4711\";proto=HTTPS;by=203.0.113.43, for=192.0.2.60;host=\"a.example:8080\""));

        assertThat(hops)
                .containsExactly(
                        new Hop("2001:db8:cafe::17", "https", ""), new Hop("192.0.2.60", "", "a.example:8080"));
        assertThat(written(hops))
                .isEqualTo("for=\"[2001:db8:cafe::17]\";proto=https, for=192.0.2.60;host=\"a.example:8080\"");
    }

    @Test
    void commas_and_semicolons_inside_quotes_separate_nothing() {
        assertThat(ForwardedHops.ofForwarded(List.of("for=192.0.2.1;secret=\"a, for=6.6.6.6;proto=https \\\" \"")))
                .containsExactly(new Hop("192.0.2.1", "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=192.0.2.1;for=6.6.6.6",
                "for=192.0.2.1 proto=https",
                "for=\"192.0.2.1",
                "for=\"192.0.2.1\\",
                "for=",
                "=1",
                "for",
                "for=192.0.2.1;",
                "for=192.0.2.1;;proto=http"
            })
    void a_line_that_breaks_the_grammar_says_nothing(String line) {
        assertThat(ForwardedHops.ofForwarded(List.of("for=192.0.2.9", line))).isEmpty();
    }

    @Test
    void what_scheme_and_host_cannot_be_is_not_said() {
        assertThat(ForwardedHops.ofForwarded(List.of("for=192.0.2.1;proto=ftp;host=\"a b\"")))
                .containsExactly(new Hop("192.0.2.1", "", ""));
    }

    @Test
    void a_way_without_end_is_cut_in_front() {
        assertThat(addresses(ForwardedHops.ofXForwardedFor(List.of("10.0.0.1, ".repeat(1000) + "10.0.0.2"))))
                .hasSize(ForwardedHops.MOST)
                .endsWith("10.0.0.1", "10.0.0.2");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1,192.0.2.1", "[::1]:80,::1", "::ffff:1.2.3.4,::ffff:1.2.3.4"})
    void an_address_may_have_a_port(String text, String address) {
        assertThat(ForwardedHops.addressOf(text)).isEqualTo(address);
    }

    @Test
    void whatever_comes_in_what_goes_out_can_be_read_and_holds_no_line_end() {
        Random random = new Random(7239);
        String alphabet = "for=proto;host,\"\\[]:.19af \t\r\n\u0000";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder("for=192.0.2.1");
            for (int length = random.nextInt(30); length > 0; length--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<Hop> hops = ForwardedHops.ofForwarded(List.of(line.toString()));
            String out = written(hops);
            assertThat(out).doesNotContain("\r", "\n", "\u0000");
            assertThat(ForwardedHops.ofForwarded(List.of(out))).isEqualTo(hops);
        }
    }
}
