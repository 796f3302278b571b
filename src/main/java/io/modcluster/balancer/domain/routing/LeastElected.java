package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The policy of mod_cluster (MCMP §6.6): the lowest {@code (elected - oldelected) * 1000 / load + lbstatus} wins, the
 * earlier on a tie. Traffic follows load: the share of a node is its load by the sum of loads. Counting is by windows, so
 * that a node which comes late is not made to catch up with all that went before.
 *
 * <p>Unlike there, what a node had at another load counts by the load of that time: else a node whose load rises would get
 * everything until it has made up for the window.
 */
public final class LeastElected implements BalancingPolicy {
    /** Pressure of one request at the weight of 1: 1000 by load, as there, and finer by 1000. */
    private static final long STEP = 1000L * 1000 * Candidates.WHOLE;

    private @Nullable Window[] windows = new Window[16];

    private static final class Window {
        private long elected;
        private int weight;
        /** What came before the weight changed last. */
        private long before;

        private long status;
        private long value;

        Window(int weight) {
            this.weight = weight;
        }

        void elect() {
            elected++;
            value = status + pressure();
        }

        void weigh(int now) {
            if (now != weight) {
                before = pressure();
                elected = 0;
                weight = now;
            }
        }

        private long pressure() {
            return before + elected * STEP / weight;
        }

        void next() {
            status = pressure();
            before = 0;
            elected = 0;
            value = status;
        }
    }

    @Override
    public int choose(Candidates candidates, RequestHead head) {
        return choose(candidates, true);
    }

    @Override
    public int foresee(Candidates candidates, RequestHead head) {
        return choose(candidates, false);
    }

    private int choose(Candidates candidates, boolean forReal) {
        int best = 0;
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < candidates.size(); i++) {
            Window window = windowOf(candidates.slot(i), candidates.weight(i));
            if (forReal) {
                window.weigh(candidates.weight(i));
            }
            if (window.value < lowest) {
                lowest = window.value;
                best = i;
            }
        }
        return best;
    }

    @Override
    public Levelling levelling() {
        return Levelling.EXACT;
    }

    @Override
    public void elected(int slot, Node node) {
        windowOf(slot, Math.max(1, node.load().value().value()) * Candidates.WHOLE)
                .elect();
    }

    @Override
    public void joined(int slot) {
        if (slot < windows.length) {
            windows[slot] = null;
        }
    }

    @Override
    public void nextWindow() {
        for (Window window : windows) {
            if (window != null) {
                window.next();
            }
        }
    }

    private Window windowOf(int slot, int weight) {
        if (slot >= windows.length) {
            windows = Arrays.copyOf(windows, Math.max(slot + 1, windows.length * 2));
        }
        Window window = windows[slot];
        if (window == null) {
            window = new Window(weight);
            windows[slot] = window;
        }
        return window;
    }
}
