package io.modcluster.balancer.launcher;

import io.modcluster.balancer.ModClusterBalancer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One balancer as a process of its own, for tests: the real command line, its real start and its real signals, and beside
 * them lines on stdin that tell it what to do (see {@link MemberControl}). Arguments are those of {@code run}; environment
 * and configuration files play no part.
 */
public final class ClusterMember {
    private ClusterMember() {}

    /** Ends with the exit code that the command line gives. */
    public static void main(String[] arguments) {
        CompletableFuture<ModClusterBalancer> started = new CompletableFuture<>();
        BalancerStarter starter = (vertx, options) -> EmbeddedBalancer.start(vertx, options)
                .onSuccess(running -> started.complete(((EmbeddedBalancer) running).balancer()));
        MemberControl control = new MemberControl(
                new ProcessSignals(),
                System.in,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                MemberCommands.of(started));
        Surroundings surroundings = new Surroundings(starter, control, Map.of(), List.of());
        System.exit(Main.execute(Main.commandLine(surroundings), arguments));
    }
}
