package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpParserFuzzTest {
    private static final int MESSAGES = Integer.getInteger("fuzz.messages", 20_000);

    private final McmpParser parser = new McmpParser("mycluster");

    @Test
    @DisplayName("A-05 mutated messages are accepted or refused, and nothing else")
    void mutated_messages_are_accepted_or_refused_and_nothing_else() {
        Long only = Long.getLong("seed");
        int accepted = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? MESSAGES : only + 1); seed++) {
            accepted += isAccepted(seed) ? 1 : 0;
        }
        if (only == null) {
            assertThat(accepted).as("the fuzz must reach both outcomes").isBetween(MESSAGES / 50, MESSAGES);
        }
    }

    private boolean isAccepted(long seed) {
        McmpFuzz fuzz = new McmpFuzz(seed);
        McmpMethod method = fuzz.method();
        try {
            parser.parse(method, fuzz.target(), fuzz.body());
            return true;
        } catch (McmpException refusal) {
            assertThat(refusal.mess())
                    .as("seed %d", seed)
                    .startsWith(refusal.type().name().toUpperCase(Locale.ROOT) + ": ")
                    .matches("[ -~]{1,500}");
            return false;
        } catch (RuntimeException bug) {
            return fail("seed " + seed + " (replay: -Dseed=" + seed + ") " + method, bug);
        }
    }
}
