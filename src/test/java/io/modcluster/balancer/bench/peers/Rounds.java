package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Loads on proxies in rounds: A B C D, D C B A, B C D A, A D C B, and so on, so that who follows whom changes. */
final class Rounds {
    /** So many rounds are not recorded where a JVM had its first load: what it is told between loads makes it compile anew. */
    private static final int REHEARSED = 3;

    private final Bench bench;
    private final List<String> nodes;
    private final Optional<Program> node;

    /** With nodes that say before each measurement that they are alive. */
    Rounds(Bench bench, String... nodes) {
        this(bench, List.of(nodes), Optional.empty());
    }

    private Rounds(Bench bench, List<String> nodes, Optional<Program> node) {
        this.bench = bench;
        this.nodes = nodes;
        this.node = node;
    }

    /**
     * The same, which counts the CPU of a node, too. A contestant that is nothing but this node is no proxy: the CPU is that of
     * the benchmark itself, which is its client.
     */
    Rounds watching(Program watched) {
        return new Rounds(bench, nodes, Optional.of(watched));
    }

    /** Warms up what runs on a JVM, then measures each round of each case. */
    void run(List<LoadCase> cases, List<Contestant> contestants) throws IOException {
        for (LoadCase each : cases) {
            run(each, contestants, bench.plan().measured());
        }
    }

    /** The same for one case with turns of that length. */
    void run(LoadCase loadCase, List<Contestant> contestants, Duration turn) throws IOException {
        List<Contestant> able = new ArrayList<>(
                contestants.stream().filter(loadCase.load()::fits).toList());
        boolean isFirst = false;
        for (Contestant contestant : able) {
            nodes.forEach(node -> Contestants.alive(contestant, node));
            isFirst |= bench.warmUp().run(contestant, loadCase.load());
        }
        for (int round = 0; isFirst && round < REHEARSED; round++) {
            for (Contestant contestant : able) {
                measure(loadCase, contestant, 0, turn);
            }
        }
        for (int round = 1; round <= bench.plan().rounds(); round++) {
            for (Contestant contestant : able) {
                bench.record(measured(loadCase, contestant, round, turn));
            }
            Collections.reverse(able);
            if (round % 2 == 0) {
                Collections.rotate(able, -1);
            }
        }
        bench.progress(loadCase.name());
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
        // to ask takes time of the machine: once for a case is enough, for it varies little
        boolean isNode = node.filter(contestant.program()::equals).isPresent();
        long allocated = round == bench.plan().rounds() && !isNode ? HeapBytes.of(contestant, bench.folder()) : -1;
        List<Long> pids = isNode
                ? List.of(ProcessHandle.current().pid())
                : contestant.program().pids();
        List<Long> ofNode = node.map(Program::pids).orElse(List.of());
        CpuWatch proxy = CpuWatch.of(pids);
        CpuWatch server = CpuWatch.of(ofNode);
        Disturbance disturbance = Disturbance.watch();
        LoadResult result = loadCase.load().run(contestant, time, bench.folder());
        double foreign = disturbance.share();
        Cpu cpu = proxy.took();
        Optional<Cpu> took = node.map(watched -> server.took());
        long rss = ProcFiles.rss(pids);
        long more = allocated < 0 ? -1 : HeapBytes.of(contestant, bench.folder()) - allocated;
        return Figures.of(
                loadCase, contestant.name(), round, result, new Figures.Counted(cpu, rss, more, took, foreign));
    }
}
