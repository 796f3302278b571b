package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a response says of its connection. */
class Http1HeadsTest {
    @ParameterizedTest
    @CsvSource({
        "timeout=5, 4500",
        "'timeout=5, max=100', 4500",
        "'max=100, timeout=5', 4500",
        "timeout=1, 500",
        "timeout=0, 1",
        "timeout=60, 59500",
        "timeout=99999999999999999999, 60000",
        "timeout=, 60000",
        "timeout=-1, 60000",
        "max=100, 60000"
    })
    void a_connection_is_given_up_before_its_node_does(String said, long millis) {
        assertThat(Http1Heads.keepMillis(said, 60_000)).isEqualTo(millis);
    }
}
