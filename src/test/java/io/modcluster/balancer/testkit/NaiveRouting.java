package io.modcluster.balancer.testkit;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The routing rules of MCMP §6.2 and §6.3 in the plainest way: looks at every row of every node, each time. */
public final class NaiveRouting {
    private final Collection<Node> nodes;
    private final Collection<Intent> intents;
    private final VirtualHostMode mode;

    /** Routes over what is known of these nodes. */
    public NaiveRouting(Collection<Node> nodes, VirtualHostMode mode) {
        this(nodes, List.of(), mode);
    }

    /**
     * Routes over what is known of these nodes, and what operators want of them.
     *
     * @param intents at most one about each target
     */
    public NaiveRouting(Collection<Node> nodes, Collection<Intent> intents, VirtualHostMode mode) {
        this.nodes = nodes;
        this.intents = intents;
        this.mode = mode;
    }

    /** What the longest match is, as {@code path[node STATUS, …]}; empty when there is none. */
    public String find(String host, String path) {
        String longest = "";
        for (String context : contexts(host, path)) {
            longest = context.length() > longest.length() ? context : longest;
        }
        return longest.isEmpty() ? "" : longest + targets(host, path);
    }

    /** The nodes that have the longest match, with its state there. */
    public Map<JvmRoute, ContextStatus> targets(String host, String path) {
        for (Predicate<Alias> aliases : aliasesFor(host)) {
            String longest = longest(aliases, path);
            if (!longest.isEmpty()) {
                Map<JvmRoute, ContextStatus> targets = new TreeMap<>();
                rows(aliases, path, (node, key, state) -> {
                    if (key.path().value().equals(longest)) {
                        targets.merge(node.route(), state.status(), (a, b) -> a.compareTo(b) < 0 ? a : b);
                    }
                });
                return targets;
            }
        }
        return Map.of();
    }

    private List<String> contexts(String host, String path) {
        for (Predicate<Alias> aliases : aliasesFor(host)) {
            String longest = longest(aliases, path);
            if (!longest.isEmpty()) {
                return List.of(longest);
            }
        }
        return List.of();
    }

    private String longest(Predicate<Alias> aliases, String path) {
        List<String> found = new ArrayList<>();
        rows(aliases, path, (node, key, state) -> found.add(key.path().value()));
        return found.stream().max(Comparator.comparingInt(String::length)).orElse("");
    }

    /** Sets of aliases to try, one after the other. */
    private List<Predicate<Alias>> aliasesFor(String host) {
        List<Predicate<Alias>> tries = new ArrayList<>();
        if (mode != VirtualHostMode.IGNORE) {
            tries.add(alias -> alias.value().equals(host) && !alias.isWildcard());
            nodes.stream()
                    .flatMap(node -> node.contexts().keySet().stream())
                    .map(ContextKey::alias)
                    .filter(alias -> alias.isWildcard() && isBelow(host, alias))
                    .distinct()
                    .sorted(Comparator.comparingInt(
                            (Alias alias) -> -alias.value().length()))
                    .forEach(wildcard -> tries.add(alias -> alias.equals(wildcard)));
        }
        if (mode != VirtualHostMode.STRICT) {
            tries.add(alias -> true);
        }
        return tries;
    }

    private static boolean isBelow(String host, Alias wildcard) {
        String suffix = wildcard.value().substring(1);
        return suffix.isEmpty() || (host.endsWith(suffix) && host.length() > suffix.length());
    }

    private interface Row {
        void see(Node node, ContextKey key, ContextState state);
    }

    private void rows(Predicate<Alias> aliases, String path, Row action) {
        for (Node node : nodes) {
            if (node.isRegistered()) {
                node.rows().forEach(row -> {
                    String context = row.getKey().path().value();
                    if (aliases.test(row.getKey().alias())
                            && (context.equals("/") || (path + "/").startsWith(context + "/"))) {
                        action.see(node, row.getKey(), effective(node, row.getKey(), row.getValue()));
                    }
                });
            }
        }
    }

    private ContextState effective(Node node, ContextKey key, ContextState said) {
        ContextStatus careful = said.status();
        for (Intent intent : intents) {
            if (isAbout(intent.target(), node, key)) {
                ContextStatus wanted =
                        switch (intent.wish()) {
                            case NONE -> ContextStatus.ENABLED;
                            case DRAIN, DISABLE -> ContextStatus.DISABLED;
                            case STOP -> ContextStatus.STOPPED;
                        };
                careful = wanted.compareTo(careful) > 0 ? wanted : careful;
            }
        }
        return said.with(careful);
    }

    private static boolean isAbout(IntentTarget target, Node node, ContextKey key) {
        if (target instanceof IntentTarget.OfNode of) {
            return of.route().equals(node.route());
        } else if (target instanceof IntentTarget.OfLbGroup of) {
            return of.lbGroup().equals(node.lbGroup());
        }
        IntentTarget.OfContext of = (IntentTarget.OfContext) target;
        return of.route().equals(node.route())
                && of.path().equals(key.path())
                && (of.alias() == null || of.alias().equals(key.alias()));
    }
}
