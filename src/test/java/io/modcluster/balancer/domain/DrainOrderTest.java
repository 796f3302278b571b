package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An order to drain is in the note of an intent. */
class DrainOrderTest {
    @Test
    void an_order_is_read_again_whatever_its_note_is() {
        IntentTarget target = new IntentTarget.OfNode(new JvmRoute("n1"));
        for (String note : new String[] {"", "kernel update", "two\u2028lines", "a: b", "\u00e9"}) {
            DrainOrder order = new DrainOrder(Duration.ofMinutes(5), Duration.ofSeconds(30), note);
            assertThat(DrainOrder.of(order.about(target))).contains(order);
        }
    }
}
