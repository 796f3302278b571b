package io.modcluster.balancer.launcher;

import io.modcluster.balancer.ModClusterBalancer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a test can tell a {@link ClusterMember}: word → what it does. A new command is one line in {@link #of}. */
final class MemberCommands {
    private MemberCommands() {}

    /** Gets the rest of the line, gives the answer; a failure is told to the test. May block. */
    interface Command {
        String answer(String rest) throws Exception;
    }

    /** The commands of a member whose balancer will be {@code started}. */
    static Map<String, Command> of(CompletableFuture<ModClusterBalancer> started) {
        return Map.of("ping", rest -> "pong", "started", rest -> Boolean.toString(started.isDone()));
    }
}
