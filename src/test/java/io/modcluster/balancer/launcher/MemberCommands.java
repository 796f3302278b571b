package io.modcluster.balancer.launcher;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Wish;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a test can tell a {@link ClusterMember}: word → what it does. A new command is one line in {@link #of}. */
final class MemberCommands {
    private static final int MIB = 1024 * 1024;
    private static final long PATIENCE_SECONDS = 10;

    private MemberCommands() {}

    /** Gets the rest of the line, gives the answer; a failure is told to the test. May block. */
    interface Command {
        String answer(String rest) throws Exception;
    }

    /** The commands of a member whose balancer will be {@code started}. */
    static Map<String, Command> of(CompletableFuture<ModClusterBalancer> started) {
        List<byte[]> held = new ArrayList<>();
        return Map.of(
                "ping",
                rest -> "pong",
                "started",
                rest -> Boolean.toString(started.isDone()),
                "table",
                rest -> table(started.join()),
                "intend",
                rest -> intend(started.join(), rest.split(" ", 2)),
                "intents",
                rest -> answer(started.join().intents()).toString(),
                "hold",
                rest -> hold(held, Integer.parseInt(rest)),
                "release",
                rest -> hold(held, 0));
    }

    /** Keeps so many percent of the heap from everybody else; the JVM notices when it collects. */
    private static String hold(List<byte[]> held, int percent) {
        held.clear();
        long mib = Runtime.getRuntime().maxMemory() / 100 * percent / MIB;
        for (int i = 0; i < mib; i++) {
            held.add(new byte[MIB - 64]);
        }
        if (percent > 0) {
            System.gc();
        }
        return "done";
    }

    /** A wish and the text of a target. */
    private static String intend(ModClusterBalancer balancer, String[] words) throws Exception {
        answer(balancer.intend(new Intent(IntentTarget.of(words[1]), Wish.valueOf(words[0]), "by a test")));
        return "done";
    }

    /** A line for each registered node with all that is known of it, and when that was said. */
    private static String table(ModClusterBalancer balancer) throws Exception {
        return answer(balancer.nodes()).stream().map(Node::toString).collect(Collectors.joining("\n"));
    }

    private static <T> T answer(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
