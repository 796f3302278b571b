package io.modcluster.balancer.testkit.cluster;

import java.time.Duration;
import org.awaitility.Awaitility;

/** How long tests with several members take: seconds, or with the system property {@code cluster.full} minutes. */
public final class Extent {
    private Extent() {}

    /** The one or the other. */
    public static Duration seconds(long inShort, long inFull) {
        return Duration.ofSeconds(isFull() ? inFull : inShort);
    }

    /** Whether it is to be what the bounds are stated for. */
    public static boolean isFull() {
        return Boolean.getBoolean("cluster.full");
    }

    /** Does nothing for so long: a network is cut, and time has to go by. */
    public static void pass(Duration time) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(time.plusSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() - start >= time.toNanos());
    }
}
