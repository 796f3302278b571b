package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenLoopTest {
    @Test
    void an_answer_is_complete_with_the_last_byte_of_its_body() {
        String head = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 13\r\n\r\n";

        assertThat(OpenLoopConnection.missing(head + "Hello, World!")).isZero();
        assertThat(OpenLoopConnection.missing(head + "Hello")).isEqualTo(8);
        assertThat(OpenLoopConnection.missing(head.substring(0, 20))).isPositive();
    }

    @Test
    void an_answer_without_a_length_ends_with_its_head() {
        assertThat(OpenLoopConnection.missing("HTTP/1.1 204 No Content\r\n\r\n"))
                .isZero();
    }
}
