package io.modcluster.balancer.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators want: of each target the intent that was stated last, those included that were taken back lately.
 * Immutable. Merging is commutative, associative and idempotent.
 */
public final class Intents {
    /** So many targets may have an intent; more is a script gone wrong. */
    public static final int MAX = 10_000;
    /** No intents. */
    public static final Intents EMPTY = new Intents(Map.of(), 0);

    /** By the node or group they are about, so that a command about a node looks at that node's only. */
    private final Map<IntentTarget, Map<IntentTarget, Register<Intent>>> byOwner;

    private final int size;

    private Intents(Map<IntentTarget, Map<IntentTarget, Register<Intent>>> byOwner, int size) {
        this.byOwner = byOwner;
        this.size = size;
    }

    /** These and one more, which takes the place of an earlier one about the same target. */
    public Intents with(Intent intent, Stamp now) {
        return merge(new Register<>(intent, now));
    }

    /** The one value that both lead to; these themselves if they know better. */
    public Intents merge(Register<Intent> other) {
        IntentTarget target = other.value().target();
        Register<Intent> before = get(target);
        Register<Intent> after = before == null ? other : before.merge(other);
        if (after.equals(before)) {
            return this;
        }
        Map<IntentTarget, Map<IntentTarget, Register<Intent>>> owners = new HashMap<>(byOwner);
        Map<IntentTarget, Register<Intent>> owned = new HashMap<>(owners.getOrDefault(target.owner(), Map.of()));
        owned.put(target, after);
        owners.put(target.owner(), owned);
        return new Intents(owners, before == null ? size + 1 : size);
    }

    /** These without what was taken back before {@code micros}; themselves if that is none. */
    public Intents withoutClearedBefore(long micros) {
        Map<IntentTarget, Map<IntentTarget, Register<Intent>>> owners = new HashMap<>();
        int kept = 0;
        for (Map.Entry<IntentTarget, Map<IntentTarget, Register<Intent>>> owner : byOwner.entrySet()) {
            Map<IntentTarget, Register<Intent>> owned = new HashMap<>(owner.getValue());
            owned.values().removeIf(intent -> isClearedBefore(intent, micros));
            if (!owned.isEmpty()) {
                owners.put(owner.getKey(), owned);
                kept += owned.size();
            }
        }
        return kept == size ? this : new Intents(owners, kept);
    }

    /** Whether this is an intent that was taken back before {@code micros}. */
    public static boolean isClearedBefore(Register<Intent> intent, long micros) {
        return intent.value().wish() == Wish.NONE && intent.stamp().micros() < micros;
    }

    /** What was stated last about a target, or null when nothing was. */
    public @Nullable Register<Intent> get(IntentTarget target) {
        return byOwner.getOrDefault(target.owner(), Map.of()).get(target);
    }

    /** Number of targets, those included about which nothing is wanted any more. */
    public int size() {
        return size;
    }

    /** Whether an intent about this target can be taken: it is known, or there are fewer than {@link #MAX}. */
    public boolean hasRoomFor(IntentTarget target) {
        return size < MAX || get(target) != null;
    }

    /** All of them, in no order. */
    public List<Register<Intent>> all() {
        List<Register<Intent>> all = new ArrayList<>(size);
        byOwner.values().forEach(owned -> all.addAll(owned.values()));
        return all;
    }

    /** What is wanted now, in the order of the targets' texts. */
    public List<Intent> wanted() {
        return all().stream()
                .map(Register::value)
                .filter(intent -> intent.wish() != Wish.NONE)
                .sorted(Comparator.comparing(intent -> intent.target().text()))
                .toList();
    }

    /** The more careful of what a node said of one of its contexts and of all that operators want of it. */
    public ContextStatus effective(Node node, ContextKey key, ContextStatus said) {
        return moreCareful(ofContext(node, key, said), ofWhole(node));
    }

    /** The node with the states that hold; itself when they are the ones it stated. */
    public Node applyTo(Node node) {
        if (size == 0) {
            return node;
        }
        ContextStatus whole = ofWhole(node);
        if (hasContextsOf(node)) {
            return node.withStates((key, said) -> moreCareful(ofContext(node, key, said), whole));
        }
        return whole == ContextStatus.ENABLED ? node : node.withStates((key, said) -> moreCareful(said, whole));
    }

    private ContextStatus ofWhole(Node node) {
        ContextStatus status = leastCareful(new IntentTarget.OfNode(node.route()));
        return node.lbGroup().isEmpty()
                ? status
                : moreCareful(status, leastCareful(new IntentTarget.OfLbGroup(node.lbGroup())));
    }

    private boolean hasContextsOf(Node node) {
        IntentTarget owner = new IntentTarget.OfNode(node.route());
        Map<IntentTarget, Register<Intent>> owned = byOwner.getOrDefault(owner, Map.of());
        return owned.size() > (owned.containsKey(owner) ? 1 : 0);
    }

    private ContextStatus ofContext(Node node, ContextKey key, ContextStatus said) {
        ContextStatus here = leastCareful(new IntentTarget.OfContext(node.route(), key.alias(), key.path()));
        ContextStatus everywhere = leastCareful(new IntentTarget.OfContext(node.route(), null, key.path()));
        return moreCareful(said, moreCareful(here, everywhere));
    }

    private ContextStatus leastCareful(IntentTarget target) {
        Register<Intent> intent = get(target);
        return intent == null ? ContextStatus.ENABLED : intent.value().wish().leastCareful();
    }

    /** A row that was removed stays removed: that is the last of the states. */
    private static ContextStatus moreCareful(ContextStatus one, ContextStatus other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intents intents && byOwner.equals(intents.byOwner);
    }

    @Override
    public int hashCode() {
        return byOwner.hashCode();
    }

    @Override
    public String toString() {
        return "Intents" + wanted();
    }
}
