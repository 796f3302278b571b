package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.Seeds;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntentEntriesTest {
    private static final long HOUR = NodeRegistry.TOMBSTONES_FOR.toNanos() / 1000;
    private static final IntentTarget APP =
            new IntentTarget.OfContext(new JvmRoute("n|1"), new Alias("localhost"), new ContextPath("/app"));
    private static final String KEY = "intent:context:n%7C1|localhost|/app";

    private final AtomicLong micros = new AtomicLong(10 * HOUR);

    /** The entries of one member, and what it says. */
    private final class Member implements TableListener {
        private final List<String> said = new ArrayList<>();
        private final NodeRegistry registry;
        private final TableEntries entries;

        Member(String name) {
            HybridClock clock = new HybridClock(name);
            registry = new NodeRegistry(
                    clock,
                    TableLimits.DEFAULT,
                    VirtualHostMode.PREFER,
                    micros::incrementAndGet,
                    new StaticNodes(List.of()));
            entries = new TableEntries(registry, clock, micros::incrementAndGet, this);
        }

        @Nullable
        String want(Wish wish) {
            return entries.applied(new Intent(APP, wish, "ops: test"));
        }

        String text() {
            return Objects.requireNonNull(entries.version(KEY)).text();
        }

        void commit() {
            entries.committed(KEY, Objects.requireNonNull(entries.version(KEY)));
        }

        @Override
        public void heard(List<NodeEvent> events) {
            said.add("heard nodes");
        }

        @Override
        public void merged() {
            said.add("merged");
        }

        @Override
        public void told(List<NodeEvent> events) {
            said.add("told nodes");
        }

        @Override
        public void intended(IntentChange change, boolean here) {
            said.add((here ? "set " : "heard ") + change.before() + " "
                    + change.now().value().wish());
        }

        @Override
        public void told(IntentChange change) {
            said.add("told " + change.before() + " " + change.now().value().wish());
        }
    }

    private final Member a = new Member("a");
    private final Member b = new Member("b");

    @Test
    void every_intent_is_read_as_it_was_written() {
        Seeds.upTo(200, random -> {
            Register<Intent> said =
                    new Register<>(new RandomCommands(random).intent(), new Stamp(random.nextInt(1_000_000), "a~1"));
            String text = IntentJson.write(said);
            assertThat(IntentJson.read(new JsonObject(text))).isEqualTo(said);
        });
    }

    @Test
    void the_text_is_canonical() {
        Register<Intent> said = new Register<>(new Intent(APP, Wish.DRAIN, "Eve \"x\""), new Stamp(17, "a"));
        assertThat(IntentJson.write(said))
                .isEqualTo("{\"at\":\"17@a\",\"note\":\"Eve \\\"x\\\"\","
                        + "\"target\":\"context:n%7C1|localhost|/app\",\"v\":1,\"wish\":\"DRAIN\"}");
    }

    @Test
    void an_intent_reaches_the_other_member_and_is_told_once() {
        assertThat(a.want(Wish.STOP)).isEqualTo(KEY);
        assertThat(a.entries.keys()).contains(KEY);
        a.commit();
        assertThat(b.entries.merge(KEY, a.text())).isTrue();
        b.entries.settled();
        assertThat(b.entries.merge(KEY, a.text())).isTrue();
        assertThat(b.text()).isEqualTo(a.text());
        b.commit();
        assertThat(a.said).containsExactly("set NONE STOP", "told NONE STOP");
        assertThat(b.said).containsExactly("heard NONE STOP", "merged");
        assertThat(b.registry.intents()).isEqualTo(a.registry.intents());
    }

    @Test
    void the_newer_of_two_holds_at_both_and_a_wish_that_is_repeated_is_stamped_anew() {
        a.want(Wish.STOP);
        b.entries.merge(KEY, a.text());
        b.want(Wish.NONE);
        a.want(Wish.STOP);
        String atA = a.text();
        String atB = b.text();
        a.entries.merge(KEY, atB);
        b.entries.merge(KEY, atA);
        assertThat(a.text()).isEqualTo(b.text()).isEqualTo(atA);
        assertThat(a.said).containsExactly("set NONE STOP");
        assertThat(b.said).containsExactly("heard NONE STOP", "set STOP NONE", "heard NONE STOP");
    }

    @Test
    void fields_of_a_later_version_survive_in_any_order() {
        a.want(Wish.STOP);
        String plain = a.text();
        String later = new JsonObject(plain).put("until", "tomorrow").encode();
        b.entries.merge(KEY, later);
        b.entries.merge(KEY, plain);
        a.entries.merge(KEY, later);
        assertThat(b.text()).isEqualTo(later);
        assertThat(a.text()).isEqualTo(later);
        a.want(Wish.NONE);
        assertThat(a.text()).doesNotContain("until");
    }

    @Test
    void what_was_taken_back_is_forgotten_after_an_hour_everywhere() {
        a.want(Wish.STOP);
        a.commit();
        a.want(Wish.NONE);
        String cleared = a.text();
        a.commit();
        assertThat(a.entries.purge(a.registry.purge())).isEmpty();
        micros.addAndGet(HOUR);
        assertThat(a.entries.version(KEY)).isNull();
        for (int minute = 0; minute < 59; minute++) {
            assertThat(a.entries.purge(a.registry.purge()))
                    .as("a clock that jumps makes nothing be forgotten")
                    .isEmpty();
            micros.addAndGet(HOUR / 60);
        }
        a.registry.purge();
        micros.addAndGet(HOUR / 60);
        a.registry.purge();
        assertThat(a.entries.purge(a.registry.purge())).containsExactly(KEY);
        assertThat(a.entries.keys()).doesNotContain(KEY);
        assertThat(b.entries.merge(KEY, cleared)).as("it may go").isTrue();
        assertThat(b.entries.version(KEY)).isNull();
        assertThat(b.registry.intents()).isEqualTo(Intents.EMPTY);
    }

    @Test
    void who_missed_that_an_intent_was_taken_back_an_hour_ago_is_told_instead_of_the_entry_being_taken_away() {
        a.want(Wish.STOP);
        String stale = a.text();
        b.entries.merge(KEY, stale);
        a.want(Wish.NONE);
        a.commit();
        a.registry.purge();
        micros.addAndGet(HOUR);
        assertThat(a.entries.version(KEY)).as("over").isNull();
        assertThat(a.entries.merge(KEY, stale)).isTrue();
        String answer = a.text();
        a.commit();
        assertThat(b.entries.merge(KEY, answer)).isTrue();
        assertThat(b.registry.intents().wanted()).isEmpty();
        assertThat(b.registry.intents()).isEqualTo(a.registry.intents());
        assertThat(a.entries.version(KEY)).as("over again").isNull();
        assertThat(a.entries.merge(KEY, stale)).isTrue();
        assertThat(a.entries.merge(KEY, answer)).isTrue();
        assertThat(a.entries.version(KEY)).as("somebody else answered").isNull();
    }

    @Test
    void an_intent_that_holds_is_never_forgotten() {
        a.want(Wish.STOP);
        micros.addAndGet(1000 * HOUR);
        assertThat(a.entries.purge(a.registry.purge())).isEmpty();
        assertThat(a.registry.intents().wanted()).hasSize(1);
    }

    @Test
    void what_cannot_be_read_is_left_where_it_is() {
        a.want(Wish.STOP);
        String text = a.text();
        assertThat(b.entries.merge("intent:node:n2", text)).isFalse();
        assertThat(b.entries.merge(KEY, text.replace("STOP", "PAUSE"))).isFalse();
        assertThat(b.entries.merge(KEY, text.replace("ops", "\\u0000"))).isFalse();
        assertThat(b.entries.merge("intent:?", text)).isFalse();
        assertThat(b.entries.version("intent:?")).isNull();
        assertThat(b.entries.version("node:")).isNull();
        assertThat(b.registry.intents()).isEqualTo(Intents.EMPTY);
    }

    @Test
    void too_many_are_refused_until_some_are_taken_back() {
        for (int i = 0; i < Intents.MAX; i++) {
            a.registry.merge(new Register<>(
                    new Intent(new IntentTarget.OfLbGroup("g" + i), Wish.STOP, ""), new Stamp(micros.get(), "x")));
        }
        assertThat(a.want(Wish.STOP)).isNull();
        assertThat(a.entries.applied(new Intent(new IntentTarget.OfLbGroup("g1"), Wish.NONE, "")))
                .isEqualTo("intent:lbgroup:g1");
        assertThat(a.want(Wish.STOP)).isEqualTo(KEY);
    }
}
