package io.modcluster.balancer.bench;

import io.modcluster.balancer.domain.routing.Route;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One lookup at 10 contexts and at 10,000: the time must hardly differ, and nothing be allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class RoutingTableBenchmark {
    /** Nodes of ten contexts each. */
    @Param({"1", "1000"})
    public int nodes;

    /** What the host means. */
    @Param({"PREFER", "IGNORE"})
    public VirtualHostMode mode;

    /** Whether all nodes are one virtual host, or each its own. */
    @Param({"true", "false"})
    public boolean oneHost;

    private RoutingTable table;
    private String[][] hits;
    private String[][] deep;
    private int next;

    /** Builds the table. */
    @Setup
    public void build() {
        table = BenchTable.builder(BenchTable.nodes(nodes, oneHost), mode).build();
        hits = BenchTable.requests(nodes, "/cart", oneHost);
        deep = BenchTable.requests(nodes, "/a/bc/def/g/hi/jkl/m/no/pqr.html", oneHost);
    }

    /** Any context of any host, in no order. */
    @Benchmark
    public @Nullable Route hit() {
        String[] request = hits[next++ & (hits.length - 1)];
        return table.find(request[0], request[1]);
    }

    /** The same context again and again, as under load on one application. */
    @Benchmark
    public @Nullable Route sameHit() {
        return table.find(hits[0][0], hits[0][1]);
    }

    /** Paths of ten segments. */
    @Benchmark
    public @Nullable Route deep() {
        String[] request = deep[next++ & (deep.length - 1)];
        return table.find(request[0], request[1]);
    }

    /** Nobody has it. */
    @Benchmark
    public @Nullable Route miss() {
        return table.find("nobody.example.org", "/nothing/here");
    }
}
