package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpBytesTest {
    @Test
    void an_answer_is_as_long_as_its_head_and_the_body_that_it_tells() {
        String head = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 13\r\n\r\n";

        assertThat(length(head)).isEqualTo(head.length() + 13);
        assertThat(length(head + "Hello")).isEqualTo(head.length() + 13);
        assertThat(length(head.substring(0, 20))).isNegative();
    }

    @Test
    void an_answer_without_a_length_ends_with_its_head() {
        String head = "HTTP/1.1 204 No Content\r\n\r\n";

        assertThat(length(head)).isEqualTo(head.length());
    }

    @Test
    void the_length_is_found_in_any_case_and_without_blanks() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length:2\r\nX-Content-Length: 9\r\n\r\n";

        assertThat(length(head)).isEqualTo(head.length() + 2);
    }

    private static long length(String answer) {
        // what is behind the count is of an earlier answer
        byte[] bytes = (answer + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return HttpBytes.length(bytes, answer.length());
    }
}
