package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
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

    @Test
    void a_field_that_could_be_two_is_not_put_in() {
        assertThatThrownBy(() -> HttpHeaders.headers().add("X", "a\r\nY: b")).isInstanceOf(RuntimeException.class);
    }

    private static String head(String target, MultiMap headers, boolean chunked) {
        ByteBuf bytes = Unpooled.buffer();
        RequestBytes.writeHead(bytes, "GET", target, headers, "node:8080", chunked);
        return bytes.toString(CharsetUtil.ISO_8859_1);
    }
}
