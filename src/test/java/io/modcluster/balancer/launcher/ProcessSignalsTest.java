package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class ProcessSignalsTest {
    private final AtomicInteger halts = new AtomicInteger();
    private final ProcessSignals signals = new ProcessSignals(halts::incrementAndGet);

    @Test
    void the_first_signal_ends_the_wait_and_the_second_halts() {
        signals.received("TERM");

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), signals::await);
        assertThat(halts).hasValue(0);

        signals.received("INT");
        assertThat(halts).hasValue(1);
    }
}
