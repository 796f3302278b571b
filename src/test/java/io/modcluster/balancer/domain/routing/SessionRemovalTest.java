package io.modcluster.balancer.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRemovalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "JSESSIONID=a.n1                        | null",
                "JSESSIONID=a.n1; JSESSIONID=b.n2;      | null",
                "x=1; JSESSIONID=a.n1; y=2              | x=1; y=2",
                "x=1;JSESSIONID = a.n1;y=2              | x=1; y=2",
                "x=JSESSIONID                           | x=JSESSIONID",
                "XJSESSIONID=a; JSESSIONIDX=b           | XJSESSIONID=a; JSESSIONIDX=b",
                "JSESSIONID; x=1                        | x=1",
                "x=1; ; y=2                             | x=1; y=2",
            })
    void cookies_of_the_name_are_cut_and_others_kept(String before, String after) {
        assertThat(SessionRemoval.fromCookie(before, "JSESSIONID")).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "/app;jsessionid=a.n1,              /app",
        "/app;jsessionid=a.n1/x,            /app/x",
        "/app;v=1;jsessionid=a.n1;w=2?q=1,  /app;v=1;w=2?q=1",
        "/a;jsessionid=b;jsessionid=c?q,    /a?q",
        "/app?x;jsessionid=a,               /app?x;jsessionid=a",
        "/app;jsessionidx=a,                /app;jsessionidx=a",
        "/app,                              /app",
    })
    void path_parameters_of_the_name_are_cut_and_others_kept(String before, String after) {
        assertThat(SessionRemoval.fromTarget(before, "jsessionid")).isEqualTo(after);
    }
}
