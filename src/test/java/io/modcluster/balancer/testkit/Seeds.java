package io.modcluster.balancer.testkit;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property for many seeds. A failure names its seed; {@code -Dseed=17} runs that one alone. */
public final class Seeds {
    private Seeds() {}

    /** Runs {@code property} for the seeds from 0 to {@code last}, or for the one asked for. */
    public static void upTo(int last, Consumer<Random> property) {
        Long only = Long.getLong("seed");
        if (only != null) {
            run(only, property);
            return;
        }
        for (long seed = 0; seed <= last; seed++) {
            run(seed, property);
        }
    }

    private static void run(long seed, Consumer<Random> property) {
        try {
            property.accept(new Random(seed));
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("seed " + seed + " (replay: -Dseed=" + seed + "): " + failed.getMessage(), failed);
        }
    }
}
