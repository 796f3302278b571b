package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenTest {
    @Test
    void the_token_characters_are_those_of_rfc_9110_and_no_others() {
        String all = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int c = 0; c < 0x200; c++) {
            assertThat(Token.isTokenChar(c)).as("0x%x", c).isEqualTo(all.indexOf(c) >= 0);
        }
    }

    @Test
    void a_token_is_not_empty() {
        assertThat(Token.isToken("")).isFalse();
        assertThat(Token.isToken("M-SEARCH")).isTrue();
        assertThat(Token.isToken("G ET")).isFalse();
    }

    @Test
    void only_ascii_digits_are_hexadecimal() {
        assertThat(Token.hex('f')).isEqualTo(15);
        assertThat(Token.hex('A')).isEqualTo(10);
        assertThat(Token.hex('g')).isEqualTo(-1);
        assertThat(Token.hex('\uff11')).isEqualTo(-1);
        assertThat(Token.isDigit('/')).isFalse();
        assertThat(Token.isDigit('9')).isTrue();
        assertThat(Token.isDigit(':')).isFalse();
    }
}
