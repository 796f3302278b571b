package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HybridClockTest {
    private static final long HOUR = 3_600_000_000L;

    private final HybridClock clock = new HybridClock("a");

    @Test
    void it_follows_the_wall_clock() {
        assertThat(clock.next(50)).isEqualTo(new Stamp(50, "a"));
        assertThat(clock.next(70)).isEqualTo(new Stamp(70, "a"));
        assertThat(clock.now(80)).isEqualTo(80);
        assertThat(clock.aheadMicros()).isZero();
    }

    @Test
    void it_moves_on_when_the_wall_clock_stands_still_or_goes_back() {
        clock.next(50);
        assertThat(clock.next(50)).isEqualTo(new Stamp(51, "a"));
        assertThat(clock.next(7)).isEqualTo(new Stamp(52, "a"));
        assertThat(clock.now(7)).isEqualTo(52);
    }

    @Test
    void after_the_wall_clock_went_back_time_goes_on_at_its_pace() {
        clock.next(HOUR);
        clock.next(0);
        assertThat(clock.now(1_000)).isEqualTo(HOUR + 1_001);
    }

    @Test
    void whoever_only_asks_for_the_time_sees_it_go_on_after_the_wall_clock_went_back() {
        clock.next(HOUR);
        clock.now(HOUR + 5);
        assertThat(clock.now(5)).isEqualTo(HOUR + 5);
        assertThat(clock.now(1_005)).isEqualTo(HOUR + 1_005);
    }

    @Test
    void a_member_whose_clock_is_slow_stamps_after_what_it_saw_and_ages_it_at_the_right_pace() {
        clock.saw(new Stamp(HOUR, "z"), 0);
        assertThat(clock.next(0).isAfter(new Stamp(HOUR, "z"))).isTrue();
        assertThat(clock.now(10_000_000) - HOUR).isBetween(10_000_000L, 10_000_001L);
        assertThat(clock.aheadMicros()).isBetween(HOUR, HOUR + 1);
    }

    @Test
    void an_old_stamp_of_another_member_changes_nothing() {
        clock.next(50);
        clock.saw(new Stamp(20, "z"), 60);
        assertThat(clock.next(60)).isEqualTo(new Stamp(60, "a"));
    }
}
