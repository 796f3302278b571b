package io.modcluster.balancer.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The map of a simulated cluster. Each call takes its time to get there and back, so calls overtake each other; it may fail
 * before it worked, or after. In a split there are two maps; which of them a member sees is known by its name.
 */
final class SimulatedMap {
    private static final long TIMEOUT_MICROS = 5_000_000;

    private final SimulatedTime time;
    private final Random random;
    private Map<String, String> main = new TreeMap<>();
    private @Nullable Map<String, String> other;
    private final Map<String, Boolean> onOther = new HashMap<>();
    private double failures;
    private long writes;

    SimulatedMap(SimulatedTime time, Random random) {
        this.time = time;
        this.random = random;
    }

    /** From now on this share of the calls fails. */
    void failing(double share) {
        failures = share;
    }

    /** How many calls stored something. */
    long writes() {
        return writes;
    }

    boolean isSplit() {
        return other != null;
    }

    /** What there is, as the members see it that are not cut off. */
    Map<String, String> entries() {
        return main;
    }

    /**
     * Cuts members off.
     *
     * @param losses share of the entries that each side loses: owner and backup were on the other
     */
    void split(List<String> members, double losses) {
        Map<String, String> copy = new TreeMap<>(main);
        main.keySet().removeIf(key -> random.nextDouble() < losses);
        copy.keySet().removeIf(key -> random.nextDouble() < losses);
        members.forEach(member -> onOther.put(member, true));
        other = copy;
    }

    /** Merges the smaller side into the larger as Hazelcast does: what is there stays. */
    void heal(int livingOnOther, int livingOnMain) {
        Map<String, String> side = other;
        if (side == null) {
            return;
        }
        Map<String, String> larger = livingOnOther > livingOnMain ? side : main;
        Map<String, String> smaller = larger == main ? side : main;
        smaller.forEach(larger::putIfAbsent);
        main = larger;
        other = null;
        onOther.clear();
    }

    boolean isCutOff(String member) {
        return onOther.containsKey(member);
    }

    /** Whether a message gets from one member to the other. */
    boolean areTogether(String one, String another) {
        return isCutOff(one) == isCutOff(another);
    }

    /** The map as a member sees it. */
    SharedTable as(SimulatedMember member) {
        return new View(member);
    }

    private final class View implements SharedTable {
        private final SimulatedMember member;

        View(SimulatedMember member) {
            this.member = member;
        }

        @Override
        public Future<Map<String, String>> all() {
            return call(TreeMap::new);
        }

        @Override
        public Future<@Nullable String> get(String key) {
            return call(map -> map.get(key));
        }

        @Override
        public Future<Boolean> putIfAbsent(String key, String text) {
            return call(map -> written(map.putIfAbsent(key, text) == null));
        }

        @Override
        public Future<Boolean> replace(String key, String expected, String text) {
            return call(map -> written(map.replace(key, expected, text)));
        }

        @Override
        public Future<Boolean> remove(String key, String expected) {
            return call(map -> map.remove(key, expected));
        }

        private boolean written(boolean done) {
            writes += done ? 1 : 0;
            return done;
        }

        private <T extends @Nullable Object> Future<T> call(Function<Map<String, String>, T> work) {
            Promise<T> promise = Promise.promise();
            boolean fails = random.nextDouble() < failures;
            boolean works = !fails || random.nextBoolean();
            time.after(latency(), () -> {
                List<T> result = new ArrayList<>();
                if (works) {
                    Map<String, String> side = other;
                    result.add(work.apply(side != null && isCutOff(member.name()) ? side : main));
                }
                time.after(
                        fails ? random.nextLong(TIMEOUT_MICROS) : latency(),
                        () -> member.run(() -> {
                            if (fails) {
                                promise.fail("timed out");
                            } else {
                                promise.complete(result.get(0));
                            }
                        }));
            });
            return promise.future();
        }

        private long latency() {
            return random.nextInt(20) == 0 ? random.nextInt(400_000) : 200 + random.nextInt(3_000);
        }
    }
}
