package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.routing.Candidates.WHOLE;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.routing.BalancingPolicy.Levelling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets nodes in slowly that came or came back a short while ago: registered, back from an error, from a load of 0 or less, or with
 * a context that was enabled. Such a node counts for a tenth of its load first, and for all of it after the slow start of its
 * balancer, growing evenly. And it is not made to catch up: policies that level what nodes had get to see it only as often as its
 * share allows, until it is level with the others. Without that, all new sessions go to a node that has none yet
 * (mod_proxy_cluster issue 303).
 *
 * <p>A balancer that has no node up lets the first in at once, and others for the time of a slow start: when everybody is new
 * nobody is to be spared. Sees what changed when it is shown the next request; belongs to one event loop.
 */
@SuppressWarnings(
        "ReferenceEquality") // to see at the cost of nothing that nothing changed; equal ones would do no harm
final class Newcomers {
    /** What a newcomer begins with, by {@link Candidates#WHOLE}. */
    private static final int FIRST = WHOLE / 10;

    private final Balancing rules;
    private RoutingTable table = RoutingTable.EMPTY;
    private Reachability health = Reachability.ALL_UP;
    private Place[] places = new Place[0];
    /** How many places have a ramp, so that nobody asks where there are none. */
    private int ramps;
    /** How many newcomers are not level yet. */
    private int newcomers;

    private final Map<String, Presence> balancers = new HashMap<>();

    /** Nobody has come yet. */
    Newcomers(Balancing rules) {
        this.rules = rules;
    }

    /** Since when a balancer has had nodes without interruption. */
    private static final class Presence {
        private final long sinceMillis;
        private int nodes;

        Presence(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }
    }

    /** What is known of a slot of the table. */
    private static final class Place {
        private @Nullable Node available;
        private long rampMillis;
        private long startMillis;
        /** When the last of its ramps began, that of the node or of a context. */
        private long lastMillis;

        private @Nullable Map<String, Long> contexts;
        /** Of a newcomer, until it is level with the others. */
        private @Nullable Turns turns;
    }

    /** Notes who has come and gone since the last time. Costs two comparisons when nothing changed. */
    void look(RoutingTable next, Reachability seen, long nowMillis) {
        if (next == table && seen == health) {
            return;
        }
        RoutingTable before = table;
        boolean sameHealth = seen == health;
        table = next;
        health = seen;
        grow(next.slots());
        for (int slot = 0; slot < places.length; slot++) {
            Node node = next.at(slot);
            if (!sameHealth || node != before.at(slot)) {
                look(slot, node, nowMillis);
            }
        }
    }

    private void grow(int slots) {
        int known = places.length;
        if (slots > known) {
            places = Arrays.copyOf(places, slots);
            for (int slot = known; slot < slots; slot++) {
                places[slot] = new Place();
            }
        }
    }

    private void look(int slot, @Nullable Node node, long nowMillis) {
        Place place = places[slot];
        Node before = place.available;
        Node now = node != null && node.load().value().isActive() && health.faultOf(node.route()) == null ? node : null;
        place.available = now;
        if (now != null && before != null && isSame(now, before)) {
            if (now != before) {
                openedContexts(place, before, now, nowMillis);
            }
            return;
        }
        if (before != null) {
            leave(place, before);
        }
        if (now != null) {
            join(slot, place, now, nowMillis);
        }
    }

    private static boolean isSame(Node one, Node other) {
        return one.route().equals(other.route()) && one.balancerName().equals(other.balancerName());
    }

    private void leave(Place place, Node node) {
        newcomers -= place.turns == null ? 0 : 1;
        place.turns = null;
        endRamp(place);
        balancers.computeIfPresent(node.balancerName(), (name, presence) -> --presence.nodes == 0 ? null : presence);
    }

    private void join(int slot, Place place, Node node, long nowMillis) {
        Presence presence = balancers.computeIfAbsent(node.balancerName(), name -> new Presence(nowMillis));
        presence.nodes++;
        BalancerRules balancer = rules.of(node.balancerName());
        balancer.policy().joined(slot);
        if (presence.sinceMillis != nowMillis) {
            newcomer(place);
        }
        if (balancer.slowStartMillis() > 0 && nowMillis - presence.sinceMillis >= balancer.slowStartMillis()) {
            beginRamp(place, balancer.slowStartMillis(), nowMillis);
        }
    }

    private void newcomer(Place place) {
        newcomers += place.turns == null ? 1 : 0;
        place.turns = new Turns();
    }

    private void beginRamp(Place place, long millis, long nowMillis) {
        ramps += place.rampMillis == 0 ? 1 : 0;
        place.rampMillis = millis;
        place.startMillis = nowMillis;
        place.lastMillis = nowMillis;
        place.contexts = null;
    }

    private void endRamp(Place place) {
        ramps -= place.rampMillis == 0 ? 0 : 1;
        place.rampMillis = 0;
        place.contexts = null;
    }

    /** A node that is up all the time enabled contexts: it is new for these only. */
    private void openedContexts(Place place, Node before, Node now, long nowMillis) {
        if (now.contexts().equals(before.contexts())) {
            return;
        }
        Set<String> opened = enabled(now);
        opened.removeAll(enabled(before));
        Presence presence = balancers.get(now.balancerName());
        if (opened.isEmpty() || presence == null) {
            return;
        }
        newcomer(place);
        long millis = rules.of(now.balancerName()).slowStartMillis();
        if (millis > 0 && nowMillis - presence.sinceMillis >= millis) {
            if (place.rampMillis == 0 || isOver(place, nowMillis)) {
                // that of the node itself is over
                beginRamp(place, millis, nowMillis - millis);
            }
            place.lastMillis = nowMillis;
            Map<String, Long> starts = place.contexts == null ? new HashMap<>() : place.contexts;
            opened.forEach(path -> starts.put(path, nowMillis));
            place.contexts = starts;
        }
    }

    private static Set<String> enabled(Node node) {
        Set<String> paths = new HashSet<>();
        for (Map.Entry<ContextKey, Register<ContextState>> row : node.contexts().entrySet()) {
            if (row.getValue().value().status() == ContextStatus.ENABLED) {
                paths.add(row.getKey().path().value());
            }
        }
        return paths;
    }

    /** What of its load a node counts for, 1 to {@link Candidates#WHOLE}. */
    int share(int slot, String context, long nowMillis) {
        if (ramps == 0) {
            return WHOLE;
        }
        Place place = places[slot];
        if (place.rampMillis == 0) {
            return WHOLE;
        }
        if (isOver(place, nowMillis)) {
            endRamp(place);
            return WHOLE;
        }
        int share = share(place.startMillis, place.rampMillis, nowMillis);
        Map<String, Long> contexts = place.contexts;
        if (contexts != null) {
            Long opened = contexts.get(context);
            share = opened == null ? share : Math.min(share, share(opened, place.rampMillis, nowMillis));
        }
        return share;
    }

    /** Whether all of its ramps are, those of contexts included that nobody asks for. */
    private static boolean isOver(Place place, long nowMillis) {
        return nowMillis - place.lastMillis >= place.rampMillis;
    }

    /** A clock that was set back makes it slower by so much, not longer: it begins again. */
    private static int share(long start, long millis, long now) {
        long gone = Math.max(0, now - start);
        return gone >= millis ? WHOLE : FIRST + (int) ((WHOLE - FIRST) * gone / millis);
    }

    /**
     * Takes newcomers out whose turn it is not, unless all are newcomers.
     *
     * @param forReal whether that is one of their turns
     */
    void gate(Candidates candidates, boolean forReal) {
        if (newcomers == 0 || newcomersAmong(candidates) == candidates.size()) {
            return;
        }
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Turns turns = places[candidates.slot(i)].turns;
            if (turns != null && !turns.isDue(candidates.weight(i), candidates.totalWeight(), forReal)) {
                candidates.remove(i);
            }
        }
    }

    /** Notes what was chosen among those that {@link #gate} left. Who has its turn and is passed over is level. */
    void chose(Candidates candidates, int chosen, Levelling levelling) {
        if (newcomers == 0) {
            return;
        }
        boolean onlyNewcomers = newcomersAmong(candidates) == candidates.size();
        for (int i = 0; i < candidates.size(); i++) {
            Place place = places[candidates.slot(i)];
            Turns turns = place.turns;
            if (turns != null && i == chosen) {
                turns.taken();
            } else if (turns != null && !onlyNewcomers) {
                turns.passedOver(candidates.weight(i), candidates.totalWeight());
                if (place.rampMillis == 0 && turns.isLevel(levelling)) {
                    place.turns = null;
                    newcomers--;
                }
            }
        }
    }

    private int newcomersAmong(Candidates candidates) {
        int count = 0;
        for (int i = 0; i < candidates.size(); i++) {
            count += places[candidates.slot(i)].turns == null ? 0 : 1;
        }
        return count;
    }
}
