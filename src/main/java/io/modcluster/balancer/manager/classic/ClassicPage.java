package io.modcluster.balancer.manager.classic;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.manager.api.MemberReports;
import io.modcluster.balancer.manager.api.NodeView;
import io.modcluster.balancer.manager.api.Snapshot;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page as httpd writes it, so far as scripts read it: the version, nodes by LBGroup with their line of figures, times in
 * microseconds, virtual hosts, contexts and aliases. Plain HTML; buttons of one form in place of links. The word that begins the
 * line of a node is nowhere on the page of an empty cluster.
 */
final class ClassicPage {
    private static final Map<ContextStatus, List<String>> OFFERED = Map.of(
            ContextStatus.ENABLED, List.of("Disable", "Stop"),
            ContextStatus.DISABLED, List.of("Enable", "Stop"),
            ContextStatus.STOPPED, List.of("Enable", "Disable"));
    private static final List<String> ALL = List.of("Enable", "Disable", "Stop");
    private static final Map<String, String> COMMANDS =
            Map.of("Enable", "ENABLE", "Disable", "DISABLE", "Stop", "STOP");

    private final String version;
    private final MemberReports reports;
    private final ToLongBiFunction<JvmRoute, String> inFlight;
    /** Null for a page that nothing can be changed on. */
    private final @Nullable String token;

    private final Html html = new Html();

    /**
     * A page.
     *
     * @param inFlight requests that a context of a node is busy with
     * @param token    what changes have to carry, null for a page to look at
     */
    ClassicPage(
            String version,
            MemberReports reports,
            ToLongBiFunction<JvmRoute, String> inFlight,
            @Nullable String token) {
        this.version = version;
        this.reports = reports;
        this.inFlight = inFlight;
        this.token = token;
    }

    String of(Snapshot snapshot) {
        html.raw(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mod_cluster Status</title></head>")
                .raw("<body>\n<h1>")
                .text(version)
                .raw("</h1>\n<p><a href=\"?\">Refresh</a> <a href=\"?refresh=10\">Auto Refresh</a>")
                .raw(" <a href=\"?Cmd=DUMP&amp;Range=ALL\">show DUMP output</a>")
                .raw(" <a href=\"?Cmd=INFO&amp;Range=ALL\">show INFO output</a></p>\n");
        if (token != null) {
            html.raw(
                            "<form method=\"post\" action=\"/mod_cluster_manager\"><input type=\"hidden\" name=\"token\" value=\"")
                    .text(token)
                    .raw("\">\n");
        }
        snapshot.view().listed().stream()
                .map(snapshot::of)
                .filter(view -> view.state() != NodeView.State.REMOVED)
                .collect(Collectors.groupingBy(view -> view.node().lbGroup(), TreeMap::new, Collectors.toList()))
                .forEach(this::group);
        return html.raw(token == null ? "</body></html>\n" : "</form></body></html>\n")
                .toString();
    }

    private void group(String lbGroup, List<NodeView> views) {
        html.raw("<h1> LBGroup ").text(lbGroup).raw(": ");
        if (!lbGroup.isEmpty()) {
            String target = order("DOMAIN", "Domain", lbGroup);
            ALL.forEach(action -> button(action, action + " Nodes", target));
        }
        html.raw("</h1>\n");
        views.forEach(this::node);
    }

    private void node(NodeView view) {
        Node node = view.node();
        String route = node.route().value();
        html.raw("<h1> Node ")
                .text(route)
                .raw(" (")
                .text(node.address().toString())
                .raw("): </h1>\n");
        String target = order("NODE", "JVMRoute", route);
        ALL.forEach(action -> button(action, action + " Contexts", target));
        html.raw("<br>\n");
        figures(view);
        Map<Integer, List<Map.Entry<ContextKey, ContextState>>> hosts = node.rows().stream()
                .collect(Collectors.groupingBy(row -> row.getValue().virtualHost(), TreeMap::new, Collectors.toList()));
        hosts.forEach((number, rows) -> virtualHost(node, number, rows));
    }

    private void figures(NodeView view) {
        Node node = view.node();
        ConnectionConfig connection = node.config().value().connection();
        html.raw("Balancer: ").text(node.balancerName());
        html.raw(",LBGroup: ").text(node.lbGroup());
        html.raw(",Flushpackets: ").raw(connection.flushPackets().infoName());
        html.raw(",Flushwait: ").number(micros(connection.flushWait()));
        html.raw(",Ping: ").number(micros(connection.ping()));
        html.raw(",Smax: ").number(connection.smax());
        html.raw(",Ttl: ").number(micros(connection.ttl()));
        html.raw(",Status: ").raw(view.state() == NodeView.State.ERROR ? "NOTOK" : "OK");
        html.raw(",Elected: ").number(reports.sum(node.route(), "elected"));
        html.raw(",Read: ").number(reports.sum(node.route(), "read"));
        html.raw(",Transferred: ").number(reports.sum(node.route(), "transferred"));
        html.raw(",Connected: ").number(reports.sum(node.route(), "inFlight"));
        html.raw(",Load: ").number(node.load().value().value()).raw("\n");
        if (!view.reason().isEmpty()) {
            html.raw("<br>").text(view.state().text() + ": " + view.reason()).raw("\n");
        }
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }

    /** Each alias has its own rows: a context that several of them have is listed once. */
    private void virtualHost(Node node, int number, List<Map.Entry<ContextKey, ContextState>> rows) {
        String first = rows.get(0).getKey().alias().value();
        html.raw("<h2> Virtual Host ").number(number).raw(":</h2><h3>Contexts:</h3><pre>");
        rows.stream()
                .filter(row -> row.getKey().alias().value().equals(first))
                .sorted(Comparator.comparing(row -> row.getKey().path()))
                .forEach(row -> context(node, row.getKey(), row.getValue().status()));
        html.raw("</pre><h3>Aliases:</h3><pre>");
        rows.stream().map(row -> row.getKey().alias().value()).distinct().forEach(alias -> html.text(alias)
                .raw("\n"));
        html.raw("</pre>\n");
    }

    private void context(Node node, ContextKey key, ContextStatus status) {
        String path = key.path().value();
        html.text(path).raw(", Status: ").raw(status.name()).raw(" Request: ");
        html.number(inFlight.applyAsLong(node.route(), path)).raw(" ");
        String route = node.route().value();
        String target = order("CONTEXT", "JVMRoute", route, "Alias", key.alias().value(), "Context", path);
        for (String action : OFFERED.getOrDefault(status, List.of())) {
            button(action, action, target);
        }
        html.raw("\n");
    }

    /** What a script would send after {@code Cmd}, each name encoded by itself: no name can pose as another parameter. */
    private String order(String range, String... target) {
        if (token == null) {
            return "";
        }
        StringBuilder order = new StringBuilder("-APP&Range=").append(range);
        for (int i = 0; i < target.length; i += 2) {
            order.append('&')
                    .append(target[i])
                    .append('=')
                    .append(URLEncoder.encode(target[i + 1], StandardCharsets.UTF_8));
        }
        return Html.escaped(order.toString());
    }

    /** A button of the one form; {@code target} is an {@link #order}. */
    private void button(String action, String label, String target) {
        if (token != null) {
            html.raw("<button name=\"do\" value=\"Cmd=")
                    .raw(COMMANDS.getOrDefault(action, ""))
                    .raw(target)
                    .raw("\">")
                    .raw(label)
                    .raw("</button> ");
        }
    }
}
