package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// the lines are bytes of the wire, with an end that a text block would not show
@SuppressWarnings("StringConcatToTextBlock")
class PlainResponsesTest {
    private static final String USUAL = "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 5\r\n\r\nhello";
    private static final String[] HEADS = {
        "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 23:54:00 GMT\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 13\r\nConnection: keep-alive\r\nKeep-Alive: timeout=20\r\n\r\nHello, world!",
        "HTTP/1.1 404 \r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nSet-Cookie: JSESSIONID=abc.node1; Path=/\r\nset-cookie: a=b\r\nX-Empty:\r\nX-Tab:\ta\tb\t\r\n"
                + "content-length:0\r\n\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\nConnection: x-a, close\r\n\r\nabc",
    };
    private static final String[] BITS = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        ":",
        "0",
        "9",
        "-1",
        "+",
        ",",
        "\u0000",
        "\u007f",
        "\u0080",
        "\u00e9",
        "\u00a0",
        "Content-Length: 1\r\n",
        "content-length : 1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n",
        "Connection: upgrade\r\n",
        "Keep-Alive: timeout=1\r\n",
        " folded\r\n",
        "HTTP/1.1 ",
        "HTTP/1.0",
        "204",
        "x"
    };

    private final LoopHeads heads = new LoopHeads();
    private final PlainResponses plain = new PlainResponses(heads);

    private final PlainResponses ofOther = new PlainResponses(heads);

    private @Nullable WholeResponse read(String text) {
        return read(text, plain);
    }

    private static @Nullable WholeResponse read(String text, PlainResponses plain) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        WholeResponse read = plain.read(in);
        assertThat(in.readableBytes()).isEqualTo(text.length());
        return read;
    }

    @Test
    void a_usual_response_is_read_and_read_again() {
        WholeResponse first = read(USUAL);
        assertThat(first).isNotNull();
        assertThat(lines(first)).isEqualTo("200 OK true null Server=nginx Content-Length=5 hello");
        assertThat(lines(read(USUAL))).isEqualTo(lines(first));
        assertThat(lines(read(USUAL.replace("nginx", "other")))).contains("Server=other");
        assertThat(lines(read(USUAL.replace("Server: nginx\r\n", "")))).doesNotContain("Server");
        assertThat(lines(read(USUAL.replace("200 OK", "404 Not Found")))).startsWith("404 Not Found");
    }

    @Test
    void what_other_nodes_say_is_read_as_if_there_were_none() {
        String others = USUAL.replace("nginx", "other").replace("200 OK", "404 Not Found");
        for (int i = 0; i < 3; i++) {
            assertThat(lines(read(USUAL, plain))).isEqualTo("200 OK true null Server=nginx Content-Length=5 hello");
            assertThat(lines(read(others, ofOther)))
                    .isEqualTo("404 Not Found true null Server=other Content-Length=5 hello");
        }
    }

    @Test
    void what_one_node_says_is_at_hand_for_the_others() {
        MultiMap first = Objects.requireNonNull(read(USUAL, plain)).fields();
        MultiMap second = Objects.requireNonNull(read(USUAL, ofOther)).fields();
        assertThat(second.get("Server")).isSameAs(first.get("Server"));
    }

    @Test
    void what_a_node_says_is_at_hand_though_others_say_otherwise() {
        MultiMap first = Objects.requireNonNull(read(USUAL, plain)).fields();
        read(USUAL.replace("nginx", "other"), ofOther);
        assertThat(Objects.requireNonNull(read(USUAL, plain)).fields().get("Server"))
                .isSameAs(first.get("Server"));
    }

    @Test
    void what_is_long_or_has_many_fields_is_for_netty() {
        String most = "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" + "x".repeat(4096);
        assertThat(read(most)).isNotNull();
        assertThat(read(most.replace("4096", "4097") + "x")).isNull();
        String fields = "X: y\r\n".repeat(63);
        assertThat(read(USUAL.replace("Server: nginx\r\n", fields))).isNotNull();
        assertThat(read(USUAL.replace("Server: nginx\r\n", fields + "X: y\r\n")))
                .isNull();
        assertThat(read(USUAL.replace("nginx", "n".repeat(8000)))).isNotNull();
        assertThat(read(USUAL.replace("nginx", "n".repeat(8192)))).isNull();
    }

    @Test
    void the_end_of_a_connection_is_heard_however_it_is_written() {
        assertThat(lines(read(USUAL.replace("Server: nginx", "connection: CLOSE"))))
                .startsWith("200 OK false");
    }

    @Test
    void what_is_given_is_not_touched_by_the_next() {
        WholeResponse first = read(USUAL);
        WholeResponse second =
                Objects.requireNonNull(read(USUAL.replace("hello", "adieu").replace("nginx", "other")));
        assertThat(lines(first)).contains("nginx").endsWith("hello");
        assertThat(lines(second)).contains("other").endsWith("adieu");
        second.fields().set("Server", "third");
        assertThat(lines(read(USUAL))).contains("nginx");
    }

    @Test
    void what_is_added_to_what_was_read_is_checked() {
        MultiMap fields = Objects.requireNonNull(read(USUAL)).fields();
        assertThatThrownBy(() -> fields.add("X", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.set("X y", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(fields.add("X", "a").get("x")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 100 Continue\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 What\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 1\n\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 01\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: identity\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: content-length\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\nConnection: close\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: a\r\n b\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: \u0001\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\u0000X: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: \u00e9\r\n\r\nx",
                ""
            })
    void what_is_not_usual_is_for_netty(String text) {
        assertThat(read(text)).isNull();
    }

    @Test
    void it_is_read_whole_or_not_at_all() {
        for (int cut = 0; cut < USUAL.length(); cut++) {
            assertThat(read(USUAL.substring(0, cut))).as("cut at %d", cut).isNull();
            // whatever it has seen meanwhile
            assertThat(read(USUAL)).isNotNull();
        }
    }

    @Test
    void it_reads_what_netty_reads_or_nothing() {
        Random random = new Random(8);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = mutated(random);
            WholeResponse ours = read(text, random.nextBoolean() ? plain : ofOther);
            if (ours != null) {
                read++;
                assertThat(lines(ours)).as(text).isEqualTo(byNetty(text));
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(HEADS[random.nextInt(HEADS.length)]);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, BITS[random.nextInt(BITS.length)]);
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.delete(at, at + 1 + random.nextInt(3));
                default -> {
                    int line = text.indexOf("\r\n", at);
                    text.insert(line < 0 ? at : line + 2, BITS[random.nextInt(BITS.length)]);
                }
            }
        }
        return text.toString();
    }

    /** What the whole way makes of it that responses went before; the first flaw, or that it is not whole. */
    private static String byNetty(String text) {
        NodeResponseDecoder decoder = new NodeResponseDecoder(16 * 1024, 16 * 1024, null);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        List<Object> messages = new ArrayList<>(channel.inboundMessages());
        if (messages.size() != 2
                || !(messages.get(0) instanceof HttpResponse head)
                || !(messages.get(1) instanceof LastHttpContent body)) {
            return "messages: " + messages;
        }
        boolean failed =
                head.decoderResult().isFailure() || body.decoderResult().isFailure();
        String flaw = Http1Heads.flawOf(head, 0);
        boolean rest = decoder.hasRemainder();
        if (failed || flaw != null || rest || !body.trailingHeaders().isEmpty()) {
            return "refused: " + flaw + failed + rest;
        }
        return lines(WholeResponse.of(head, ((HttpContent) body).content()));
    }

    private static String lines(@Nullable WholeResponse response) {
        Objects.requireNonNull(response, "no response");
        StringBuilder all = new StringBuilder()
                .append(response.status())
                .append(' ')
                .append(response.reason())
                .append(' ')
                .append(response.isPersistent())
                .append(' ')
                .append(response.keepAlive());
        MultiMap fields = response.fields();
        fields.forEach((name, value) -> all.append(' ').append(name).append('=').append(value));
        return all.append(' ')
                .append(response.content().toString(StandardCharsets.ISO_8859_1))
                .toString();
    }
}
