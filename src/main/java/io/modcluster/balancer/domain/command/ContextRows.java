package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeChanges;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one node while one command works on them: the cross product of aliases and contexts, grouped into virtual
 * hosts by the rule of the released mod_cluster (MCMP §3.4): aliases of one command belong together.
 */
final class ContextRows {
    /** Far longer than a change needs to the other members, far shorter than the pause between two identical commands. */
    private static final long REPEATED_MICROS = 1_000_000;

    private final Node before;
    private final Stamp now;
    private final TableLimits limits;

    private final Map<ContextKey, ContextState> changed = new HashMap<>();
    private final Set<ContextKey> touched = new LinkedHashSet<>();
    private final Set<Transition.Overflow> overflow = new LinkedHashSet<>();

    private final Map<Alias, Integer> hostOfAlias = new HashMap<>();
    private final Set<VirtualHostContext> contexts = new HashSet<>();
    private int highestHost;

    private record VirtualHostContext(int virtualHost, ContextPath path) {}

    ContextRows(Node before, Stamp now, TableLimits limits) {
        this.before = before;
        this.now = now;
        this.limits = limits;
        before.contexts().forEach((key, row) -> {
            if (row.value().status() != ContextStatus.REMOVED) {
                remember(key, row.value().virtualHost());
            }
        });
    }

    /** Creates the rows that are missing; leaves the others as they are. */
    void createMissing(List<Alias> aliases, List<ContextPath> paths, ContextStatus status) {
        forEach(aliases, paths, state -> state == null ? status : null);
    }

    /** Puts the rows into a state, creates those that are missing. */
    void set(List<Alias> aliases, List<ContextPath> paths, ContextStatus status) {
        forEach(aliases, paths, state -> status);
    }

    /** Removes rows. Lists contexts that were not there too, if their alias is, as the reference does. */
    void remove(List<Alias> aliases, List<ContextPath> paths) {
        for (Alias alias : aliases) {
            boolean known = hostOfAlias.containsKey(alias);
            for (ContextPath path : paths) {
                ContextKey key = new ContextKey(alias, path);
                ContextState state = current(key);
                Register<ContextState> row = before.contexts().get(key);
                if (state != null) {
                    put(key, state, state.with(ContextStatus.REMOVED));
                } else if (row != null && isOld(key)) {
                    changed.putIfAbsent(key, row.value());
                }
                if (known) {
                    touched.add(key);
                }
            }
        }
    }

    /** Puts every row of the node into a state. */
    void setAll(ContextStatus status) {
        before.rows().forEach(row -> {
            touched.add(row.getKey());
            put(row.getKey(), row.getValue(), row.getValue().with(status));
        });
    }

    /**
     * All of it.
     *
     * @param known the node as it was before the command, or null when it was not known
     */
    Transition.Changed changed(@Nullable Node known) {
        Node next = changed.isEmpty() ? before : before.withRows(changed, now);
        return new Transition.Changed(
                next, NodeChanges.between(known, next), List.copyOf(touched), List.copyOf(overflow));
    }

    private interface NextStatus {
        /** What is said of a row, or null when nothing is. */
        @Nullable
        ContextStatus of(@Nullable ContextState state);
    }

    private void forEach(List<Alias> aliases, List<ContextPath> paths, NextStatus next) {
        int group = virtualHostOf(aliases);
        int position = 0;
        for (Alias alias : aliases) {
            if (!hostOfAlias.containsKey(alias)
                    && TableLimits.reached(hostOfAlias.size(), limits.maxAliasesPerNode())) {
                overflow.add(new Transition.Overflow(Refusal.ALIAS_TABLE_FULL, alias.value()));
                continue;
            }
            int host = hostOfAlias.getOrDefault(alias, group);
            for (ContextPath path : paths) {
                ContextKey key = new ContextKey(alias, path);
                ContextState state = current(key);
                if (state == null && !hasRoomFor(new VirtualHostContext(host, path))) {
                    overflow.add(new Transition.Overflow(Refusal.CONTEXT_TABLE_FULL, path.value()));
                    continue;
                }
                touched.add(key);
                ContextStatus status = next.of(state);
                if (status != null) {
                    put(key, state, state == null ? new ContextState(status, host, now, position) : state.with(status));
                }
                remember(key, host);
                position++;
            }
        }
    }

    private boolean hasRoomFor(VirtualHostContext context) {
        return contexts.contains(context) || !TableLimits.reached(contexts.size(), limits.maxContextsPerNode());
    }

    /** The virtual host of the first alias that is known, else a new one. */
    private int virtualHostOf(List<Alias> aliases) {
        for (Alias alias : aliases) {
            Integer host = hostOfAlias.get(alias);
            if (host != null) {
                return host;
            }
        }
        return highestHost + 1;
    }

    private void remember(ContextKey key, int virtualHost) {
        hostOfAlias.putIfAbsent(key.alias(), virtualHost);
        contexts.add(new VirtualHostContext(virtualHost, key.path()));
        highestHost = Math.max(highestHost, virtualHost);
    }

    private @Nullable ContextState current(ContextKey key) {
        ContextState inCommand = changed.get(key);
        if (inCommand != null) {
            return inCommand;
        }
        Register<ContextState> row = before.contexts().get(key);
        return row == null || row.value().status() == ContextStatus.REMOVED ? null : row.value();
    }

    private void put(ContextKey key, @Nullable ContextState from, ContextState to) {
        if (from == null || from.status() != to.status() || isOld(key)) {
            changed.put(key, to);
        }
    }

    /**
     * Whether a row was stated so long ago that its repetition counts as a new statement: after a split it has to win over
     * what the other side heard in between. Not at once: a node says the same to one balancer after the other, and each
     * has heard of it by then.
     */
    private boolean isOld(ContextKey key) {
        Register<ContextState> row = before.contexts().get(key);
        return row != null && now.micros() - row.stamp().micros() >= REPEATED_MICROS;
    }
}
