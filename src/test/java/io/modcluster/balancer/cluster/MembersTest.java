package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
    private final Members members = new Members();

    @Test
    void the_first_hello_is_news_and_the_next_is_not() {
        assertThat(members.hello("a~1", "a", 0)).isEqualTo(Members.News.JOINED);
        assertThat(members.hello("a~1", "a", 1_000)).isEqualTo(Members.News.NONE);
        assertThat(present()).containsExactly("a~1");
    }

    @Test
    void who_is_silent_for_too_long_is_missing_and_can_be_found_again() {
        members.hello("a~1", "a", 0);
        assertThat(members.lost(Members.LOST_AFTER_MILLIS)).isEmpty();
        assertThat(members.lost(Members.LOST_AFTER_MILLIS + 1)).hasSize(1);
        assertThat(members.lost(Members.LOST_AFTER_MILLIS + 2)).as("told once").isEmpty();
        assertThat(present()).isEmpty();
        assertThat(missing()).containsExactly("a~1");

        assertThat(members.hello("a~1", "a", 20_000)).isEqualTo(Members.News.FOUND);
        assertThat(missing()).isEmpty();
    }

    @Test
    void who_says_goodbye_is_not_missing() {
        members.hello("a~1", "a", 0);
        assertThat(members.goodbye("a~1")).isTrue();
        assertThat(members.lost(60_000)).isEmpty();
        assertThat(missing()).isEmpty();
        assertThat(members.goodbye("a~1")).isFalse();
    }

    @Test
    void who_comes_back_under_the_same_name_is_not_missing_any_more() {
        members.hello("edge~1", "edge", 0);
        members.lost(10_000);
        members.hello("edge~2", "edge", 11_000);
        assertThat(missing()).isEmpty();
    }

    @Test
    void the_default_name_tells_nobody_apart() {
        members.hello("balancer~1", "balancer", 0);
        members.lost(10_000);
        members.hello("balancer~2", "balancer", 11_000);
        assertThat(missing()).containsExactly("balancer~1");
    }

    @Test
    void nobody_is_missed_for_longer_than_removals_are_remembered() {
        members.hello("a~1", "a", 0);
        members.lost(10_000);
        members.lost(Members.MISSING_FOR_MILLIS);
        assertThat(missing()).containsExactly("a~1");
        members.lost(Members.MISSING_FOR_MILLIS + 1);
        assertThat(missing()).isEmpty();
    }

    @Test
    void after_this_process_stood_still_nobody_is_lost_for_that() {
        members.hello("a~1", "a", 0);
        members.deafUntil(20_000);
        assertThat(members.lost(20_000 + Members.LOST_AFTER_MILLIS)).isEmpty();
    }

    @Test
    void the_first_by_name_speaks_for_all() {
        assertThat(members.isFirst("b~1")).isTrue();
        members.hello("a~1", "a", 0);
        assertThat(members.isFirst("b~1")).isFalse();
        assertThat(members.isFirst("A~1")).isTrue();
    }

    private List<String> present() {
        return members.present().stream().map(Members.Heard::member).toList();
    }

    private List<String> missing() {
        return members.missing().stream().map(Members.Heard::member).toList();
    }
}
