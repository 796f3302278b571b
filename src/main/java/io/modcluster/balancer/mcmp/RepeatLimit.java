package io.modcluster.balancer.mcmp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets the same line into the log once a minute: a node that is refused asks again every period, and a stranger whenever it
 * likes. May be used from any thread.
 *
 * @param <K> what makes two lines the same
 */
final class RepeatLimit<K> {
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Bounds what a scan from many addresses, or a node with many names, can make us remember. */
    private static final int MAX_REMEMBERED = 1_000;

    private final LongSupplier nanoTime;
    private final Map<K, Said> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Said> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** When a line was last let in, and how many were not since. */
    private record Said(long nanos, long leftOut) {}

    RepeatLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How many lines were left out since the last one like this; empty when this one is to be left out too. */
    OptionalLong admit(K line) {
        long now = nanoTime.getAsLong();
        synchronized (said) {
            Said last = said.get(line);
            if (last != null && now - last.nanos() < SILENCE_NANOS) {
                said.put(line, new Said(last.nanos(), last.leftOut() + 1));
                return OptionalLong.empty();
            }
            said.remove(line);
            said.put(line, new Said(now, 0));
            return OptionalLong.of(last == null ? 0 : last.leftOut());
        }
    }

    /** How many different lines are known. */
    int remembered() {
        synchronized (said) {
            return said.size();
        }
    }
}
