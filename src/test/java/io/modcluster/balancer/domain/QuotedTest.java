package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuotedTest {

    @Test
    void plain_text_is_quoted() {
        assertThat(Quoted.of("node-1 ~")).isEqualTo("\"node-1 ~\"");
    }

    @Test
    void what_could_steer_a_terminal_or_break_a_line_is_escaped() {
        assertThat(Quoted.of("a\r\n\u001b[31m\u007fé\"\\"))
                .isEqualTo("\"a\\u000d\\u000a\\u001b[31m\\u007f\\u00e9\\\"\\\\\"");
    }

    @Test
    void long_text_is_clipped_at_80_characters() {
        assertThat(Quoted.of("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(Quoted.of("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "…\"");
    }
}
