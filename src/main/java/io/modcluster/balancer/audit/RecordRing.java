package io.modcluster.balancer.audit;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Function;

/**
 * The last records, bounded in number and in characters, since who is recorded says how long a record is: the oldest go first.
 * For one thread at a time.
 */
final class RecordRing<T> {
    /** Characters that a record may have on average: those of nodes have some 500. */
    static final int MEAN_LENGTH = 1024;
    /** A small ring has room for some of the longest all the same. */
    static final int MIN_LENGTH = 256 * 1024;

    private final ArrayDeque<T> kept = new ArrayDeque<>();
    private final Function<T, AuditRecord> recordOf;
    private int most;
    private long length;

    /** For what has a record in it. */
    RecordRing(Function<T, AuditRecord> recordOf, int most) {
        this.recordOf = recordOf;
        this.most = most;
    }

    /** The newest. */
    void add(T one) {
        kept.addLast(one);
        length += lengthOf(one);
        trim();
    }

    /** Keeps so many from now on; 0 keeps none. */
    void resize(int records) {
        most = records;
        trim();
    }

    private void trim() {
        long mostLength = Math.max(MIN_LENGTH, (long) most * MEAN_LENGTH);
        while (kept.size() > most || length > mostLength) {
            length -= lengthOf(kept.removeFirst());
        }
    }

    private int lengthOf(T one) {
        return recordOf.apply(one).length();
    }

    int size() {
        return kept.size();
    }

    Iterator<T> newestFirst() {
        return kept.descendingIterator();
    }
}
