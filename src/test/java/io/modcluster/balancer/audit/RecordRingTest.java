package io.modcluster.balancer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.audit.AuditRecord.Change;
import io.modcluster.balancer.audit.AuditRecord.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a node can make a balancer remember. */
class RecordRingTest {
    private static final int LONGEST = 1_000;

    private static RecordRing<AuditRecord> ring(int most) {
        return new RecordRing<>(Function.identity(), most);
    }

    private static AuditRecord shortOne(int number) {
        return AuditRecord.done(number, Kind.MCMP, "CONFIG", Actor.NOBODY, "n" + number, "", List.of());
    }

    /** As long as one can be, some 64,000 characters. */
    private static AuditRecord longOne(int number) {
        String text = "x".repeat(LONGEST);
        List<Change> effect = Collections.nCopies(AuditRecord.MAX_EFFECTS, new Change("context", text, text, text));
        return AuditRecord.done(number, Kind.MCMP, "CONFIG", Actor.of(text), text, text, effect);
    }

    private static List<Long> times(RecordRing<AuditRecord> ring) {
        List<Long> times = new ArrayList<>();
        ring.newestFirst().forEachRemaining(record -> times.add(record.millis()));
        return times;
    }

    @Test
    void the_newest_are_kept() {
        RecordRing<AuditRecord> ring = ring(3);
        for (int i = 1; i <= 5; i++) {
            ring.add(shortOne(i));
        }
        assertThat(times(ring)).containsExactly(5L, 4L, 3L);

        ring.resize(1);
        assertThat(times(ring)).containsExactly(5L);
        ring.resize(0);
        ring.add(shortOne(6));
        assertThat(ring.size()).isZero();
    }

    @Test
    void long_records_take_the_room_of_many() {
        RecordRing<AuditRecord> ring = ring(10_000);
        int length = longOne(0).length();
        assertThat(length).isBetween(60 * LONGEST, 70 * LONGEST);
        for (int i = 1; i <= 1_000; i++) {
            ring.add(longOne(i));
        }

        assertThat(ring.size()).isEqualTo(10_000 * RecordRing.MEAN_LENGTH / length);
        assertThat(times(ring)).first().isEqualTo(1_000L);
    }

    @Test
    void what_goes_gives_back_the_room_it_took() {
        RecordRing<AuditRecord> ring = ring(10_000);
        for (int i = 1; i <= 1_000; i++) {
            ring.add(longOne(i));
        }
        for (int i = 1_001; i <= 11_000; i++) {
            ring.add(shortOne(i));
        }

        assertThat(ring.size()).isEqualTo(10_000);
    }

    @Test
    void a_small_ring_keeps_the_longest_too() {
        RecordRing<AuditRecord> ring = ring(2);
        ring.add(longOne(1));
        ring.add(longOne(2));
        ring.add(longOne(3));

        assertThat(times(ring)).containsExactly(3L, 2L);
    }
}
