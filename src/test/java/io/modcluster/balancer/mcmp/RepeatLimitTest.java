package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatLimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final RepeatLimit<String> limit = new RepeatLimit<>(nanos::get);

    @Test
    void the_same_line_is_let_in_once_a_minute_and_counted_meanwhile() {
        assertThat(limit.admit("a")).hasValue(0);
        assertThat(limit.admit("a")).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        assertThat(limit.admit("a")).isEmpty();
        assertThat(limit.admit("b")).hasValue(0);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(limit.admit("a")).hasValue(2);
        assertThat(limit.admit("b")).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(limit.admit("a")).hasValue(0);
    }

    @Test
    void a_scan_does_not_fill_the_memory() {
        for (int i = 0; i < 3_000; i++) {
            limit.admit("10.1." + i / 250 + "." + i % 250);
        }
        assertThat(limit.remembered()).isEqualTo(1_000);
    }
}
