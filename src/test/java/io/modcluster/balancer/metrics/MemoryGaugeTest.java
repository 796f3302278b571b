package io.modcluster.balancer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryGaugeTest {
    private static final int MIB = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({"1024, 1024", "4k, 4096", "3M, 3145728", "2g, 2147483648", "x, 0", "'', 0", "k, 0"})
    void sizes_are_read_as_the_jvm_does(String text, long bytes) {
        assertThat(MemoryGauge.bytes(text)).isEqualTo(bytes);
    }

    @Test
    void garbage_does_not_count_and_what_is_held_does() {
        MemoryGauge gauge = new MemoryGauge();
        System.gc();
        int before = gauge.percent();
        // a fifth of the heap each
        int part = (int) (Runtime.getRuntime().maxMemory() / 5 / MIB);
        byte[][] held = new byte[part][];
        for (int i = 0; i < part; i++) {
            held[i] = new byte[MIB - 64];
        }
        System.gc();

        assertThat(gauge.percent()).isGreaterThan(before + 10);
        assertThat(held[part - 1]).hasSize(MIB - 64);
        Arrays.fill(held, null);
        System.gc();
        assertThat(gauge.percent()).isLessThan(before + 10);
    }

    @Test
    void direct_memory_counts() {
        MemoryGauge gauge = new MemoryGauge();
        System.gc();
        int before = gauge.percent();
        int share = (int) (Runtime.getRuntime().maxMemory() / 100 * (before + 15));
        ByteBuffer held = ByteBuffer.allocateDirect(share);

        assertThat(gauge.percent()).isGreaterThan(before + 10);
        assertThat(held.capacity()).isEqualTo(share);
    }
}
