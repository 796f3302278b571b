package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processors for the proxy alone while latency is measured: else it tells how the kernel shares two processors among the
 * load, the backend and the proxy, in slices of milliseconds, and not what the proxy does. Ends with {@link #close}.
 */
final class Pinned implements AutoCloseable {
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Optional<String> taskset = Program.find("taskset");
    private final Path folder;
    private final List<Long> pinned = new ArrayList<>();

    private Pinned(Path folder) {
        this.folder = folder;
    }

    /**
     * Gives a proxy the last processors, as many as it has threads, and the backend and this process the others. Where there
     * are too few, or no {@code taskset}, nothing is changed.
     */
    static Pinned of(Bench bench, Contestant contestant) throws IOException {
        Pinned all = new Pinned(bench.folder());
        int own = all.processors - bench.plan().threads();
        if (own > 0) {
            all.pin(contestant.program().pids(), own + "-" + (all.processors - 1));
            List<Long> others = new ArrayList<>(bench.backendProgram().pids());
            others.add(ProcessHandle.current().pid());
            all.pin(others, "0-" + (own - 1));
        }
        return all;
    }

    private void pin(List<Long> pids, String which) throws IOException {
        if (taskset.isPresent()) {
            for (Long pid : pids) {
                Tool.run(List.of(taskset.get(), "-a", "-p", "-c", which, pid.toString()), folder);
                pinned.add(pid);
            }
        }
    }

    @Override
    public void close() throws IOException {
        List<Long> all = List.copyOf(pinned);
        pinned.clear();
        pin(all, "0-" + (processors - 1));
    }
}
