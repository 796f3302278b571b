package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OptionKeysTest {
    @Test
    void every_sentence_is_one_sentence() {
        assertThat(BalancerOptions.keys()).allSatisfy(key -> {
            assertThat(key.sentence()).matches("[A-Za-z].*[^.]\\.").doesNotContain(". ");
            assertThat(key.expected()).isNotBlank();
            assertThat(key).hasToString(key.name());
        });
    }

    @Test
    void names_are_unique() {
        assertThat(BalancerOptions.keys().stream().map(OptionKey::name).collect(Collectors.toSet()))
                .hasSameSizeAs(BalancerOptions.keys());
    }
}
