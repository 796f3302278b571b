package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void percentiles_are_values_that_were_seen() {
        Latencies latencies = new Latencies();
        for (int i = 10_000; i > 0; i--) {
            latencies.add(i);
        }

        assertThat(latencies.result(2, 1)).isEqualTo(new LoadResult(10_000, 2, 1, 5_000, 9_900, 9_990));
    }

    @Test
    void of_nothing_everything_is_0() {
        assertThat(new Latencies().result(2, 0)).isEqualTo(new LoadResult(0, 2, 0, 0, 0, 0));
    }

    @Test
    void the_log_of_h2load_tells_the_time_and_the_errors() throws IOException {
        String log = "1000000\t200\t500\n1000100\t503\t700\n1999000\t-1\t1000\n";

        assertThat(H2load.read(new BufferedReader(new StringReader(log))))
                .isEqualTo(new LoadResult(3, 1, 2, 700, 1000, 1000));
    }
}
