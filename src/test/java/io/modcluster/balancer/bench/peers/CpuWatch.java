package io.modcluster.balancer.bench.peers;

import java.time.Duration;
import java.util.List;

/**
 * CPU that processes take from now on. The kernel tells that of a process in ticks, and that of threads to the nanosecond,
 * which matters where a second has a thousand requests; a thread that ended meanwhile is only in the former.
 */
final class CpuWatch {
    /** User and system time of one process are each rounded to a tick. */
    private static final Duration ROUNDED = Duration.ofMillis(30);

    private final List<Long> pids;
    private final Cpu ticks;
    private final Duration exact;

    private CpuWatch(List<Long> pids) {
        this.pids = List.copyOf(pids);
        this.ticks = ProcFiles.cpu(pids);
        this.exact = ProcFiles.ofThreads(pids);
    }

    /** Begins to watch. */
    static CpuWatch of(List<Long> pids) {
        return new CpuWatch(pids);
    }

    /** What they took since then. */
    Cpu took() {
        return exact(ProcFiles.cpu(pids).minus(ticks), ProcFiles.ofThreads(pids).minus(exact), pids.size());
    }

    /** The sum of threads, split as ticks are; ticks alone where no rounding explains the difference. */
    static Cpu exact(Cpu ticks, Duration threads, int processes) {
        Duration difference = threads.minus(ticks.all()).abs();
        boolean isRounding = difference.compareTo(ROUNDED.multipliedBy(processes)) <= 0;
        if (!isRounding || threads.isZero() || ticks.all().isZero()) {
            return ticks;
        }
        long user = Math.round(threads.toNanos()
                * (double) ticks.user().toNanos()
                / ticks.all().toNanos());
        return new Cpu(Duration.ofNanos(user), threads.minusNanos(user));
    }
}
