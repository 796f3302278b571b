package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Where the time of ours goes with a case: by {@code perf}, which sees the kernel too, or by the recorder of the JVM where
 * there is none. Written to {@code profile.txt} in the folder of the plan.
 */
final class Profile {
    /** So that {@code perf} can walk the stack, and names what was inlined. */
    private static final List<String> FRAMES =
            List.of("-XX:+PreserveFramePointer", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private static final Duration RECORDED = Duration.ofSeconds(8);

    /** Before and after what is recorded. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** Lines of each list. */
    private static final int LINES = 40;

    private Profile() {}

    static void of(Bench bench, Set<String> cases) throws IOException {
        MainSuite suite = MainSuite.clear(bench.plan().connections());
        Path file = Files.writeString(bench.plan().out().resolve("profile.txt"), "");
        BalancerProxy us = bench.plan().balancer(BalancerProxy.NAME).withJvm(FRAMES);
        for (String name : cases) {
            Load load = suite.load(name);
            try (Contestant contestant = us.start(bench.setting())) {
                Contestants.register(contestant, bench.backend());
                bench.warmUp().run(contestant, load);
                Contestants.alive(contestant, Contestants.NODE);
                String profile = name + "\n\n" + whileLoaded(bench, contestant, load);
                Files.writeString(file, profile, StandardOpenOption.APPEND);
                bench.say(profile);
            }
        }
        bench.say("profile: " + file);
    }

    private static String whileLoaded(Bench bench, Contestant contestant, Load load) throws IOException {
        CompletableFuture<LoadResult> loaded = CompletableFuture.supplyAsync(() -> {
            try {
                return load.run(contestant, RECORDED.plus(MARGIN.multipliedBy(2)), bench.folder());
            } catch (IOException failed) {
                throw new CompletionException(failed);
            }
        });
        LockSupport.parkNanos(MARGIN.toNanos());
        String profile = Program.find("perf").isPresent()
                ? perf(bench, contestant, Program.find("perf").orElseThrow())
                : RecordedFrames.of(contestant, RECORDED, bench.folder());
        loaded.join();
        return profile;
    }

    private static String perf(Bench bench, Contestant contestant, String perf) throws IOException {
        String pid = Long.toString(contestant.program().pid());
        Path file = bench.folder().resolve("perf-" + pid + ".data");
        Tool.run(
                List.of(
                        perf,
                        "record",
                        "-q",
                        "-F",
                        "999",
                        "-g",
                        "-p",
                        pid,
                        "-o",
                        file.toString(),
                        "--",
                        "sleep",
                        Long.toString(RECORDED.toSeconds())),
                bench.folder());
        HeapBytes.jcmd(contestant, bench.folder(), "Compiler.perfmap");
        return "Threads, %\n" + report(bench, perf, file, "--no-children", "comm")
                + "\nKernel, compiled code (perf-" + pid + ".map), JVM and libraries, %\n"
                + report(bench, perf, file, "--no-children", "dso")
                + "\nFrames by themselves, %\n" + report(bench, perf, file, "--no-children", "sym")
                + "\nFrames with all that they call, %\n" + report(bench, perf, file, "--children", "sym");
    }

    private static String report(Bench bench, String perf, Path file, String children, String by) throws IOException {
        String output = Tool.run(
                List.of(perf, "report", "-q", "--stdio", "-i", file.toString(), children, "--sort", by, "-g", "none"),
                bench.folder());
        return output.lines()
                .filter(line -> line.stripLeading().matches("[0-9]+\\.[0-9]+%.*"))
                .limit(LINES)
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
