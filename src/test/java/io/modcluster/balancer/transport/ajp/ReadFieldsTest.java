package io.modcluster.balancer.transport.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.transport.ajp.codec.AjpReply.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadFieldsTest {
    private final ReadFields fields = new ReadFields(new ResponseDate());

    private static Header header(String name, String value) {
        return new Header(new AsciiString(name), new AsciiString(value));
    }

    @Test
    void fields_go_out_as_they_were_read() {
        MultiMap read = fields.of(List.of(header("date", "then"), header("X-A", "caf\u00e9"), header("x-a", "2")));

        assertThat(read.getAll("X-a")).containsExactly("caf\u00e9", "2");
        ByteBuf out = Unpooled.buffer();
        ((HeadersMultiMap) read).encode(out, false);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("date: then\r\nX-A: caf\u00e9\r\nx-a: 2\r\n");
    }

    @Test
    void a_response_without_a_date_gets_one() {
        assertThat(fields.of(List.of()).getAll("date"))
                .singleElement()
                .asString()
                .endsWith(" GMT");
        assertThat(fields.of(List.of(header("DATE", "then"))).getAll("date")).containsExactly("then");
    }

    @Test
    void what_is_added_to_what_was_read_is_checked() {
        MultiMap read = fields.of(List.of(header("X-A", "1")));

        assertThatThrownBy(() -> read.add("X", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read.set("X y", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(read.add("X", "a").get("x")).isEqualTo("a");
    }

    @Test
    void what_is_done_with_one_response_is_not_seen_in_the_next() {
        List<Header> headers = List.of(header("X-A", "1"));
        fields.of(headers).set("X-A", "2").add("X-B", "3");

        MultiMap next = fields.of(headers);
        assertThat(next.get("X-A")).isEqualTo("1");
        assertThat(next.contains("X-B")).isFalse();
    }
}
