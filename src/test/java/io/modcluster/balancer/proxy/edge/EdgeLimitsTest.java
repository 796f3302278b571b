package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EdgeLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void a_limit_that_would_refuse_everything_is_refused() {
        assertThatThrownBy(() -> new EdgeLimits(0, 1, 1, SECOND, SECOND, SECOND, 0))
                .hasMessage("maxInitialLine: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> new EdgeLimits(1, -1, 1, SECOND, SECOND, SECOND, 0))
                .hasMessageContaining("maxHeaderBlock: -1");
        assertThatThrownBy(() -> new EdgeLimits(1, 1, 0, SECOND, SECOND, SECOND, 0))
                .hasMessageContaining("maxHeaders: 0");
        assertThatThrownBy(() -> new EdgeLimits(1, 1, 1, Duration.ZERO, SECOND, SECOND, 0))
                .hasMessageContaining("headTimeout");
        assertThatThrownBy(() -> new EdgeLimits(1, 1, 1, SECOND, Duration.ZERO, SECOND, 0))
                .hasMessageContaining("idleTimeout");
    }
}
