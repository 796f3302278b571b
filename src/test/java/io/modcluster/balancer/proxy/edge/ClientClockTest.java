package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientClockTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger late = new AtomicInteger();
    private final ClientClock clock = new ClientClock(
            channel.eventLoop(),
            new EdgeLimits(1, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(65), Duration.ofSeconds(20), 500),
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

    @Test
    void a_body_has_twenty_seconds_and_one_more_for_each_500_bytes() {
        clock.headRead();
        clock.bodyAwaited();
        clock.bodyCame(1000);
        seconds(21);
        clock.bodyAwaited();
        assertThat(late).hasValue(0);
        seconds(1);
        assertThat(late).hasValue(1);
    }

    @Test
    void a_body_that_keeps_up_is_never_late() {
        clock.headRead();
        clock.bodyAwaited();
        for (int i = 0; i < 1000; i++) {
            seconds(1);
            clock.bodyCame(500);
        }
        assertThat(late).hasValue(0);
        clock.bodyEnded();
        seconds(1000);
        assertThat(late).hasValue(0);
    }

    @Test
    void a_late_body_that_is_not_the_clients_fault_gets_its_time_again() {
        clock.headRead();
        clock.bodyAwaited();
        seconds(20);
        assertThat(late).hasValue(1);
        clock.bodyAwaited();
        seconds(19);
        assertThat(late).hasValue(1);
        seconds(1);
        assertThat(late).hasValue(2);
    }

    @Test
    void without_a_rate_a_body_has_all_the_time() {
        ClientClock patient = new ClientClock(
                channel.eventLoop(),
                new EdgeLimits(1, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(65), Duration.ofSeconds(20), 0),
                late::incrementAndGet);
        patient.headRead();
        patient.bodyAwaited();
        patient.bodyCame(1);
        seconds(10_000);
        assertThat(late).hasValue(0);
    }
}
