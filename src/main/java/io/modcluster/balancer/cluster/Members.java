package io.modcluster.balancer.cluster;

import io.modcluster.balancer.options.BalancerOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who else is in the cluster, by what was heard of them: each member says hello every second. Pure: time is an argument,
 * from a clock that never goes back. Belongs to one thread.
 */
final class Members {
    /** Five hellos missed: longer than a pause of the garbage collector, as long as Hazelcast waits. */
    static final long LOST_AFTER_MILLIS = 5_000;
    /** A member that went without a word may be alive behind a cut cable for as long as removals are remembered. */
    static final long MISSING_FOR_MILLIS = NodeRegistry.TOMBSTONES_FOR.toMillis();

    private final Map<String, Heard> present = new TreeMap<>();
    private final Map<String, Heard> missing = new TreeMap<>();

    /**
     * A member.
     *
     * @param member   its name in the cluster
     * @param name     its name
     * @param atMillis when it was heard last
     */
    record Heard(String member, String name, long atMillis) {}

    /** What a hello told about the member that sent it. */
    enum News {
        /** It was there before. */
        NONE,
        /** It is new. */
        JOINED,
        /** It had been lost. */
        FOUND
    }

    /** A member says that it is there. One that was lost under the same name is not waited for any more. */
    News hello(String member, String name, long nowMillis) {
        if (!name.equals(BalancerOptions.DEFAULT_NAME)) {
            missing.values().removeIf(heard -> heard.name.equals(name) && !heard.member.equals(member));
        }
        boolean known = present.put(member, new Heard(member, name, nowMillis)) != null;
        boolean lost = missing.remove(member) != null;
        return known ? News.NONE : lost ? News.FOUND : News.JOINED;
    }

    /** A member says that it leaves; whether it was known. */
    boolean goodbye(String member) {
        boolean lost = missing.remove(member) != null;
        return present.remove(member) != null || lost;
    }

    /** Counts who was not heard of for too long as missing; who that is. */
    List<Heard> lost(long nowMillis) {
        List<Heard> lost = new ArrayList<>();
        present.values().removeIf(heard -> {
            boolean late = nowMillis - heard.atMillis > LOST_AFTER_MILLIS;
            if (late) {
                lost.add(heard);
            }
            return late;
        });
        lost.forEach(heard -> missing.put(heard.member, heard));
        missing.values().removeIf(heard -> nowMillis - heard.atMillis > MISSING_FOR_MILLIS);
        return lost;
    }

    /** Nobody could be heard here for a while, which says nothing about them. */
    void deafUntil(long nowMillis) {
        Map<String, Heard> again = new HashMap<>();
        present.forEach((member, heard) -> again.put(member, new Heard(member, heard.name, nowMillis)));
        present.putAll(again);
    }

    List<Heard> present() {
        return List.copyOf(present.values());
    }

    List<Heard> missing() {
        return List.copyOf(missing.values());
    }

    /** The first of all members, this one included, by name: for what only one of them should do. */
    boolean isFirst(String self) {
        @Nullable String first = present.keySet().stream().findFirst().orElse(null);
        return first == null || self.compareTo(first) <= 0;
    }
}
