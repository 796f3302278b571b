package io.modcluster.balancer.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class NotConnectedTest {
    @Test
    void the_words_of_the_system_stand_alone() {
        assertThat(NotConnected.text(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1")))
                .isEqualTo("Connection refused: /127.0.0.1:1");
        assertThat(NotConnected.text(new ConnectException("Connection refused: /127.0.0.1:1")))
                .isEqualTo("Connection refused: /127.0.0.1:1");
    }

    @Test
    void a_failure_without_words_is_told_by_its_kind() {
        ConnectException failure = new ConnectException("null: /127.0.0.1:1");
        failure.initCause(new NoRouteToHostException());

        assertThat(NotConnected.text(failure)).isEqualTo("NoRouteToHostException: /127.0.0.1:1");
    }
}
