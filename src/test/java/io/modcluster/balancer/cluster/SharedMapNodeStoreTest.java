package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedMapNodeStoreTest {
    private final SlowTable table = new SlowTable();
    private final Numbers replica = new Numbers();
    private final List<String> notices = new ArrayList<>();
    private final SharedMapNodeStore store = new SharedMapNodeStore(table, replica, notices::add);

    private void set(String key, int number) {
        replica.numbers.put(key, number);
        store.changed(key);
    }

    @Test
    void an_entry_that_changes_while_it_is_written_is_written_once_more() {
        for (int i = 1; i <= 1_000; i++) {
            set("a", i);
        }
        table.answerAll();
        assertThat(table.entries).containsEntry("a", "1000");
        assertThat(table.calls).isEqualTo(2);
        assertThat(notices).containsExactly("a", "a");
    }

    @Test
    void a_slow_table_gets_a_few_writes_at_a_time() {
        for (int i = 0; i < 100; i++) {
            set("key" + i, i);
        }
        assertThat(table.waiting).hasSize(SharedMapNodeStore.MAX_WRITES);
        table.answerAll();
        assertThat(table.entries).hasSize(100);
    }

    @Test
    void a_table_that_fails_gets_one_write_at_a_time_until_one_succeeds() {
        table.failing = true;
        for (int i = 0; i < 100; i++) {
            set("key" + i, i);
        }
        table.answerAll();
        store.tick();
        assertThat(table.waiting).hasSize(1);
        table.failing = false;
        table.answerAll();
        assertThat(table.entries).hasSize(100);
    }

    @Test
    void flushing_completes_when_all_is_written() {
        assertThat(store.flush().isComplete()).isTrue();
        set("a", 1);
        Future<Void> flushed = store.flush();
        assertThat(flushed.isComplete()).isFalse();
        table.answerAll();
        assertThat(flushed.succeeded()).isTrue();
    }

    @Test
    void what_is_forgotten_goes_from_the_table_unless_another_changed_it() {
        set("a", 1);
        set("b", 1);
        table.answerAll();
        table.entries.put("b", "2");
        replica.numbers.clear();
        store.forget("a");
        store.forget("b");
        table.answerAll();
        assertThat(table.entries).containsOnlyKeys("b");
    }

    @Test
    void a_write_that_worked_and_was_not_answered_is_found_by_the_next_comparison() {
        table.lostAnswers = true;
        set("a", 1);
        table.answerAll();
        assertThat(replica.committed).isEmpty();
        table.lostAnswers = false;
        store.synchronize();
        table.answerAll();
        assertThat(replica.committed).contains("a=1");
    }

    @Test
    void an_entry_that_cannot_be_read_is_never_written_over() {
        table.entries.put("a", "?");
        store.synchronize();
        table.answerAll();
        set("a", 5);
        Future<Void> flushed = store.flush();
        table.answerAll();
        store.synchronize();
        table.answerAll();
        assertThat(table.entries).containsEntry("a", "?");
        assertThat(flushed.succeeded()).isTrue();
        table.entries.put("a", "3");
        store.synchronize();
        table.answerAll();
        assertThat(table.entries).containsEntry("a", "5");
    }

    @Test
    void an_entry_that_is_found_damaged_while_it_is_written_is_left() {
        table.entries.put("a", "?");
        set("a", 5);
        table.answerAll();
        store.tick();
        table.answerAll();
        assertThat(table.entries).containsEntry("a", "?");
    }

    @Test
    void a_notice_that_comes_while_the_entry_is_read_has_it_read_again() {
        table.entries.put("a", "1");
        store.heard("a");
        table.work();
        table.entries.put("a", "2");
        store.heard("a");
        store.heard("a");
        table.answerAll();
        assertThat(replica.numbers).containsEntry("a", 2);
        assertThat(table.calls).isEqualTo(2);
    }

    @Test
    void two_members_that_write_the_same_entry_end_with_the_merged_one() {
        Numbers other = new Numbers();
        SharedMapNodeStore another = new SharedMapNodeStore(table, other, store::heard);
        set("a", 1);
        other.numbers.put("a", 2);
        another.changed("a");
        table.answerAll();
        assertThat(table.entries).containsEntry("a", "2");
        assertThat(replica.numbers).isEqualTo(other.numbers);
    }

    /** Entries are numbers; of two the larger one holds. */
    private static final class Numbers implements Replica {
        final Map<String, Integer> numbers = new TreeMap<>();
        final List<String> committed = new ArrayList<>();

        @Override
        public Collection<String> keys() {
            return List.copyOf(numbers.keySet());
        }

        @Override
        public @Nullable Version version(String key) {
            Integer number = numbers.get(key);
            return number == null ? null : new Version(number.toString(), number);
        }

        @Override
        public boolean merge(String key, String text) {
            if (text.equals("?")) {
                return false;
            }
            numbers.merge(key, Integer.valueOf(text), Math::max);
            return true;
        }

        @Override
        public void committed(String key, Version version) {
            committed.add(key + "=" + version.text());
        }

        @Override
        public void settled() {
            // nobody waits for that
        }
    }

    /** Works when told to, and answers then. */
    private static final class SlowTable implements SharedTable {
        final Map<String, String> entries = new HashMap<>();
        final Deque<Runnable> waiting = new ArrayDeque<>();
        final Deque<Runnable> answers = new ArrayDeque<>();
        boolean failing;
        boolean lostAnswers;
        int calls;

        void work() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }

        void answerAll() {
            while (!waiting.isEmpty() || !answers.isEmpty()) {
                work();
                answers.remove().run();
            }
        }

        private <T extends @Nullable Object> Future<T> call(Supplier<T> work) {
            calls++;
            Promise<T> promise = Promise.promise();
            waiting.add(() -> {
                if (failing) {
                    answers.add(() -> promise.fail("no"));
                    return;
                }
                T result = work.get();
                boolean lost = lostAnswers;
                answers.add(() -> {
                    if (lost) {
                        promise.fail("timed out");
                    } else {
                        promise.complete(result);
                    }
                });
            });
            return promise.future();
        }

        @Override
        public Future<Map<String, String>> all() {
            return call(() -> Map.copyOf(entries));
        }

        @Override
        public Future<@Nullable String> get(String key) {
            return call(() -> entries.get(key));
        }

        @Override
        public Future<Boolean> putIfAbsent(String key, String text) {
            return call(() -> entries.putIfAbsent(key, text) == null);
        }

        @Override
        public Future<Boolean> replace(String key, String expected, String text) {
            return call(() -> entries.replace(key, expected, text));
        }

        @Override
        public Future<Boolean> remove(String key, String expected) {
            return call(() -> entries.remove(key, expected));
        }
    }
}
