package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.node.BalancerState;
import io.modcluster.balancer.node.ModClusterNode;
import io.modcluster.balancer.options.NodeOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers a service that is another process, for as long as it is there. Blocks. */
final class Sidecar {
    /** Environment variable of the command. */
    static final String ROUTE_VARIABLE = "MODCLUSTER_JVM_ROUTE";

    private static final String LOCAL = "127.0.0.1";
    private static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(Sidecar.class);

    private final NodeOptions options;
    private final Optional<String> healthUrl;
    private final LoadFactor load;
    private final List<String> command;
    private final Duration killAfter;

    /**
     * A sidecar.
     *
     * @param healthUrl what is answered with 2xx while the service is up; empty: it takes connections
     * @param load      while it is up
     * @param command   what starts the service; empty: somebody else does
     * @param killAfter how long the command may take to end
     */
    Sidecar(
            NodeOptions options,
            Optional<String> healthUrl,
            LoadFactor load,
            List<String> command,
            Duration killAfter) {
        this.options = options;
        this.healthUrl = healthUrl;
        this.load = load;
        this.command = command;
        this.killAfter = killAfter;
    }

    /** Where this process reaches the service. */
    static String hostOf(NodeOptions options) {
        return options.getHost().isEmpty() ? LOCAL : options.getHost();
    }

    /**
     * Runs until the command ends or {@code stop} is asked for.
     *
     * @return the exit code of the command, 0 without one
     */
    int run(StopSignal stop, PrintWriter out) throws Exception {
        stop.listen();
        Vertx vertx = VertxStart.alone();
        try {
            if (command.isEmpty()) {
                serve(vertx, stop, new CompletableFuture<>(), out);
                return Main.OK;
            }
            ChildProcess child = ChildProcess.start(
                    command, Map.of(ROUTE_VARIABLE, options.getJvmRoute()), EnvironmentSource.secretsOfNode());
            stop.beforeForcedEnd(child::kill);
            try {
                serve(vertx, stop, child.ended(), out);
            } finally {
                child.stop(killAfter);
            }
            return child.stop(killAfter);
        } finally {
            close(vertx);
        }
    }

    /** Never in the way of an exit code. */
    private static void close(Vertx vertx) throws InterruptedException {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(MARGIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            log.warn("not everything was closed: {}", late.toString());
        }
    }

    private void serve(Vertx vertx, StopSignal stop, CompletableFuture<?> childEnded, PrintWriter out)
            throws Exception {
        CompletableFuture<Void> asked = asked(stop);
        CompletableFuture<Void> firstUp = new CompletableFuture<>();
        ModClusterNode node = ModClusterNode.create(vertx, options);
        ServiceCheck check = new ServiceCheck(vertx, hostOf(options), options.getPort(), healthUrl, up -> {
            if (!firstUp.complete(null)) {
                node.report();
            }
        });
        node.load(() -> check.isUp() ? load.value() : LoadFactor.DOWN.value());
        check.start();
        CompletableFuture.anyOf(firstUp, asked, childEnded).get();
        if (asked.isDone() || childEnded.isDone()) {
            return;
        }
        CompletableFuture<Void> started = node.start().toCompletionStage().toCompletableFuture();
        CompletableFuture.anyOf(started, asked, childEnded).get();
        if (started.isDone()) {
            out.println("ready: " + Ports.at(hostOf(options), options.getPort()) + " is node " + options.getJvmRoute()
                    + ", " + standing(node));
            out.flush();
        }
        CompletableFuture.anyOf(asked, childEnded).get();
        leave(node, childEnded);
    }

    /** Politely for as long as there is somebody who can answer requests. */
    private void leave(ModClusterNode node, CompletableFuture<?> childEnded) throws Exception {
        if (!childEnded.isDone()) {
            CompletableFuture<Void> left = node.stop().toCompletionStage().toCompletableFuture();
            CompletableFuture.anyOf(left, childEnded).get(farewell().toMillis(), TimeUnit.MILLISECONDS);
            if (left.isDone()) {
                return;
            }
        }
        log.warn("command ended, leaving the balancers at once jvmroute={}", Quoted.of(options.getJvmRoute()));
        Blocking.await(node.abandon(), farewell());
    }

    private Duration farewell() {
        return options.getDrainTimeout()
                .plus(options.getStopTimeout())
                .plus(options.getAnswerTimeout().multipliedBy(4))
                .plus(MARGIN);
    }

    private static CompletableFuture<Void> asked(StopSignal stop) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Thread waiting = new Thread(
                () -> {
                    try {
                        stop.await();
                        asked.complete(null);
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-signal");
        waiting.setDaemon(true);
        waiting.start();
        return asked;
    }

    private static String standing(ModClusterNode node) {
        List<BalancerState> balancers = node.state();
        return balancers.isEmpty()
                ? "no balancer found yet"
                : balancers.stream()
                        .map(balancer -> balancer.address() + " " + balancer.standing())
                        .collect(Collectors.joining(", "));
    }
}
