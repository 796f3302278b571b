package io.modcluster.balancer.metrics;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one balancer served within the last minutes: the sums that it counts anyway are noted every {@link #STEP}, so requests
 * pay nothing for it. Belongs to one event loop.
 */
public final class RecentTraffic {
    /** Between two notes. */
    public static final Duration STEP = Duration.ofSeconds(5);

    /** Of five minutes; one more, as n steps have n + 1 ends. */
    private static final int KEPT = 61;

    private final LongSupplier nanoTime;
    private final Supplier<TrafficTotals> totals;
    private final LongSupplier inFlight;
    /** The oldest first, never empty. */
    private final ArrayDeque<Note> notes = new ArrayDeque<>();

    private record Note(long nanos, TrafficTotals totals) {}

    /**
     * What was counted over a time.
     *
     * @param seconds how long that was
     */
    public record Window(double seconds, TrafficTotals counted) {}

    RecentTraffic(LongSupplier nanoTime, Supplier<TrafficTotals> totals, LongSupplier inFlight) {
        this.nanoTime = nanoTime;
        this.totals = totals;
        this.inFlight = inFlight;
        note();
    }

    /** Of the balancer with this address prefix; {@link #note} is to be called every {@link #STEP}. */
    public static RecentTraffic of(Vertx vertx, String prefix) {
        RequestMetrics requests = BalancerMetrics.of(vertx, prefix).requests();
        NodeCounters nodes = NodeCounters.of(vertx, prefix);
        return new RecentTraffic(System::nanoTime, () -> requests.totals(nodes.bytes()), requests::inFlight);
    }

    /** Notes the sums of the moment. */
    public void note() {
        notes.addLast(new Note(nanoTime.getAsLong(), totals.get()));
        if (notes.size() > KEPT) {
            notes.removeFirst();
        }
    }

    /** Requests that are under way. */
    public long inFlight() {
        return inFlight.getAsLong();
    }

    /** What was counted within this time, up to a step more of it; since the start, if that is less long ago. */
    public Window last(Duration time) {
        long now = nanoTime.getAsLong();
        Note begin = notes.getFirst();
        for (Note note : notes) {
            if (now - note.nanos() < time.toNanos()) {
                break;
            }
            begin = note;
        }
        return window(begin, new Note(now, totals.get()));
    }

    /** Step by step, the oldest first, without the one that has just begun. */
    public List<Window> steps() {
        List<Window> steps = new ArrayList<>(KEPT);
        Note before = null;
        for (Note note : notes) {
            if (before != null) {
                steps.add(window(before, note));
            }
            before = note;
        }
        return steps;
    }

    private static Window window(Note begin, Note end) {
        double seconds = (double) (end.nanos() - begin.nanos()) / TimeUnit.SECONDS.toNanos(1);
        return new Window(seconds, end.totals().since(begin.totals()));
    }
}
