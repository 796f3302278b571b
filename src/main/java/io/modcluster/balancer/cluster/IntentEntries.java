package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Register;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operators' intents as entries, one for each target. Belongs to the thread of the registry. */
final class IntentEntries {
    static final String KEY = "intent:";

    private final NodeRegistry registry;
    private final TableListener listener;
    private final Map<IntentTarget, Replica.Version> versions = new HashMap<>();
    /** Intents as the store has them, as far as known. */
    private final Map<IntentTarget, Register<Intent>> told = new HashMap<>();

    /** Targets about which nothing is wanted any more, for longer than that is told, but whoever wrote the entry is not aware. */
    private final Set<IntentTarget> behind = new HashSet<>();

    /** What a text says. */
    private record Said(Register<Intent> intent) {}

    IntentEntries(NodeRegistry registry, TableListener listener) {
        this.registry = registry;
        this.listener = listener;
    }

    /** Obeys an operator; the key of the entry that changed, or null when there are too many. */
    @Nullable
    String applied(Intent intent) {
        IntentTarget target = intent.target();
        Register<Intent> before = registry.intents().get(target);
        if (!registry.apply(intent)) {
            return null;
        }
        changed(before, registry.intents().get(target), true);
        return KEY + target.text();
    }

    /** Takes over what the store has; whether that was possible, or it is over. */
    boolean merge(String key, Register<Intent> other, String text) {
        IntentTarget target = other.value().target();
        if (!key.equals(KEY + target.text())) {
            throw new IllegalArgumentException(
                    "target " + Quoted.of(target.text()) + " (expected: the one of the key)");
        }
        Replica.Version mine = version(target);
        Register<Intent> before = registry.intents().get(target);
        Register<Intent> after = registry.merge(other);
        if (after == null) {
            return registry.isOver(other);
        }
        if (!other.equals(before)) {
            told.merge(target, other, Register::merge);
        }
        if (after.equals(other)) {
            behind.remove(target);
        } else {
            behind.add(target);
        }
        Replica.Version theirs = new Replica.Version(text, new Said(other));
        if (mine != null && mine.value().equals(theirs.value())) {
            versions.put(target, fuller(mine, theirs));
        } else if (after.equals(other)) {
            versions.put(target, theirs);
        }
        changed(before, after, false);
        return true;
    }

    /**
     * Of two texts that say the same here, one has what only a later version can read: all members must choose the same one,
     * and should lose nothing.
     */
    private static Replica.Version fuller(Replica.Version one, Replica.Version other) {
        int longer = Integer.compare(one.text().length(), other.text().length());
        return (longer == 0 ? one.text().compareTo(other.text()) : longer) >= 0 ? one : other;
    }

    private void changed(@Nullable Register<Intent> before, @Nullable Register<Intent> after, boolean here) {
        if (after != null) {
            IntentChange.between(before, after).ifPresent(change -> listener.intended(change, here));
        }
    }

    /** This member has just brought the store to this version. */
    void committed(Replica.Version version) {
        Register<Intent> intent = ((Said) version.value()).intent();
        behind.remove(intent.value().target());
        Register<Intent> before = told.put(intent.value().target(), intent);
        IntentChange.between(before, intent).ifPresent(listener::told);
    }

    Collection<String> keys() {
        return registry.intents().all().stream()
                .map(intent -> KEY + intent.value().target().text())
                .toList();
    }

    /** The entry of this key, or null when there is nothing to tell of it, or not any more. */
    Replica.@Nullable Version version(String key) {
        return version(IntentTarget.of(key.substring(KEY.length())));
    }

    private Replica.@Nullable Version version(IntentTarget target) {
        Register<Intent> intent = registry.intents().get(target);
        if (intent == null || (registry.isOver(intent) && !behind.contains(target))) {
            return null;
        }
        Said now = new Said(intent);
        return versions.compute(
                target,
                (same, known) -> known != null && known.value().equals(now)
                        ? known
                        : new Replica.Version(IntentJson.write(intent), now));
    }

    /** Forgets what the registry has forgotten; the keys of its entries. */
    List<String> purge() {
        Set<IntentTarget> gone = new HashSet<>(told.keySet());
        gone.removeIf(target -> registry.intents().get(target) != null);
        told.keySet().removeAll(gone);
        versions.keySet().removeIf(target -> registry.intents().get(target) == null);
        behind.removeIf(target -> registry.intents().get(target) == null);
        return gone.stream().map(target -> KEY + target.text()).toList();
    }
}
