package io.modcluster.balancer.manager;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.metrics.RequestMetrics;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A table of the size that the issue names: registered at the registry itself, with a past of requests. */
final class ThousandNodes {
    static final int NODES = 1_000;
    static final int CONTEXTS = 10;

    private static final int BUS_MILLIS = 60_000;

    private ThousandNodes() {}

    /** JVMRoute of a node. */
    static String name(int node) {
        return "node-" + node;
    }

    /** Registers all of them at the balancer with the default addresses. */
    static void register(Vertx vertx) {
        LocalBus bus = new LocalBus(vertx, BUS_MILLIS);
        EventBusAddresses addresses = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX);
        List<ContextPath> paths = IntStream.range(0, CONTEXTS)
                .mapToObj(i -> new ContextPath("/app" + i))
                .toList();
        List<Future<?>> registered = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            RegisterNode node = Nodes.aNode(name(i))
                    .at("http", "127.1." + i / 250 + "." + (i % 250 + 1), 8080)
                    .registration(List.of(new Alias("h" + i + ".example")), paths);
            registered.add(bus.request(addresses.registryApply(), node));
        }
        ClusteredVertx.await(Future.all(registered));
        List<Future<?>> loads = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            List<Alias> aliases = List.of(new Alias("h" + i + ".example"));
            loads.add(bus.request(
                    addresses.registryApply(),
                    new ChangeContexts(new JvmRoute(name(i)), ContextStatus.ENABLED, true, aliases, paths)));
            ReportLoad load = new ReportLoad(new JvmRoute(name(i)), new LoadFactor(1 + i % 100));
            loads.add(bus.request(addresses.registryApply(), load));
        }
        ClusteredVertx.await(Future.all(loads));
    }

    /** Counts requests for all of them, as if they had been served within the last moments. */
    static void serve(Vertx vertx, String balancer, int each) {
        String prefix = EventBusAddresses.DEFAULT_PREFIX;
        RequestMetrics requests = BalancerMetrics.of(vertx, prefix).requests();
        NodeCounters counters = NodeCounters.of(vertx, prefix);
        for (int i = 0; i < NODES; i++) {
            JvmRoute route = new JvmRoute(name(i));
            NodeCounters.NodeCounter counter = counters.of(route);
            for (int j = 0; j < each; j++) {
                requests.began();
                requests.tried(balancer, route, Affinity.NONE);
                AtomicInteger begun = counter.begin("/app0");
                counter.addRead(2_000);
                counter.end(begun);
                // one of a hundred takes 200 ms and is an error, the others 3 ms
                boolean bad = j % 100 == 99;
                requests.ended(
                        balancer,
                        route,
                        bad ? 502 : 200,
                        bad ? FailureKind.BROKEN_BEFORE_RESPONSE : null,
                        Duration.ofMillis(bad ? 200 : 3).toNanos());
            }
        }
    }
}
