package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExplainTokenTest {
    private static final long NOW = 1_764_000_000_123L;

    private final ExplainToken tokens = tokens("0123456789abcdef", Duration.ofMinutes(5));

    private static ExplainToken tokens(String secret, Duration lifetime) {
        return new ExplainToken(new ExplainOptions().setSecret(secret).setLifetime(lifetime));
    }

    @Test
    void a_token_is_good_until_its_time_is_over_at_every_member_with_the_secret() {
        long until = tokens.until(NOW);
        String token = tokens.of(until);

        assertThat(until - NOW).isBetween(299_000L, 300_000L);
        assertThat(tokens.isGood(token, NOW)).isTrue();
        assertThat(tokens.isGood(token, NOW)).as("again").isTrue();
        assertThat(tokens("0123456789abcdef", Duration.ofSeconds(1)).isGood(token, until - 1))
                .isTrue();
        assertThat(tokens.isGood(token, until)).isFalse();
    }

    @Test
    void nothing_else_is_good() {
        long until = tokens.until(NOW);
        String token = tokens.of(until);
        String signature = token.substring(token.indexOf('.'));

        assertThat(tokens("0123456789abcdeF", Duration.ofMinutes(5)).isGood(token, NOW))
                .as("another secret")
                .isFalse();
        assertThat(tokens.isGood(until / 1000 + 1 + signature, NOW))
                .as("a second more")
                .isFalse();
        assertThat(tokens.isGood("0" + token, NOW)).as("another spelling").isFalse();
        assertThat(tokens.isGood(token + "A", NOW)).isFalse();
        assertThat(tokens.isGood(token.substring(0, token.length() - 1), NOW)).isFalse();
        assertThat(tokens.isGood("", NOW)).isFalse();
        assertThat(tokens.isGood(".", NOW)).isFalse();
        assertThat(tokens.isGood("99999999999999999999" + signature, NOW)).isFalse();
        assertThat(tokens.isGood("-1" + signature, NOW)).isFalse();
        assertThat(tokens.isGood(tokens.of(NOW + Duration.ofHours(1).toMillis()), NOW))
                .as("for longer than any of ours is good")
                .isFalse();
    }

    @Test
    void the_secret_is_not_in_its_text() {
        assertThat(tokens.toString()).doesNotContain("0123456789abcdef");
    }
}
