package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerRequest;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a body that nobody wants any more, or that does not come. */
@SuppressWarnings("FutureReturnValueIgnored") // that it is closed is looked at
class ClientRequestEndTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> told = new ArrayList<>();
    private final EmbeddedEngine engine = new EmbeddedEngine(this::serve);
    private final List<HttpServerRequest> requests = new ArrayList<>();

    private void serve(HttpServerRequest asked) {
        requests.add(asked);
        asked.pause()
                .handler(piece -> told.add(piece.toString()))
                .endHandler(end -> told.add("end"))
                .exceptionHandler(broken -> told.add("request: " + broken.getMessage()));
        asked.response().exceptionHandler(broken -> told.add("response: " + broken.getMessage()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private HttpServerRequest request() {
        return requests.get(0);
    }

    /** Comes with one read; what is returned tells whether it is still held. */
    private ByteBuf read(String text) {
        ByteBuf bytes = engine.channel().alloc().buffer();
        bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
        engine.channel().writeInbound(bytes);
        return bytes;
    }

    @Test
    void after_the_answer_nothing_of_the_body_is_given_or_counted_but_its_end_is_told() {
        engine.ask(CHUNKED + "1\r\na\r\n");
        request().response().end();
        ByteBuf rest = read("1\r\nb\r\n");
        assertThat(rest.refCnt()).isZero();
        engine.ask("0\r\n\r\n");
        assertThat(told).containsExactly("end");
        assertThat(request().bytesRead()).isZero();
    }

    @Test
    void after_the_answer_the_rest_of_the_body_is_read() {
        engine.ask(CHUNKED + "10000\r\n" + "x".repeat(0x10000) + "\r\n");
        assertThat(engine.channel().config().isAutoRead()).isFalse();
        request().response().end();
        assertThat(engine.channel().config().isAutoRead()).isTrue();
        request().resume();
        assertThat(told).isEmpty();
    }

    @Test
    void an_answered_request_that_was_read_is_not_kept_although_nobody_took_its_body() {
        engine.ask(POST + "abcdef");
        WeakReference<HttpServerRequest> served = new WeakReference<>(request());
        requests.remove(0).response().end();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(served.get()).isNull();
        });
    }

    @Test
    void a_client_that_leaves_within_a_body_is_told_of() {
        engine.ask(CHUNKED + "1\r\na\r\n");
        request().end().onFailure(broken -> told.add("future"));
        engine.channel().close();
        engine.channel().runPendingTasks();
        assertThat(told).containsExactly("response: Connection was closed", "request: Connection was closed", "future");
        request().resume();
        assertThat(told).doesNotContain("a");
    }

    @Test
    void a_client_that_leaves_takes_along_the_body_that_nobody_has_taken() {
        ByteBuf body = read(POST + "abcdef");
        assertThat(body.refCnt()).isPositive();
        engine.channel().close();
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void a_connection_that_breaks_fails_the_request_and_its_response() {
        engine.ask(CHUNKED + "1\r\na\r\n");
        request().end().onFailure(broken -> told.add("future"));
        engine.channel().pipeline().fireExceptionCaught(new IllegalStateException("reset"));
        assertThat(told).containsExactly("response: reset", "request: reset", "future");
        assertThat(engine.behind()).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_connection_that_breaks_after_the_request_fails_its_response_only() {
        engine.ask(POST + "abcdef");
        request().resume();
        engine.channel().pipeline().fireExceptionCaught(new IllegalStateException("reset"));
        assertThat(told).containsExactly("abcdef", "end", "response: reset");
    }

    @Test
    void a_body_whose_framing_breaks_is_given_on_as_far_as_it_came_and_then_fails() {
        engine.ask(CHUNKED + "1\r\na\r\nzz\r\n");
        request().resume();
        assertThat(told).hasSize(3).last().isEqualTo("a");
        assertThat(told.get(0)).startsWith("response: ");
        assertThat(told.get(1)).startsWith("request: ");
        assertThat(engine.behind()).hasSize(1).first().isInstanceOf(NumberFormatException.class);
    }

    @Test
    void an_empty_piece_is_released() {
        engine.ask(CHUNKED);
        ByteBuf empty = engine.channel().alloc().buffer();
        ((ClientRequest) request()).received(empty, false);
        assertThat(empty.refCnt()).isZero();
    }

    @Test
    void a_connection_that_becomes_something_else_releases_what_nobody_took() {
        ByteBuf body = read(POST + "abcdef");
        engine.channel().pipeline().remove(ConnectionWatch.NAME);
        assertThat(body.refCnt()).isZero();
        engine.channel().writeInbound(Unpooled.EMPTY_BUFFER);
    }
}
