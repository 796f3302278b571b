package io.modcluster.balancer.metrics;

import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.RegistryView;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the table, the nodes in it and the cluster are like at one moment. Nodes beyond the bound are summed up. */
public final class TableMetrics {
    private static final String OTHER = BalancerMetrics.OTHER;

    private TableMetrics() {}

    /** Tells {@code sink} all of it. */
    public static void write(
            MetricSink sink, RegistryView view, Reachability reachability, ClusterView cluster, NodeCounters counters) {
        List<Node> nodes =
                view.nodes().values().stream().filter(Node::isRegistered).toList();
        sink.value(Metric.TABLE_NODES, nodes.size());
        contexts(sink, nodes);
        nodes(sink, nodes, reachability, counters);
        sink.value(Metric.CLUSTER_MEMBERS, 1 + cluster.present().size());
        sink.value(Metric.CLUSTER_MISSING, cluster.missing().size());
        sink.value(Metric.CLUSTER_UP_TO_DATE, cluster.upToDate() ? 1 : 0);
    }

    private static void contexts(MetricSink sink, List<Node> nodes) {
        Map<ContextStatus, Integer> byStatus = new EnumMap<>(ContextStatus.class);
        for (Node node : nodes) {
            for (Map.Entry<?, ContextState> row : node.rows()) {
                byStatus.merge(row.getValue().status(), 1, Integer::sum);
            }
        }
        for (ContextStatus status : ContextStatus.values()) {
            if (status != ContextStatus.REMOVED) {
                sink.value(
                        Metric.TABLE_CONTEXTS,
                        byStatus.getOrDefault(status, 0),
                        status.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static void nodes(MetricSink sink, List<Node> nodes, Reachability reachability, NodeCounters counters) {
        Sum rest = new Sum();
        int told = 0;
        for (Node node : nodes) {
            NodeCounters.NodeCounter counter = counters.of(node.route());
            if (told++ >= RequestMetrics.MAX_NODES) {
                rest.add(counter);
                continue;
            }
            String balancer = node.balancerName();
            String route = node.route().value();
            LoadFactor load = node.load().value();
            boolean up = reachability.faultOf(node.route()) == null && !load.equals(LoadFactor.DOWN);
            sink.value(Metric.NODE_UP, up ? 1 : 0, balancer, route);
            sink.value(Metric.NODE_LOAD, load.value(), balancer, route);
            Sum one = new Sum();
            one.add(counter);
            one.write(sink, balancer, route);
        }
        if (told > RequestMetrics.MAX_NODES) {
            rest.write(sink, OTHER, OTHER);
        }
    }

    private static final class Sum {
        private long elected;
        private long inFlight;
        private long received;
        private long sent;
        private long waiting;
        private long open;
        private long idle;
        private long tunnels;
        private long upgraded;

        void add(NodeCounters.NodeCounter counter) {
            elected += counter.elected();
            inFlight += counter.connected();
            received += counter.read();
            sent += counter.transferred();
            waiting += counter.waiting();
            open += counter.connections().open();
            idle += counter.idleConnections();
            tunnels += counter.connections().tunnels();
            upgraded += counter.connections().upgraded();
        }

        void write(MetricSink sink, String balancer, String node) {
            sink.value(Metric.NODE_ELECTED, (double) elected, balancer, node);
            sink.value(Metric.NODE_IN_FLIGHT, (double) inFlight, balancer, node);
            sink.value(Metric.NODE_RECEIVED, (double) received, balancer, node);
            sink.value(Metric.NODE_SENT, (double) sent, balancer, node);
            sink.value(Metric.NODE_WAITING, (double) waiting, balancer, node);
            sink.value(Metric.NODE_CONNECTIONS, (double) open, balancer, node);
            sink.value(Metric.NODE_IDLE_CONNECTIONS, (double) idle, balancer, node);
            sink.value(Metric.NODE_TUNNELS, (double) tunnels, balancer, node);
            sink.value(Metric.NODE_UPGRADES, (double) upgraded, balancer, node);
        }
    }
}
