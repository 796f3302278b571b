package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a request gives out its body. */
class ClientRequestTest {
    private static final String POST = "POST /p/a?x=1&y=%20 HTTP/1.1\r\nHost: a:81\r\nContent-Length: 6\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> seen = new ArrayList<>();
    private final List<HttpServerRequest> requests = new ArrayList<>();

    private void watch(HttpServerRequest request) {
        requests.add(request);
        request.handler(piece -> seen.add(piece.toString())).endHandler(end -> seen.add("end"));
    }

    private void watchPaused(HttpServerRequest request) {
        request.pause();
        watch(request);
    }

    @Test
    void a_head_tells_what_it_says() {
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watch)) {
            engine.ask(POST);
            HttpServerRequest request = requests.get(0);
            assertThat(request.path()).isEqualTo("/p/a");
            assertThat(request.query()).isEqualTo("x=1&y=%20");
            assertThat(request.getParam("y")).isEqualTo(" ");
            assertThat(request.authority().port()).isEqualTo(81);
            assertThat(request.absoluteURI()).isEqualTo("http://a:81/p/a?x=1&y=%20");
            assertThatThrownBy(request::toWebSocket).hasMessageContaining("traffic port");
        }
    }

    @Test
    void an_idle_connection_does_not_keep_its_last_request() {
        List<WeakReference<HttpServerRequest>> served = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(request -> {
            served.add(new WeakReference<>(request));
            requests.add(request);
        })) {
            engine.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            // later, as nodes do
            requests.remove(0).response().end("done");
            await().untilAsserted(() -> {
                System.gc();
                assertThat(served.get(0).get()).isNull();
            });
            engine.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(served).hasSize(2);
        }
    }

    @Test
    void a_body_comes_as_it_is_read() {
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watch)) {
            engine.ask(POST + "abc");
            assertThat(seen).containsExactly("abc");
            assertThat(requests.get(0).isEnded()).isFalse();
            engine.ask("def");
            assertThat(seen).containsExactly("abc", "def", "end");
            assertThat(requests.get(0).isEnded()).isTrue();
            assertThat(requests.get(0).bytesRead()).isEqualTo(6);
        }
    }

    @Test
    void a_paused_body_waits_and_comes_in_order_as_much_as_is_asked_for() {
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watchPaused)) {
            engine.ask(CHUNKED + "1\r\na\r\n1\r\nb\r\n");
            engine.ask("1\r\nc\r\n0\r\n\r\n");
            assertThat(seen).isEmpty();
            requests.get(0).fetch(2);
            assertThat(seen).containsExactly("a", "b");
            requests.get(0).resume();
            assertThat(seen).containsExactly("a", "b", "c", "end");
        }
    }

    @Test
    void a_handler_that_pauses_gets_no_more() {
        try (EmbeddedEngine engine = new EmbeddedEngine(request -> {
            requests.add(request);
            request.handler(piece -> {
                        seen.add(piece.toString());
                        request.pause();
                    })
                    .endHandler(end -> seen.add("end"));
        })) {
            engine.ask(CHUNKED + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
            assertThat(seen).containsExactly("a");
            requests.get(0).resume();
            assertThat(seen).containsExactly("a", "b");
        }
    }

    @Test
    void a_long_body_that_waits_is_not_read_on_until_it_is_wanted() {
        String piece = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watchPaused)) {
            engine.ask(CHUNKED + piece);
            assertThat(engine.channel().config().isAutoRead()).isFalse();
            requests.get(0).resume();
            assertThat(engine.channel().config().isAutoRead()).isTrue();
            assertThat(String.join("", seen)).hasSize(0x10000);
        }
    }

    @Test
    void a_body_that_came_with_its_head_can_be_taken_as_it_is() {
        List<ByteBuf> taken = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(request -> {
            watchPaused(request);
            taken.add(StrictHttpEdge.takeWhole(request));
            assertThat(StrictHttpEdge.takeWhole(request)).isNull();
        })) {
            engine.ask(POST + "abcdef");
            assertThat(taken.get(0).toString(StandardCharsets.US_ASCII)).isEqualTo("abcdef");
            assertThat(requests.get(0).bytesRead()).isEqualTo(6);
            requests.get(0).resume();
            assertThat(seen).containsExactly("end");
            assertThat(taken.get(0).release()).isTrue();
        }
    }

    @Test
    void only_a_whole_body_is_taken_so() {
        try (EmbeddedEngine engine = new EmbeddedEngine(request -> {
            watchPaused(request);
            assertThat(StrictHttpEdge.takeWhole(request)).isNull();
        })) {
            engine.ask(POST + "abc");
            engine.ask("def");
            requests.get(0).resume();
            assertThat(seen).containsExactly("abc", "def", "end");
        }
    }

    @Test
    void what_nobody_takes_is_let_go() {
        ByteBuf body;
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watchPaused)) {
            ByteBuf bytes = engine.channel().alloc().buffer();
            bytes.writeCharSequence(POST + "abcdef", StandardCharsets.US_ASCII);
            engine.channel().writeInbound(bytes);
            body = bytes;
            assertThat(body.refCnt()).isPositive();
            requests.get(0).response().end();
            assertThat(body.refCnt()).isZero();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void the_rest_of_a_body_that_was_answered_is_thrown_away() {
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watchPaused)) {
            engine.ask(POST + "abc");
            requests.get(0).response().end("early");
            assertThat(engine.answer()).endsWith("early");
            engine.ask("def" + POST);
            assertThat(requests).hasSize(2);
            assertThat(seen).doesNotContain("abc", "def");
        }
    }

    @Test
    void who_wants_pieces_as_they_were_read_gets_the_first_so_too() {
        List<String> taken = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(request -> {
            watchPaused(request);
            StrictHttpEdge.givePieces(request, piece -> {
                taken.add(piece.toString(StandardCharsets.US_ASCII));
                piece.release();
            });
        })) {
            ByteBuf bytes = engine.channel().alloc().buffer();
            bytes.writeCharSequence(POST + "abc", StandardCharsets.US_ASCII);
            engine.channel().writeInbound(bytes);
            assertThat(taken).isEmpty();
            requests.get(0).resume();
            assertThat(bytes.refCnt()).isZero();
            engine.ask("def");
            assertThat(taken).containsExactly("abc", "def");
            assertThat(seen).containsExactly("end");
            assertThat(requests.get(0).bytesRead()).isEqualTo(6);
        }
    }

    @Test
    void a_body_is_whole_once_its_end_has_come_while_it_waited() {
        try (EmbeddedEngine engine = new EmbeddedEngine(this::watchPaused)) {
            engine.ask(CHUNKED + "3\r\nabc\r\n");
            assertThat(StrictHttpEdge.takeWhole(requests.get(0))).isNull();
            engine.ask("0\r\n\r\n");
            ByteBuf all = Objects.requireNonNull(StrictHttpEdge.takeWhole(requests.get(0)));
            assertThat(all.toString(StandardCharsets.US_ASCII)).isEqualTo("abc");
            all.release();
            requests.get(0).resume();
            assertThat(seen).containsExactly("end");
            requests.get(0).response().end();

            engine.ask(CHUNKED + "3\r\nabc\r\n");
            engine.ask("3\r\ndef\r\n0\r\n\r\n");
            assertThat(StrictHttpEdge.takeWhole(requests.get(1))).isNull();
            requests.get(1).resume();
            assertThat(seen).containsExactly("end", "abc", "def", "end");
        }
    }
}
