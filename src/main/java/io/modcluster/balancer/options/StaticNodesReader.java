package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.NodeAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the list {@code nodes}. Used once. */
final class StaticNodesReader extends SectionsReader<StaticNodeOptions> {
    static final String KEY = "nodes";

    static final OptionType<List<StaticNodeOptions>> TYPE = type(
            "a list of objects with address and, if wanted, contexts, aliases, route, balancer, lb-group and load; as JSON"
                    + " in an environment variable or behind --set",
            StaticNodesReader::new);

    /** As many rows as one CONFIG may name: a full virtual host of 100 aliases and 200 contexts. */
    private static final int MAX_ROWS = 20_000;

    private final Map<String, Integer> routes = new HashMap<>();
    private final Map<String, Integer> addresses = new HashMap<>();

    private StaticNodesReader() {
        super("{address: \"10.0.0.5:3000\"}");
    }

    @Override
    StaticNodeOptions element() {
        return new StaticNodeOptions();
    }

    @Override
    void judge(int index, StaticNodeOptions node, Setting said) {
        long rows = (long) Math.max(1, node.getAliases().size())
                * node.getContexts().size();
        if (rows > MAX_ROWS) {
            problem(
                    index,
                    ".contexts",
                    said.originOf("[0].contexts"),
                    node.getContexts().size() + " contexts under "
                            + node.getAliases().size() + " aliases",
                    "contexts times aliases of one node: " + MAX_ROWS + " at most");
        }
        NodeAddress address = node.nodeAddress();
        Integer there = addresses.putIfAbsent(address.host().toLowerCase(Locale.ROOT) + ":" + address.port(), index);
        if (there != null) {
            problem(
                    index,
                    ".address",
                    said.originOf("[0].address"),
                    node.getAddress(),
                    "another address than that of " + KEY + "[" + there + "]");
        }
        Integer named = routes.putIfAbsent(node.getRoute(), index);
        if (named != null && there == null) {
            problem(
                    index,
                    ".route",
                    said.originOf("[0].route"),
                    node.getRoute(),
                    "another route than that of " + KEY + "[" + named + "]");
        }
    }
}
