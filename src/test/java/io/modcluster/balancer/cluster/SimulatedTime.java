package io.modcluster.balancer.cluster;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps to whatever is next: hours take milliseconds, and the same seed gives the same order. */
final class SimulatedTime {
    private record Event(long atMicros, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::number));
    private long nowMicros;
    private long number;

    /** Microseconds since the simulation began, as a perfect clock shows them. */
    long now() {
        return nowMicros;
    }

    void after(long micros, Runnable action) {
        events.add(new Event(nowMicros + micros, number++, action));
    }

    /** Lets everything happen that happens within this time. */
    void run(long micros) {
        long end = nowMicros + micros;
        for (Event next = events.peek(); next != null && next.atMicros <= end; next = events.peek()) {
            events.remove();
            nowMicros = next.atMicros;
            next.action.run();
        }
        nowMicros = end;
    }
}
