package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.StickySession;

/** DUMP (MCMP §2.8): all settings. {@code Timeout} of a balancer is WaitWorker, {@code timeout} of a node is Timeout. */
public final class DumpFormat {
    private DumpFormat() {}

    /** Lines: balancers, nodes, aliases, contexts. Empty without nodes. */
    public static McmpReply text(ListedTables tables) {
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < tables.balancers().size(); id++) {
            balancer(lines, id, tables.balancers().get(id));
        }
        tables.nodes().forEach(row -> node(lines, row));
        tables.hosts().forEach(host -> row(lines, "host", host.row(), host.alias(), host.virtualHost(), host.node())
                .append('\n'));
        tables.contexts().forEach(context -> row(
                        lines, "context", context.row(), context.path(), context.virtualHost(), context.node())
                .append(" status: ")
                .append(context.status().code())
                .append('\n'));
        return McmpReply.text(lines.toString());
    }

    private static void balancer(StringBuilder lines, int id, BalancerConfig balancer) {
        StickySession sticky = balancer.sticky();
        lines.append("balancer: [").append(id).append("] Name: ").append(WireText.line(balancer.name()));
        lines.append(" Sticky: ").append(bit(sticky.enabled()));
        lines.append(" [").append(WireText.line(sticky.cookie())).append("]/[");
        lines.append(WireText.line(sticky.path())).append(']');
        lines.append(" remove: ").append(bit(sticky.remove()));
        lines.append(" force: ").append(bit(sticky.force()));
        lines.append(" Timeout: ").append(balancer.waitWorker().toSeconds());
        lines.append(" maxAttempts: ").append(maxAttempts(balancer)).append('\n');
    }

    private static void node(StringBuilder lines, ListedTables.NodeRow row) {
        NodeAddress address = row.node().address();
        ConnectionConfig connection = row.node().config().value().connection();
        lines.append("node: [").append(row.id()).append(':').append(row.id()).append(']');
        lines.append(",Balancer: ").append(WireText.line(row.node().balancerName()));
        lines.append(",JVMRoute: ").append(WireText.line(row.name()));
        lines.append(",LBGroup: [").append(WireText.line(row.lbGroup())).append(']');
        lines.append(",Host: ").append(address.host());
        lines.append(",Port: ").append(address.port());
        lines.append(",Type: ").append(address.scheme().wireName());
        lines.append(",flushpackets: ").append(connection.flushPackets().code());
        lines.append(",flushwait: ").append(connection.flushWait().toMillis());
        lines.append(",ping: ").append(connection.ping().toSeconds());
        lines.append(",smax: ").append(connection.smax());
        lines.append(",ttl: ").append(connection.ttl().toSeconds());
        lines.append(",timeout: ").append(connection.timeout().toSeconds()).append('\n');
    }

    private static StringBuilder row(
            StringBuilder lines, String table, int row, String value, int virtualHost, int node) {
        return lines.append(table)
                .append(": ")
                .append(row)
                .append(" [")
                .append(WireText.line(value))
                .append("] vhost: ")
                .append(virtualHost)
                .append(" node: ")
                .append(node);
    }

    /** The same as XML, without a line end behind it. */
    public static McmpReply xml(ListedTables tables) {
        XmlText xml = new XmlText().open("Dump").open("Balancers");
        for (int id = 0; id < tables.balancers().size(); id++) {
            balancer(xml, id, tables.balancers().get(id));
        }
        xml.close("Balancers").open("Nodes");
        tables.nodes().forEach(row -> node(xml, row));
        xml.close("Nodes").open("Hosts");
        tables.hosts().forEach(host -> xml.open("Host", "id", host.row(), "alias", host.alias())
                .leaf("Vhost", host.virtualHost())
                .leaf("Node", host.node())
                .close("Host"));
        xml.close("Hosts").open("Contexts");
        tables.contexts().forEach(context -> xml.open("Context", "id", context.row(), "path", context.path())
                .leaf("Vhost", context.virtualHost())
                .leaf("Node", context.node())
                .open("Status", "id", context.status().code())
                .text(context.status())
                .close("Status")
                .close("Context"));
        return xml.close("Contexts").close("Dump").reply();
    }

    private static void balancer(XmlText xml, int id, BalancerConfig balancer) {
        StickySession sticky = balancer.sticky();
        xml.open("Balancer", "id", id, "name", balancer.name())
                .open("StickySession")
                .leaf("Enabled", bit(sticky.enabled()))
                .leaf("Cookie", sticky.cookie())
                .leaf("Path", sticky.path())
                .leaf("Remove", bit(sticky.remove()))
                .leaf("Force", bit(sticky.force()))
                .close("StickySession")
                .leaf("Timeout", balancer.waitWorker().toSeconds())
                .leaf("MaxAttempts", maxAttempts(balancer))
                .close("Balancer");
    }

    private static void node(XmlText xml, ListedTables.NodeRow row) {
        NodeAddress address = row.node().address();
        ConnectionConfig connection = row.node().config().value().connection();
        xml.open("Node", "id", row.id())
                .leaf("Balancer", row.node().balancerName())
                .leaf("JVMRoute", row.name())
                .leaf("LBGroup", row.lbGroup())
                .leaf("Host", address.host())
                .leaf("Port", address.port())
                .leaf("Type", address.scheme().wireName())
                .leaf("FlushPackets", connection.flushPackets().code())
                .leaf("FlushWait", connection.flushWait().toMillis())
                .leaf("Ping", connection.ping().toSeconds())
                .leaf("Smax", connection.smax())
                .leaf("Ttl", connection.ttl().toSeconds())
                .leaf("Timeout", connection.timeout().toSeconds())
                .close("Node");
    }

    private static int maxAttempts(BalancerConfig balancer) {
        return balancer.maxAttempts().orElse(BalancerConfig.SHOWN_MAX_ATTEMPTS);
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
