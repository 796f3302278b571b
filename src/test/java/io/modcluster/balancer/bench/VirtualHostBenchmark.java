package io.modcluster.balancer.bench;

import io.modcluster.balancer.domain.routing.Route;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.ManyHosts;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One lookup among 10 aliases and among 50,000 of 1,000 nodes, a tenth of them wildcards: nothing may be allocated, and the
 * time must not grow by more than what memory is slower than a cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class VirtualHostBenchmark {
    /** Ten of one node, or fifty of each of 1,000. */
    @Param({"10", "50000"})
    public int aliases;

    private RoutingTable table;
    private String[] exact;
    private String[] below;
    private String[] unknown;
    private final String hostile = "a.".repeat(120) + "example.com";
    private int next;

    /** Builds the table. */
    @Setup
    public void build() {
        int perNode = Math.min(aliases, ManyHosts.ALIASES_PER_NODE);
        int nodes = aliases / perNode;
        table = BenchTable.builder(BenchTable.hosts(nodes, perNode), VirtualHostMode.STRICT)
                .build();
        exact = hosts(nodes, perNode, alias -> !ManyHosts.isWildcard(alias));
        below = hosts(nodes, perNode, ManyHosts::isWildcard);
        unknown = new String[exact.length];
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] = exact[i].replace("site", "none");
        }
    }

    private static String[] hosts(int nodes, int perNode, IntPredicate wanted) {
        int[] aliases = IntStream.range(0, perNode).filter(wanted).toArray();
        Random random = new Random(42);
        String[] hosts = new String[8192];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = ManyHosts.host(random.nextInt(nodes), aliases[random.nextInt(aliases.length)]);
        }
        return hosts;
    }

    /** A host that is an alias. */
    @Benchmark
    public @Nullable Route exactHit() {
        return table.find(exact[next++ & (exact.length - 1)], "/cart/items");
    }

    /** A host below a wildcard. */
    @Benchmark
    public @Nullable Route wildcardHit() {
        return table.find(below[next++ & (below.length - 1)], "/cart/items");
    }

    /** A host that nobody has. */
    @Benchmark
    public @Nullable Route miss() {
        return table.find(unknown[next++ & (unknown.length - 1)], "/cart/items");
    }

    /** A host of as many labels as a name can have. */
    @Benchmark
    public @Nullable Route hostileMiss() {
        return table.find(hostile, "/cart/items");
    }
}
