package io.modcluster.balancer.bench;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.ManyHosts;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A node comes to a table of 1,000 nodes (CONFIG, ENABLE-APP) and goes again: with ten contexts among 10,000, with fifty
 * aliases of one context among 50,000, a tenth of them wildcards.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class TableChangeBenchmark {
    private static final JvmRoute ROUTE = new JvmRoute("late");

    private final ScriptedStamps stamps = new ScriptedStamps("bench").advance(Duration.ofDays(1));
    private RoutingTableBuilder builder;
    private ChangeContexts enable;
    private RoutingTableBuilder hosts;
    private ChangeContexts enableHosts;

    /** Builds the table. */
    @Setup
    public void build() {
        builder = BenchTable.builder(BenchTable.nodes(1000), VirtualHostMode.PREFER);
        List<ContextPath> paths = new ArrayList<>();
        for (int i = 0; i < BenchTable.CONTEXTS_PER_NODE; i++) {
            paths.add(new ContextPath("/late-" + i));
        }
        enable = new ChangeContexts(ROUTE, ContextStatus.ENABLED, false, List.of(new Alias("late.example.com")), paths);
        hosts = BenchTable.builder(BenchTable.hosts(1000, ManyHosts.ALIASES_PER_NODE), VirtualHostMode.PREFER);
        List<Alias> aliases = ManyHosts.aliases(1000).stream().map(Alias::new).toList();
        enableHosts = new ChangeContexts(ROUTE, ContextStatus.ENABLED, false, aliases, List.of(new ContextPath("/")));
    }

    /** Ten contexts more, and no more. */
    @Benchmark
    public RoutingTable contexts() {
        return configEnableRemove(builder, enable);
    }

    /** Fifty aliases more, and no more. */
    @Benchmark
    public RoutingTable aliases() {
        return configEnableRemove(hosts, enableHosts);
    }

    /** A table after each of CONFIG, ENABLE-APP and REMOVE-APP for the whole node. */
    private RoutingTable configEnableRemove(RoutingTableBuilder builder, ChangeContexts enable) {
        Transition.Changed known = (Transition.Changed)
                Nodes.aNode("late").registration().applyTo(null, stamps.next(), TableLimits.DEFAULT);
        builder.put(known.next());
        builder.build();
        Transition.Changed enabled =
                (Transition.Changed) enable.applyTo(known.next(), stamps.next(), TableLimits.DEFAULT);
        builder.put(enabled.next());
        builder.build();
        builder.put(enabled.next().removedAt(stamps.next(), "test"));
        return builder.build();
    }
}
