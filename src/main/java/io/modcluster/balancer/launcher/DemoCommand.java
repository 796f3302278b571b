package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: a balancer and three nodes in one process, a little traffic, and an invitation to try more. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Runs a balancer and three small nodes that register over MCMP, sends a little traffic, and"
                + " says what to try. Reads no configuration; takes free ports where the usual ones are taken.")
final class DemoCommand implements Callable<Integer> {
    private static final String HOST = "127.0.0.1";
    private static final int REQUESTS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Option(names = "--free-ports", description = "Takes free ports only, for instance beside another demo.")
    private boolean freePorts;

    @Spec
    private @Nullable CommandSpec spec;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        surroundings.stop().listen();
        BalancerOptions options = options();
        Vertx vertx = VertxStart.start(options);
        try (RunningBalancer balancer = RunningBalancer.start(surroundings.starter(), vertx, options)) {
            BalancerStarter.Running ports = balancer.running();
            List<DemoNode> nodes = List.of(
                    new DemoNode(vertx, "demo-1", 100, ports.mcmpPort()),
                    new DemoNode(vertx, "demo-2", 50, ports.mcmpPort()),
                    new DemoNode(vertx, "demo-3", 25, ports.mcmpPort()));
            Blocking.await(all(nodes, DemoNode::start), PATIENCE);
            try {
                show(Main.out(spec), balancer, nodes, new DemoTraffic(vertx, HOST, ports.trafficPort()));
                surroundings.stop().await();
            } finally {
                Blocking.await(all(nodes, DemoNode::stop), PATIENCE);
            }
        }
        return Main.OK;
    }

    /** The usual ports on loopback, or free ones: a demo should not fail because something else is running. */
    private BalancerOptions options() {
        BalancerOptions options = new BalancerOptions().setName("demo");
        options.getTraffic().setHost(HOST).setPort(freeOr0(options.getTraffic().getPort()));
        options.getMcmp().setPort(freeOr0(options.getMcmp().getPort()));
        options.getManager().setPort(freeOr0(options.getManager().getPort()));
        return options;
    }

    private int freeOr0(int port) {
        return !freePorts && Ports.isFree(HOST, port) ? port : 0;
    }

    private static void show(PrintWriter out, RunningBalancer balancer, List<DemoNode> nodes, DemoTraffic traffic)
            throws Exception {
        out.println(balancer.readyLine());
        out.println("registered over MCMP: "
                + nodes.stream()
                        .map(node -> node.jvmRoute() + " (load " + node.load() + ")")
                        .collect(Collectors.joining(", ")));
        Map<String, Integer> shares = Blocking.await(traffic.shares(REQUESTS), PATIENCE);
        out.println(REQUESTS + " requests without a session: " + shares);
        DemoTraffic.StickyRun sticky = Blocking.await(traffic.sticky(5), PATIENCE);
        out.println("one session, " + sticky.nodes().size() + " requests: " + String.join(" ", sticky.nodes()));
        invitation(balancer.running(), sticky.cookie()).forEach(out::println);
        out.flush();
    }

    private static List<String> invitation(BalancerStarter.Running ports, String cookie) {
        String site = "http://" + HOST + ":" + ports.trafficPort();
        return List.of(
                "",
                "Try it in another terminal:",
                "  who answers, and the session it gives",
                "    curl -i " + site + "/",
                "  another context of the same nodes",
                "    curl -i " + site + "/shop",
                "  the session from above: always the same node",
                "    curl -b " + cookie + " " + site + "/",
                "  what the balancer knows of its nodes",
                "    curl -X INFO http://" + HOST + ":" + ports.mcmpPort() + "/",
                "  whether the balancer takes requests",
                "    curl -i http://" + HOST + ":" + ports.managerPort() + "/health/ready",
                "  nodes, contexts, drains and events, in a browser",
                "    http://" + HOST + ":" + ports.managerPort() + "/",
                "Ctrl-C stops nodes and balancer.");
    }

    private static Future<?> all(List<DemoNode> nodes, Function<DemoNode, Future<Void>> step) {
        return Future.all(nodes.stream().map(step).toList());
    }
}
