package io.modcluster.balancer.node.codec;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The contexts of one node that a balancer knows, from its answer to INFO (MCMP section 2.7). Total: lines that cannot be
 * read are passed over, so that nothing in an answer keeps a node from registering, as it does the mod_cluster client
 * (section 4.5).
 */
public final class KnownContexts {
    /** Longest line that is looked at: an alias and a path have 254 and 79 characters, and none of an honest balancer has more. */
    private static final int MAX_LINE = 2048;

    /** More rows than this are no node's: aliases times contexts of a hostile answer would fill the memory. */
    private static final int MAX_ROWS = 10_000;

    private static final Pattern NODE = Pattern.compile("Node:\\s*\\[([^]:]++)[^]]*+],\\s*Name:([^,]++)(?:,.*)?");

    private static final Pattern VHOST = Pattern.compile("Vhost:\\s*\\[([^]]*+)],\\s*Alias:\\s*(\\S++)\\s*");

    /** A path may have commas: what stands behind the last one is the state. */
    private static final Pattern CONTEXT =
            Pattern.compile("Context:\\s*\\[([^]]*+)],\\s*Context:\\s*(\\S+),\\s*Status:.*");

    private KnownContexts() {}

    /**
     * The rows under the name {@code route}, whatever their state; none if {@code info} does not mention it, and 10,000 at
     * most.
     */
    public static SortedSet<ContextKey> parse(String info, JvmRoute route) {
        return matching(info, NODE)
                .filter(line -> line.group(2).strip().equals(route.value()))
                .map(line -> line.group(1).strip())
                .findFirst()
                .map(id -> rows(info, id))
                .orElseGet(TreeSet::new);
    }

    private static SortedSet<ContextKey> rows(String info, String node) {
        Map<String, List<Alias>> aliases = new HashMap<>();
        matching(info, VHOST).forEach(line -> vhostOf(line.group(1), node)
                .ifPresent(vhost -> aliases.computeIfAbsent(vhost, none -> new ArrayList<>())
                        .add(new Alias(line.group(2)))));
        return matching(info, CONTEXT)
                .flatMap(
                        line -> vhostOf(line.group(1), node)
                                .map(vhost -> aliases.getOrDefault(vhost, List.of()))
                                .orElse(List.of())
                                .stream()
                                .map(alias -> new ContextKey(alias, new ContextPath(line.group(2)))))
                .limit(MAX_ROWS)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Matcher> matching(String info, Pattern pattern) {
        return info.lines()
                .filter(line -> line.length() <= MAX_LINE)
                .map(pattern::matcher)
                .filter(Matcher::matches);
    }

    /** The second part of {@code node:vhost:row}, if the first is ours. */
    private static Optional<String> vhostOf(String ids, String node) {
        String[] parts = ids.split(":", -1);
        return parts.length == 3 && parts[0].strip().equals(node) ? Optional.of(parts[1].strip()) : Optional.empty();
    }
}
