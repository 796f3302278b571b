package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What Linux knows of the CPU and the memory of processes; a process that is gone used none. */
final class ProcFiles {
    /** Of {@code USER_HZ}, 100 on all platforms that Java runs on (proc(5)). */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int KIB = 1024;

    /** Columns of /proc/PID/stat behind the name, which ends with the last parenthesis: utime is number 14 of proc(5). */
    private static final int UTIME = 14 - 3;

    private ProcFiles() {}

    /** CPU of processes since each began. */
    static Cpu cpu(Collection<Long> pids) {
        return pids.stream()
                .map(pid -> cpu(read(Path.of("/proc", Long.toString(pid), "stat")), false))
                .reduce(Cpu.NONE, Cpu::plus);
    }

    /** CPU of the threads that processes have now, to the nanosecond. */
    static Duration ofThreads(Collection<Long> pids) {
        long nanos = 0;
        for (long pid : pids) {
            String[] threads =
                    Path.of("/proc", Long.toString(pid), "task").toFile().list();
            for (String thread : threads == null ? new String[0] : threads) {
                nanos += ran(read(Path.of("/proc", Long.toString(pid), "task", thread, "schedstat")));
            }
        }
        return Duration.ofNanos(nanos);
    }

    /** Nanoseconds that a line of /proc/PID/task/TID/schedstat tells. */
    static long ran(String schedstat) {
        return schedstat.isEmpty() ? 0 : Long.parseLong(words(schedstat).get(0));
    }

    /** CPU of the whole benchmark: this process, what it runs, and what it ran. */
    static Duration cpuOfBenchmark() {
        ProcessHandle own = ProcessHandle.current();
        return Stream.concat(Stream.of(own), own.descendants())
                .map(process -> cpu(read(Path.of("/proc", Long.toString(process.pid()), "stat")), true))
                .reduce(Cpu.NONE, Cpu::plus)
                .all();
    }

    /** CPU that a line of /proc/PID/stat tells, with that of ended children or without. */
    static Cpu cpu(String stat, boolean withChildren) {
        if (stat.isEmpty()) {
            return Cpu.NONE;
        }
        List<String> columns = words(stat.substring(stat.lastIndexOf(')') + 1));
        Cpu own = cpu(columns, UTIME);
        return withChildren ? own.plus(cpu(columns, UTIME + 2)) : own;
    }

    private static Cpu cpu(List<String> columns, int first) {
        return new Cpu(
                TICK.multipliedBy(Long.parseLong(columns.get(first))),
                TICK.multipliedBy(Long.parseLong(columns.get(first + 1))));
    }

    /** Memory of processes that is in use now, in bytes; what they share is counted for each. */
    static long rss(Collection<Long> pids) {
        return pids.stream()
                .mapToLong(pid -> rss(read(Path.of("/proc", Long.toString(pid), "status"))))
                .sum();
    }

    /** The same from the text of /proc/PID/status. */
    static long rss(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(words(line).get(1)) * KIB)
                .sum();
    }

    /** What the processors did up to now. */
    static MachineTime machine() {
        return machine(read(Path.of("/proc", "stat")));
    }

    /** The same from the text of /proc/stat. */
    static MachineTime machine(String stat) {
        List<String> all = words(stat.lines().findFirst().orElseThrow());
        // user, nice and system; what interrupts take belongs to whoever's packets they carry
        long ran = Long.parseLong(all.get(1)) + Long.parseLong(all.get(2)) + Long.parseLong(all.get(3));
        return new MachineTime(TICK.multipliedBy(ran), TICK.multipliedBy(Long.parseLong(all.get(8))));
    }

    /**
     * What all processors together did since the machine began.
     *
     * @param ran processes ran
     * @param stolen the host gave the processors to others
     */
    record MachineTime(Duration ran, Duration stolen) {}

    private static List<String> words(String line) {
        return List.of(line.strip().split("\\s+", -1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
