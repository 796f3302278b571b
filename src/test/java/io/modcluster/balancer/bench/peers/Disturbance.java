package io.modcluster.balancer.bench.peers;

import java.time.Duration;

/**
 * How much of the machine went to others while something was measured: processes that the benchmark did not start, and the
 * host. Above a tenth of all processors the figures do not count.
 */
final class Disturbance {
    /** The times of a process and those of the machine are counted in different ways, which differ by some hundredths. */
    static final double BEARABLE = 0.10;

    private final long began = System.nanoTime();
    private final ProcFiles.MachineTime machine = ProcFiles.machine();
    private final Duration own = ProcFiles.cpuOfBenchmark();

    private Disturbance() {}

    /** Begins to watch. */
    static Disturbance watch() {
        return new Disturbance();
    }

    /** The share of others since then, 0 to 1. */
    double share() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        ProcFiles.MachineTime now = ProcFiles.machine();
        return share(
                elapsed.multipliedBy(Runtime.getRuntime().availableProcessors()),
                now.ran().minus(machine.ran()),
                now.stolen().minus(machine.stolen()),
                ProcFiles.cpuOfBenchmark().minus(own));
    }

    /** The same from its parts; {@code own} is contained in {@code ran}. */
    static double share(Duration capacity, Duration ran, Duration stolen, Duration own) {
        Duration others = ran.minus(own);
        double foreign = (others.isNegative() ? 0 : others.toNanos()) + (double) stolen.toNanos();
        return Math.min(1, foreign / Math.max(1, capacity.toNanos()));
    }

    static boolean isTooMuch(double share) {
        return share > BEARABLE;
    }
}
