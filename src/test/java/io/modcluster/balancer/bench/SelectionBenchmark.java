package io.modcluster.balancer.bench;

import static io.modcluster.balancer.testkit.Nodes.aNode;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.routing.Balancing;
import io.modcluster.balancer.domain.routing.LeastElected;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One choice among the nodes of one context. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class SelectionBenchmark {
    /** Nodes that have the context. */
    @Param({"2", "10", "1000"})
    public int nodes;

    private RoutingTable table;
    private NodeSelector selector;
    private RequestHead fresh;
    private RequestHead session;

    /** Builds the table. */
    @Setup
    public void build() {
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
        for (int i = 0; i < nodes; i++) {
            builder.put(aNode("node" + i)
                    .context("localhost", "/app", ContextStatus.ENABLED)
                    .build());
        }
        table = builder.build();
        selector = new NodeSelector(Balancing.by(new LeastElected()), false, 60_000);
        fresh = new RequestHead("localhost", "/app/x", "/app/x", List.of());
        String cookie = "theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node" + (nodes - 1) + "; lang=en";
        session = new RequestHead("localhost", "/app/x", "/app/x", List.of(cookie));
    }

    /** The node of the session. */
    @Benchmark
    public Selection sessionHit() {
        return selector.select(table, Reachability.ALL_UP, session, Set.of(), 0);
    }

    /** The least elected node. */
    @Benchmark
    public Selection noSession() {
        return selector.select(table, Reachability.ALL_UP, fresh, Set.of(), 0);
    }
}
