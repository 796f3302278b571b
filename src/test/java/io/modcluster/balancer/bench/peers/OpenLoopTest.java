package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    @Test
    void an_answer_is_complete_with_the_last_byte_of_its_body() {
        String head = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 13\r\n\r\n";

        assertThat(missing(head + "Hello, World!")).isZero();
        assertThat(missing(head + "Hello")).isEqualTo(8);
        assertThat(missing(head.substring(0, 20))).isPositive();
    }

    @Test
    void an_answer_without_a_length_ends_with_its_head() {
        assertThat(missing("HTTP/1.1 204 No Content\r\n\r\n")).isZero();
    }

    @Test
    void the_length_is_found_in_any_case_and_without_blanks() {
        assertThat(missing("HTTP/1.1 200 OK\r\nContent-Length:2\r\nX-Content-Length: 9\r\n\r\n"))
                .isEqualTo(2);
    }

    private static long missing(String answer) {
        // what is behind the count is of an earlier answer
        byte[] bytes = (answer + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return OpenLoopConnection.missing(bytes, answer.length());
    }
}
