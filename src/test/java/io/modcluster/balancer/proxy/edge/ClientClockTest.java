package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadClockTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger late = new AtomicInteger();
    private final HeadClock clock = new HeadClock(
            channel.eventLoop(),
            new EdgeLimits(1, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(65)),
            late::incrementAndGet);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    private void seconds(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void a_head_has_ten_seconds_however_often_it_is_seen_to_begin() {
        clock.headBegun();
        seconds(9);
        clock.headBegun();
        assertThat(late).hasValue(0);
        seconds(1);
        assertThat(late).hasValue(1);
        seconds(100);
        assertThat(late).hasValue(1);
    }

    @Test
    void nothing_runs_while_a_request_is_answered() {
        clock.headBegun();
        clock.headRead();
        seconds(1000);
        assertThat(late).hasValue(0);
    }

    @Test
    void silence_between_requests_has_its_own_limit_and_a_head_ends_it() {
        clock.headBegun();
        clock.headRead();
        clock.idle();
        seconds(64);
        assertThat(late).hasValue(0);
        clock.headBegun();
        seconds(9);
        assertThat(late).hasValue(0);
        seconds(1);
        assertThat(late).hasValue(1);
    }

    @Test
    void silence_ends_after_its_limit_even_if_the_alarm_rang_while_busy() {
        clock.headBegun();
        clock.headRead();
        seconds(30);
        clock.idle();
        seconds(64);
        assertThat(late).hasValue(0);
        seconds(1);
        assertThat(late).hasValue(1);
    }

    @Test
    void a_stopped_clock_is_silent() {
        clock.headBegun();
        clock.stop();
        seconds(100);
        assertThat(late).hasValue(0);
    }
}
