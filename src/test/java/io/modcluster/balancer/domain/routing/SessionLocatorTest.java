package io.modcluster.balancer.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionLocatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "JSESSIONID=abc.n1                      | abc.n1",
                "JSESSIONID=abc                         | abc",
                "JSESSIONID=abc.                        | abc.",
                "JSESSIONID=abc.n1.n2                   | abc.n1.n2",
                "a=b; JSESSIONID=abc.n1; c=d            | abc.n1",
                "a=b;JSESSIONID=abc.n1;c=d              | abc.n1",
                "a=b, JSESSIONID=abc.n1, c=d            | abc.n1",
                "`a=b\tJSESSIONID=abc.n1`               | abc.n1",
                "JSESSIONID  =  abc.n1 ; c=d            | abc.n1",
                "JSESSIONID=\"abc.n1\"                  | abc.n1",
                "JSESSIONID=\"abc.n1\"; c=d             | abc.n1",
                "JSESSIONID=\"                          | \"",
                "JSESSIONID=\"abc                       | \"abc",
                "XJSESSIONID=no; JSESSIONID=abc.n1      | abc.n1",
                "JSESSIONIDX=no; JSESSIONID=abc.n1      | abc.n1",
                "JSESSIONID=; JSESSIONID=abc.n1         | abc.n1",
            })
    void a_cookie_carries_the_session(String cookie, String session) {
        assertThat(valueOf(head("/app", cookie))).isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "JSESSIONID=",
                "JSESSIONID=  ",
                "JSESSIONID=\"\"",
                "JSESSIONID",
                "JSESSIONID ",
                "XJSESSIONID=abc.n1",
                "jsessionid=abc.n1",
                "a=JSESSIONID=abc.n1",
                "a=b"
            })
    void what_only_looks_like_the_cookie_is_no_session(String cookie) {
        assertThat(valueOf(head("/app", cookie))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/app;jsessionid=abc.n1,        abc.n1",
        "/app;jsessionid=abc.n1?x=1,    abc.n1",
        "/app;jsessionid=abc.n1&x=1,    abc.n1",
        "/app;jsessionid=abc.n1;v=1,    abc.n1",
        "/app;jsessionid=abc.n1/x,      abc.n1",
        "/app;v=1;jsessionid=abc.n1,    abc.n1",
        "/a;jsessionid=;jsessionid=b,   b",
    })
    void a_path_parameter_carries_the_session(String target, String session) {
        assertThat(valueOf(head(target))).isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource({
        "/app?jsessionid=abc.n1",
        "/app?x=1;jsessionid=abc.n1",
        "/app;v=1?a;jsessionid=abc.n1",
        "/app;jsessionid=",
        "/app;jsessionid",
        "/app;jsessionidx=abc",
        "/app;xjsessionid=abc",
        "/app;JSESSIONID=abc",
        "/jsessionid=abc",
    })
    void what_only_looks_like_the_path_parameter_is_no_session(String target) {
        assertThat(valueOf(head(target))).isNull();
    }

    @Test
    void the_cookie_wins_over_the_path() {
        assertThat(valueOf(head("/app;jsessionid=p.n2", "JSESSIONID=c.n1"))).isEqualTo("c.n1");
        assertThat(valueOf(head("/app;jsessionid=p.n2", "JSESSIONID=c"))).isEqualTo("c");
    }

    @Test
    void an_empty_cookie_leaves_it_to_the_path() {
        assertThat(valueOf(head("/app;jsessionid=p.n2", "JSESSIONID="))).isEqualTo("p.n2");
    }

    @Test
    void of_several_cookies_the_first_with_a_known_route_is_taken() {
        String both = "JSESSIONID=a.gone; JSESSIONID=b; JSESSIONID=c.n2; JSESSIONID=d.n1";
        assertThat(valueOf(head("/app", both))).isEqualTo("c.n2");
        assertThat(valueOf(head("/app", "JSESSIONID=a.gone", "x=y", "JSESSIONID=c.n2")))
                .isEqualTo("c.n2");
    }

    @Test
    void of_several_cookies_without_a_known_route_the_first_is_taken() {
        assertThat(valueOf(head("/app", "JSESSIONID=a.gone; JSESSIONID=b.lost")))
                .isEqualTo("a.gone");
    }

    @Test
    void a_cookie_behind_the_bound_is_not_looked_at() {
        String far = "x=" + "y".repeat(SessionLocator.MAX_SCANNED) + "; JSESSIONID=abc.n1";
        assertThat(valueOf(head("/app", far))).isNull();
        String cut = "x".repeat(SessionLocator.MAX_SCANNED - 11) + ";JSESSIONID=abc.n1";
        assertThat(valueOf(head("/app", cut))).isNull();
    }

    @Test
    void a_cookie_inside_the_value_of_another_is_not_looked_at() {
        // else each would be read to the end of the header: quadratic in what a client sends
        String nested = " JSESSIONID=.x".repeat(SessionLocator.MAX_SCANNED / 14);
        List<String> asked = new ArrayList<>();
        SessionLocator.find(head("/app", nested), "JSESSIONID", "jsessionid", route -> !asked.add(route));
        assertThat(asked).hasSize(1);
    }

    @Test
    void the_route_is_what_follows_the_first_dot() {
        assertThat(SessionId.of("abc.n1").route()).isEqualTo("n1");
        assertThat(SessionId.of("abc.n1.x").route()).isEqualTo("n1.x");
        assertThat(SessionId.of("abc").route()).isNull();
        assertThat(SessionId.of("abc.").route()).isNull();
        assertThat(SessionId.of(".n1").route()).isEqualTo("n1");
    }

    @Test
    void the_bare_id_is_what_precedes_the_first_dot() {
        assertThat(SessionId.of("abc.n1.x").bareId()).isEqualTo("abc");
        assertThat(SessionId.of("abc").bareId()).isEqualTo("abc");
        assertThat(SessionId.of(".n1").bareId()).isEmpty();
    }

    @Test
    void a_session_never_prints_its_id() {
        assertThat(SessionId.of("secret.n1")).hasToString("session of n1");
        assertThat(SessionId.of("secret")).hasToString("session of no node");
    }

    private static @Nullable String valueOf(RequestHead head) {
        SessionId id = SessionLocator.find(head, "JSESSIONID", "jsessionid", Set.of("n1", "n2")::contains);
        return id == null ? null : id.value();
    }

    private static RequestHead head(String target, String... cookies) {
        return new RequestHead("localhost", "/app", target, List.of(cookies));
    }
}
