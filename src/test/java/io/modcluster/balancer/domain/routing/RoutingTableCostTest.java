package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.testkit.ManyHosts;
import io.modcluster.balancer.testkit.Nodes;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A command must not block its event loop, however many contexts there are: measured by what it allocates. */
class RoutingTableCostTest {
    private static final int NODES = 60;
    private static final int CONTEXTS = 200;
    private static final int HOSTED_NODES = 1000;

    @Test
    void a_command_about_many_contexts_copies_each_table_once() {
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
        for (int i = 0; i < NODES; i++) {
            builder.put(node(i));
        }
        Node newcomer = node(NODES);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        builder.put(newcomer);
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(8L << 20);
    }

    @Test
    void a_node_with_fifty_hosts_costs_what_it_brings_and_not_what_fifty_thousand_take() {
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
        for (int i = 0; i < HOSTED_NODES; i++) {
            builder.put(hosted(i));
        }
        builder.build();
        Node newcomer = hosted(HOSTED_NODES);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        builder.put(newcomer);
        builder.build();
        assertThat(thread.getCurrentThreadAllocatedBytes() - before)
                .as("all hosts as one array each for hashes, routes and texts are 4.6 MB")
                .isLessThan(1_500_000);
    }

    private static Node hosted(int number) {
        Nodes node = aNode("n" + number);
        ManyHosts.aliases(number).forEach(alias -> node.context(alias, "/", ContextStatus.ENABLED));
        return node.build();
    }

    private static Node node(int number) {
        Nodes node = aNode("n" + number);
        for (int i = 0; i < CONTEXTS; i++) {
            node.context("localhost", "/n" + number + "c" + i, ContextStatus.ENABLED);
        }
        return node.build();
    }
}
