package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.transport.FixedFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.netty.util.CharsetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request to a node looks like on the wire. */
final class RequestBytesTest {
    @Test
    void a_head_is_written_as_its_fields_came() {
        MultiMap headers =
                HttpHeaders.headers().add("Host", "shop").add("X-A", "1").add("x-a", "caf\u00e9");

        assertThat(head("/p?q=%20", headers, false))
                .isEqualTo("GET /p?q=%20 HTTP/1.1\r\nHost: shop\r\nX-A: 1\r\nx-a: caf\u00e9\r\n\r\n");
    }

    @Test
    void a_request_without_host_gets_that_of_the_node() {
        assertThat(head("/", HttpHeaders.headers(), false)).isEqualTo("GET / HTTP/1.1\r\nhost: node:8080\r\n\r\n");
    }

    @Test
    void a_body_of_no_known_length_comes_in_chunks() {
        MultiMap headers = HttpHeaders.headers().add("Host", "shop");

        assertThat(head("/", headers, true))
                .isEqualTo("GET / HTTP/1.1\r\nHost: shop\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nX: y", "/a\tb", "/\u007f", "/caf\u00e9"})
    void what_could_be_two_requests_is_not_written(String target) {
        assertThatThrownBy(() -> head(target, HttpHeaders.headers(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: printable ASCII");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nY: b",
                "a long value before it\nY: b",
                "a\rb",
                "\0",
                "a\u000b",
                "a\u000c",
                "\u0001",
                "a long value \u007f and more of it",
                "\u010a"
            })
    void a_value_that_could_be_two_lines_is_not_written(String value) {
        RequestBytes head = new RequestBytes();
        head.begin("GET", "/");

        assertThatThrownBy(() -> head.add("X", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "a\tb", "caf\u00e9", "x=y,z;"})
    void a_name_that_is_no_token_is_not_written(String name) {
        RequestBytes head = new RequestBytes();
        head.begin("GET", "/");

        assertThatThrownBy(() -> head.add(name, "1")).hasMessageContaining("no token");
    }

    @Test
    void values_of_all_lengths_and_tabs_go_as_they_are() {
        for (int length = 0; length < 40; length++) {
            String value = "\t\u0080\u00ff abcdefghijklmnopqrstuvwxyz0123456789".substring(0, length);
            assertThat(head("/", HttpHeaders.headers().add("Host", "h").add("X", value), false))
                    .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\n\r\n");
        }
    }

    @Test
    void a_long_head_is_written_and_the_next_is_without_it() {
        RequestBytes head = new RequestBytes();
        String value = "v".repeat(20_000);
        head.begin("POST", "/long");
        head.add("Content-Length", "12");
        head.add("X", value);
        head.end("h", false);
        assertThat(text(head))
                .isEqualTo("POST /long HTTP/1.1\r\nContent-Length: 12\r\nX: " + value + "\r\nhost: h\r\n\r\n");
        assertThat(head.contentLength()).isEqualTo("12");

        head.begin("GET", "/");
        head.addAll(FixedFields.of(List.of("A", "1", "B", "x\r\ny")));
        head.end("h", false);
        assertThat(text(head)).isEqualTo("GET / HTTP/1.1\r\nA: 1\r\nB: x??y\r\nhost: h\r\n\r\n");
        assertThat(head.contentLength()).isEmpty();
    }

    @Test
    void names_that_are_a_part_of_others_and_long_fixed_fields_are_written_as_they_are() {
        RequestBytes head = new RequestBytes();
        head.begin("GET", "/");
        head.add(new AsciiString("xHost").subSequence(1, 5, false), new AsciiString("a shop").subSequence(2, 6, false));
        head.addAll(FixedFields.of(List.of("A", "v".repeat(3000))));
        head.end("h", false);
        assertThat(text(head)).isEqualTo("GET / HTTP/1.1\r\nHost: shop\r\nA: " + "v".repeat(3000) + "\r\n\r\n");
    }

    private static String head(String target, MultiMap headers, boolean chunked) {
        RequestBytes head = new RequestBytes();
        head.begin("GET", target);
        headers.forEach((name, value) -> head.add(name, value));
        head.end("node:8080", chunked);
        return text(head);
    }

    private static String text(RequestBytes head) {
        ByteBuf bytes = Unpooled.buffer();
        head.copyTo(bytes);
        return bytes.toString(CharsetUtil.ISO_8859_1);
    }
}
