package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import java.util.function.Function;

/**
 * INFO (MCMP §2.7). The mod_cluster client builds its picture of the balancer from the text: one line that it cannot read,
 * and no node behind it registers any more. The spelling {@code Transfered} is the protocol's.
 */
public final class InfoFormat {
    private InfoFormat() {}

    /** Lines: nodes, then aliases, then contexts. Empty without nodes. */
    public static McmpReply text(ListedTables tables, Function<JvmRoute, NodeFigures> figures) {
        StringBuilder lines = new StringBuilder();
        tables.nodes().forEach(row -> node(lines, row, figures.apply(row.node().route())));
        tables.hosts().forEach(host -> lines.append("Vhost: [")
                .append(ids(host.node(), host.virtualHost(), host.row()))
                .append("], Alias: ")
                .append(WireText.line(host.alias()))
                .append('\n'));
        tables.contexts().forEach(context -> lines.append("Context: [")
                .append(ids(context.node(), context.virtualHost(), context.row()))
                .append("], Context: ")
                .append(WireText.line(context.path()))
                .append(", Status: ")
                .append(context.status())
                .append('\n'));
        return McmpReply.text(lines.toString());
    }

    private static String ids(int node, int virtualHost, int row) {
        return node + ":" + virtualHost + ":" + row;
    }

    private static void node(StringBuilder lines, ListedTables.NodeRow row, NodeFigures figures) {
        NodeAddress address = row.node().address();
        ConnectionConfig connection = row.node().config().value().connection();
        lines.append("Node: [").append(row.id()).append(']');
        field(lines, "Name", row.name());
        field(lines, "Balancer", row.node().balancerName());
        field(lines, "LBGroup", row.lbGroup());
        field(lines, "Host", address.host());
        field(lines, "Port", address.port());
        field(lines, "Type", address.scheme().wireName());
        field(lines, "Flushpackets", connection.flushPackets().infoName());
        field(lines, "Flushwait", connection.flushWait().toMillis());
        field(lines, "Ping", connection.ping().toSeconds());
        field(lines, "Smax", connection.smax());
        field(lines, "Ttl", connection.ttl().toSeconds());
        field(lines, "Elected", figures.elected());
        field(lines, "Read", figures.read());
        field(lines, "Transfered", figures.transferred());
        field(lines, "Connected", figures.connected());
        field(lines, "Load", row.node().load().value().value());
        lines.append('\n');
    }

    private static void field(StringBuilder lines, String name, Object value) {
        lines.append(',').append(name).append(": ").append(WireText.line(value.toString()));
    }

    /** The same as XML, without a line end behind it. */
    public static McmpReply xml(ListedTables tables, Function<JvmRoute, NodeFigures> figures) {
        XmlText xml = new XmlText().open("Info").open("Nodes");
        tables.nodes().forEach(row -> node(xml, row, figures.apply(row.node().route())));
        xml.close("Nodes").open("Vhosts");
        tables.hosts().forEach(host -> xml.open("Vhost", "id", host.virtualHost(), "alias", host.alias())
                .empty("Node", "id", host.node())
                .close("Vhost"));
        xml.close("Vhosts").open("Contexts");
        tables.contexts().forEach(context -> xml.open("Context", "id", context.row())
                .open("Status", "id", context.status().code())
                .text(context.status())
                .close("Status")
                .leaf("Context", context.path())
                .empty("Node", "id", context.node())
                .empty("Vhost", "id", context.virtualHost())
                .close("Context"));
        return xml.close("Contexts").close("Info").reply();
    }

    private static void node(XmlText xml, ListedTables.NodeRow row, NodeFigures figures) {
        NodeAddress address = row.node().address();
        ConnectionConfig connection = row.node().config().value().connection();
        xml.open("Node", "id", row.id(), "name", row.name())
                .leaf("Balancer", row.node().balancerName())
                .leaf("LBGroup", row.lbGroup())
                .leaf("Host", address.host())
                .leaf("Port", address.port())
                .leaf("Type", address.scheme().wireName())
                .leaf("Flushpackets", connection.flushPackets().infoName())
                .leaf("Flushwait", connection.flushWait().toMillis())
                .leaf("Ping", connection.ping().toSeconds())
                .leaf("Smax", connection.smax())
                .leaf("Ttl", connection.ttl().toSeconds())
                .leaf("Elected", figures.elected())
                .leaf("Read", figures.read())
                .leaf("Transfered", figures.transferred())
                .leaf("Connected", figures.connected())
                .leaf("Load", row.node().load().value().value())
                .close("Node");
    }
}
