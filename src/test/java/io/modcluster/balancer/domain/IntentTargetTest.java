package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modcluster.balancer.testkit.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntentTargetTest {
    private static final String CHARACTERS = "a|%7C25:/*\u00e4\n";

    @Test
    void each_kind_has_a_text_that_people_can_read() {
        JvmRoute n1 = new JvmRoute("n1");
        ContextPath app = new ContextPath("/app");
        assertThat(new IntentTarget.OfNode(n1).text()).isEqualTo("node:n1");
        assertThat(new IntentTarget.OfLbGroup("A").text()).isEqualTo("lbgroup:A");
        assertThat(new IntentTarget.OfContext(n1, new Alias("localhost"), app).text())
                .isEqualTo("context:n1|localhost|/app");
        assertThat(new IntentTarget.OfContext(n1, null, app).text()).isEqualTo("context:n1||/app");
    }

    @Test
    void no_two_targets_have_the_same_text_and_each_text_is_read_as_its_target() {
        Map<String, IntentTarget> known = new HashMap<>();
        Seeds.upTo(200, random -> {
            for (int i = 0; i < 200; i++) {
                IntentTarget target = target(random);
                IntentTarget other = known.putIfAbsent(target.text(), target);
                assertThat(other == null || other.equals(target))
                        .as(target + " and " + other)
                        .isTrue();
                assertThat(IntentTarget.of(target.text())).isEqualTo(target);
            }
        });
    }

    private static IntentTarget target(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new IntentTarget.OfNode(new JvmRoute(name(random)));
            case 1 -> new IntentTarget.OfLbGroup(name(random));
            default ->
                new IntentTarget.OfContext(
                        new JvmRoute(name(random)),
                        random.nextBoolean() ? null : new Alias(name(random)),
                        new ContextPath(name(random)));
        };
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            name.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return name.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n1",
                "node:",
                "lbgroup:",
                "context:",
                "context:n1",
                "context:n1|localhost",
                "context:n1|localhost|",
                "context:||/app",
                "context:n%41|localhost|/app",
                "context:n%7c|localhost|/app",
                "context:n1|LOCALHOST|/app"
            })
    void what_no_target_would_write_is_none(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IntentTarget.of(text));
    }

    @Test
    void notes_are_short_and_plain() {
        IntentTarget target = new IntentTarget.OfLbGroup("A");
        assertThat(new Intent(target, Wish.STOP, "x".repeat(200)).note()).hasSize(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Intent(target, Wish.STOP, "x".repeat(201)))
                .withMessage("note of an intent: length 201 (expected: 0..200)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Intent(target, Wish.STOP, "a\nb"))
                .withMessage("note of an intent: \"a\\u000ab\" (expected: no control characters)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Intent(target, Wish.STOP, "\ud800"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Intent(new IntentTarget.OfLbGroup("x".repeat(2000)), Wish.STOP, ""));
    }

    @Test
    void the_longest_names_of_mcmp_fit_with_every_character_escaped() {
        IntentTarget longest = new IntentTarget.OfContext(
                new JvmRoute("|".repeat(JvmRoute.MAX_LENGTH)),
                new Alias("|".repeat(Alias.MAX_LENGTH)),
                new ContextPath("|".repeat(ContextPath.MAX_LENGTH)));
        assertThat(new Intent(longest, Wish.STOP, "").target()).isEqualTo(longest);
    }
}
