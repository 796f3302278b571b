package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
    /** A name may contain blanks and parentheses (proc(5)). */
    private static final String STAT =
            "4242 (nginx: worker (1) x) S 1 4242 4242 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 1 0 99\n";

    @Test
    void cpu_is_that_in_user_and_in_system_mode() {
        assertThat(ProcFiles.cpu(STAT, false).all()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void cpu_of_ended_children_is_counted_on_demand() {
        assertThat(ProcFiles.cpu(STAT, true).all()).isEqualTo(Duration.ofMillis(2100));
    }

    @Test
    void a_process_that_is_gone_used_nothing() {
        assertThat(ProcFiles.cpu("", true)).isEqualTo(Cpu.NONE);
        assertThat(ProcFiles.rss("")).isZero();
    }

    @Test
    void resident_memory_is_in_bytes() {
        assertThat(ProcFiles.rss("Name:\tx\nVmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\nThreads:\t1\n"))
                .isEqualTo(2L * 1024 * 1024);
    }

    @Test
    void the_machine_ran_in_user_nice_and_system_mode_and_lost_what_was_stolen() {
        assertThat(ProcFiles.machine("cpu  100 20 30 4000 5 6 7 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n"))
                .isEqualTo(new ProcFiles.MachineTime(Duration.ofMillis(1500), Duration.ofMillis(80)));
    }

    @Test
    void what_threads_tell_is_split_as_ticks_are_unless_one_is_missing() {
        Cpu ticks = new Cpu(Duration.ofMillis(60), Duration.ofMillis(40));

        assertThat(CpuWatch.exact(ticks, Duration.ofMillis(110), 1))
                .isEqualTo(new Cpu(Duration.ofMillis(66), Duration.ofMillis(44)));
        assertThat(CpuWatch.exact(ticks, Duration.ofMillis(60), 1)).isEqualTo(ticks);
        assertThat(CpuWatch.exact(ticks, Duration.ofMillis(60), 2).all()).isEqualTo(Duration.ofMillis(60));
        assertThat(CpuWatch.exact(ticks, Duration.ZERO, 4)).isEqualTo(ticks);
    }

    @Test
    void a_thread_tells_the_nanoseconds_that_it_ran_first() {
        assertThat(ProcFiles.ran("123456789 1000 5\n")).isEqualTo(123_456_789);
        assertThat(ProcFiles.ran("")).isZero();
    }

    @Test
    void this_process_is_known() {
        List<Long> own = List.of(ProcessHandle.current().pid());

        assertThat(ProcFiles.ofThreads(own)).isPositive();
        assertThat(ProcFiles.rss(own)).isGreaterThan(1 << 20);
        assertThat(ProcFiles.cpu(own).all()).isPositive().isLessThanOrEqualTo(ProcFiles.cpuOfBenchmark());
    }
}
