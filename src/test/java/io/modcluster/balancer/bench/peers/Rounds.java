package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** Loads on proxies in rounds: A B C D, B C D A, and so on. */
final class Rounds {
    /** What all requests have in common is compiled with the first case: it takes so many times as long to warm up. */
    static final int FIRST_TIME = 5;

    private final Bench bench;
    private final List<String> nodes;

    /** With nodes that say before each measurement that they are alive. */
    Rounds(Bench bench, String... nodes) {
        this.bench = bench;
        this.nodes = List.of(nodes);
    }

    /** Warms up what runs on a JVM, then measures each round of each case. */
    void run(List<LoadCase> cases, Contestants contestants) throws IOException {
        PeerPlan plan = bench.plan();
        int times = FIRST_TIME;
        boolean isTlsWarm = false;
        for (LoadCase each : cases) {
            // ciphers of the JDK are slow by a factor of ten until they are compiled
            if (each.load().isTls() && !isTlsWarm) {
                times = FIRST_TIME;
                isTlsWarm = true;
            }
            List<Contestant> able = new ArrayList<>(
                    contestants.all().stream().filter(each.load()::fits).toList());
            for (Contestant contestant : able) {
                if (contestant.isJvm()) {
                    each.load().run(contestant, plan.warmUp().multipliedBy(times), bench.folder());
                }
            }
            times = 1;
            for (int round = 1; round <= plan.rounds(); round++) {
                for (Contestant contestant : able) {
                    bench.record(measured(each, contestant, round, plan.measured()));
                }
                Collections.rotate(able, -1);
            }
        }
    }

    /** A disturbed measurement is repeated once; the better one of the two counts. */
    private Figures measured(LoadCase loadCase, Contestant contestant, int round, Duration time) throws IOException {
        Figures first = measure(loadCase, contestant, round, time);
        if (!first.isDisturbed()) {
            return first;
        }
        Figures second = measure(loadCase, contestant, round, time);
        return second.foreign() < first.foreign() ? second : first;
    }

    private Figures measure(LoadCase loadCase, Contestant contestant, int round, Duration time) throws IOException {
        nodes.forEach(node -> Contestants.alive(contestant, node));
        GcLog gcLog = contestant.gcLog();
        int mark = gcLog == null ? 0 : gcLog.mark();
        List<Long> pids = contestant.program().pids();
        Duration before = ProcFiles.cpu(pids);
        Disturbance disturbance = Disturbance.watch();
        LoadResult result = loadCase.load().run(contestant, time, bench.folder());
        double foreign = disturbance.share();
        Duration cpu = ProcFiles.cpu(pids).minus(before);
        OptionalDouble allocated = gcLog == null ? OptionalDouble.empty() : gcLog.bytesPerSecondSince(mark);
        return new Figures(
                loadCase.name(),
                contestant.name(),
                round,
                result,
                cpu.toNanos() / 1000.0 / Math.max(1, result.requests()),
                ProcFiles.rss(pids),
                allocated.isPresent() ? allocated.getAsDouble() / Math.max(1, result.perSecond()) : -1,
                foreign);
    }
}
