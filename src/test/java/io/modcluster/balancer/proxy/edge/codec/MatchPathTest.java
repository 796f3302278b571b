package io.modcluster.balancer.proxy.edge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/app/x, /app/x",
        "/app/?a=/../%zz\\, /app/",
        "/app/.well-known/a..b/..c, /app/.well-known/a..b/..c",
        "/.../x, /.../x",
        "//app///x//, /app/x/",
        "/app;v=1/x;y, /app/x",
        "/;x/app, /app",
        "/;x, /",
        "/a;x=%20/b, /a/b",
        "/a;.., /a",
        "/a%20b, '/a b'",
        "/%61pp/%C3%A9, /app/é",
        "/%252e%252e/a, /%2e%2e/a",
        "/a%3bx, /a;x",
        "/a..%3bx, /a..;x",
        "/a%23%3F, /a#?",
    })
    void the_match_path_is_decoded_once_merged_and_without_parameters(String target, String expected) throws Exception {
        assertThat(MatchPath.of(target, EncodedSlashes.REFUSE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "*",
                "/a b",
                "/a\u0001",
                "/a\u007f",
                "/a\u00e9",
                "/a#b",
                "/a?b#c",
                "/a?b c",
                "/a\\b",
                "/a;\\",
                "/%",
                "/%4",
                "/%4?",
                "/%zz",
                "/%4z",
                "/%\u00ff1",
                "/a;%zz/b",
                "/a%00",
                "/a;%00",
                "/..",
                "/.",
                "/a/..",
                "/a/../b",
                "/a/./b",
                "/a/..;/b",
                "/a/..;x=y/b",
                "/a/.;/b",
                "/a/%2e/b",
                "/a/%2e%2E/b",
                "/a/.%2e/b",
                "/a/%2e./b",
                "/a/%2e%2e;x/b",
                "/a/..%3b/b",
                "/a//../b",
                "/;x/../b",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a;%2f",
                "/%c0%af",
                "/%c0%ae%c0%ae/x",
                "/%e0%80%af",
                "/%ed%a0%80",
                "/%f5%80%80%80",
                "/%ff",
                "/%c3",
                "/a%c3/%a9",
            })
    void what_nodes_resolve_differently_is_refused(String target) {
        assertThatThrownBy(() -> MatchPath.of(target, EncodedSlashes.REFUSE))
                .isInstanceOf(MatchPath.Unacceptable.class)
                .hasMessageStartingWith("request ");
    }

    @ParameterizedTest
    @CsvSource({"/a%2fb, /a%2Fb", "/a%5Cb, /a%5Cb", "/a;x%2f../b, /a/b", "/a%2f, /a%2F", "/%2f%2f, /%2F%2F"})
    void passed_slashes_stay_encoded_in_the_match_path(String target, String expected) throws Exception {
        assertThat(MatchPath.of(target, EncodedSlashes.PASS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2f..", "/..%2fa", "/a%2f..%2fb", "/a%5c..%5cb", "/a/.%2fb", "/a%2f%2e%2e;x/b"})
    void a_dot_segment_beside_a_passed_slash_is_refused(String target) {
        assertThatThrownBy(() -> MatchPath.of(target, EncodedSlashes.PASS)).isInstanceOf(MatchPath.Unacceptable.class);
    }

    @Test
    void a_plain_path_is_returned_as_it_is() throws Exception {
        String target = "/app/some/page.html";
        assertThat(MatchPath.of(target, EncodedSlashes.REFUSE)).isSameAs(target);
    }
}
