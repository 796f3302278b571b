package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy of mod_cluster (MCMP §6.6): the lowest {@code (elected - oldelected) * 1000 / load + lbstatus} wins, the
 * earlier on a tie. Traffic follows load: the share of a node is its load by the sum of loads. Counting is by windows, so
 * that a node which comes late is not made to catch up with all that went before.
 */
public final class LeastElected implements BalancingPolicy {
    private final Map<JvmRoute, Window> windows = new HashMap<>();

    private static final class Window {
        long elected;
        long atStart;
        long status;
        int load = 1;

        long pressure() {
            return (elected - atStart) * 1000 / load;
        }
    }

    @Override
    public int choose(List<Node> candidates) {
        int best = 0;
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < candidates.size(); i++) {
            Node node = candidates.get(i);
            Window window = windowOf(node);
            long value = window.pressure() + window.status;
            if (value < lowest) {
                lowest = value;
                best = i;
            }
        }
        return best;
    }

    @Override
    public void elected(Node node) {
        windowOf(node).elected++;
    }

    @Override
    public void nextWindow() {
        // a node that nobody asked for since the last window is forgotten: it may be gone
        windows.values().removeIf(window -> window.elected == window.atStart && window.status == 0);
        windows.values().forEach(window -> {
            window.status = window.pressure();
            window.atStart = window.elected;
        });
    }

    private Window windowOf(Node node) {
        Window window = windows.computeIfAbsent(node.route(), route -> new Window());
        window.load = Math.max(1, node.load().value().value());
        return window;
    }
}
