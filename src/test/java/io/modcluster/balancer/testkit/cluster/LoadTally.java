package io.modcluster.balancer.testkit.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one target did since the last report. Written by the thread of the load, taken by any thread. */
final class LoadTally {
    /** Of one report; a target that is away fails a few hundred times a second. */
    static final int MAX_FAILURES = 10_000;

    private final List<LoadFailure> failures = new ArrayList<>();
    private final SortedMap<Integer, Long> statuses = new TreeMap<>();
    private LatencyBuckets latencies = new LatencyBuckets();
    private long failed;
    private long idleCloses;
    private long lastGood = System.nanoTime();
    private long longestGap;

    synchronized void answered(int status) {
        statuses.merge(status, 1L, Long::sum);
        if (status < 400) {
            long now = System.nanoTime();
            longestGap = Math.max(longestGap, now - lastGood);
            lastGood = now;
        }
    }

    synchronized void waited(long nanos) {
        latencies.record(nanos);
    }

    synchronized void failed(LoadFailure failure) {
        failed++;
        if (failures.size() < MAX_FAILURES) {
            failures.add(failure);
        }
    }

    synchronized void closedIdle() {
        idleCloses++;
    }

    /** What happened since the last time, and begins anew. */
    synchronized LoadReport.Target take() {
        long now = System.nanoTime();
        LoadReport.Target taken = new LoadReport.Target(
                new TreeMap<>(statuses),
                List.copyOf(failures),
                failed,
                idleCloses,
                Duration.ofNanos(Math.max(longestGap, now - lastGood)),
                latencies.percentile(50),
                latencies.percentile(99),
                latencies.percentile(100));
        failures.clear();
        statuses.clear();
        latencies = new LatencyBuckets();
        failed = 0;
        idleCloses = 0;
        lastGood = now;
        longestGap = 0;
        return taken;
    }
}
