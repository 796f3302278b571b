package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The case of mod_proxy_cluster issue 303 over sockets; {@code NewNodeUnderLoadTest} has it in all sizes. */
class NewNodeIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int PARTS = 8;

    @Test
    void a_node_that_comes_under_load_is_let_in_slowly() throws Exception {
        try (RecordingNode first = RecordingNode.start("first");
                RecordingNode second = RecordingNode.start("second");
                RecordingNode late = RecordingNode.start("late");
                ProxyFixture proxy = new ProxyFixture(node("n1", first.port()), node("n2", second.port()))) {
            proxy.options.getBalancing().setSlowStart(Duration.ofSeconds(1));
            proxy.start();
            ask(proxy, SLOW_NANOS * 5 / 4);
            proxy.put(node("a-late", late.port()));
            proxy.publish();
            List<String> shares = new ArrayList<>();
            int all = 0;
            int ofLate = 0;
            for (int part = 0; part < PARTS; part++) {
                int[] counts = ask(proxy, SLOW_NANOS / PARTS);
                all += counts[0];
                ofLate += counts[1];
                shares.add(counts[1] + "/" + counts[0]);
            }
            FIGURES.info("new node beside two, slow start 1 s, its requests by all in each eighth of it: {}", shares);
            assertThat(ofLate).isPositive().isLessThanOrEqualTo((int) (1.2 * all / 3) + 1);
        }
    }

    /** How many requests were answered, and how many of them by the node that came late. */
    private static int[] ask(ProxyFixture proxy, long nanos) throws IOException {
        int[] counts = new int[2];
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            String by = proxy.get("/").body();
            counts[0]++;
            counts[1] += by.equals("late") ? 1 : 0;
        }
        return counts;
    }
}
