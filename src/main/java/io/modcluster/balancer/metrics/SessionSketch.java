package io.modcluster.balancer.metrics;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * About how many sessions were seen lately, in 16 KiB whatever their number: linear counting (Whang et al. 1990) over
 * {@value #SLOTS} slots, each of which knows when it was hit last. Good to a few per cent up to ten thousand sessions. It keeps
 * no session ids. May be used from any thread; time is an argument.
 */
public final class SessionSketch {
    /** A power of two. */
    static final int SLOTS = 4096;

    /** In milliseconds since {@link #startMillis}, plus one; 0 is never. */
    private final AtomicIntegerArray hits = new AtomicIntegerArray(SLOTS);

    private final long startMillis;
    private volatile long lastMillis;

    SessionSketch(long nowMillis) {
        this.startMillis = nowMillis;
        this.lastMillis = nowMillis;
    }

    /** A request of the session with this id, without its route, was seen. */
    void saw(String bareId, long nowMillis) {
        int mixed = bareId.hashCode() * 0x9E3779B9;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85EBCA6B;
        hits.lazySet(
                (mixed ^ (mixed >>> 13)) & (SLOTS - 1), (int) Math.min(Integer.MAX_VALUE, nowMillis - startMillis + 1));
        lastMillis = nowMillis;
    }

    /** When a session was seen last, or counting began. */
    long lastMillis() {
        return lastMillis;
    }

    /** Adds the slots that were hit since then. */
    void addTo(BitSet bits, long sinceMillis) {
        long oldest = sinceMillis - startMillis + 1;
        for (int i = 0; i < SLOTS; i++) {
            int hit = hits.get(i);
            if (hit != 0 && hit >= oldest) {
                bits.set(i);
            }
        }
    }

    /** About how many sessions hit these slots; bits of several members may be put together before. */
    public static long estimate(BitSet bits) {
        int empty = SLOTS - Math.min(SLOTS, bits.cardinality());
        // all slots hit: it cannot tell more than this
        return Math.round(-SLOTS * Math.log((double) Math.max(1, empty) / SLOTS));
    }
}
