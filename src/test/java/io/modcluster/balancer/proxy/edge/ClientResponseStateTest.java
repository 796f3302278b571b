package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a response may be written, what it counts, and what it tells. */
@SuppressWarnings({"NullAway.Init", "FutureReturnValueIgnored"}) // there once asked; what was written is looked at
class ClientResponseStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
    private static final String OLD = "GET / HTTP/1.0\r\n\r\n";

    private final List<String> told = new ArrayList<>();
    private final EmbeddedEngine engine = new EmbeddedEngine(asked -> response = asked.response());
    private HttpServerResponse response;

    @AfterEach
    void close() {
        engine.close();
    }

    private HttpServerResponse asked() {
        engine.ask(GET);
        return response;
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the response has been written");
    }

    private static void headGone(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the head of the response has been written");
    }

    @Test
    void nothing_is_written_behind_its_end() {
        asked().end("x");
        engine.answer();
        refused(() -> response.end());
        refused(() -> response.end("y"));
        refused(() -> response.write("y"));
        refused(() -> response.writeHead());
        assertThat(engine.answer()).isEmpty();
        assertThat(response.bytesWritten()).isOne();
    }

    @Test
    void a_head_goes_out_at_once_and_once() {
        asked().setChunked(true).writeHead();
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        assertThatThrownBy(response::writeHead).isInstanceOf(IllegalStateException.class);
        headGone(() -> response.setStatusCode(500));
        headGone(() -> ((DirectResponse) response).takeFields(HttpHeaders.headers()));
        headGone(() -> response.writeEarlyHints(HttpHeaders.headers()));
        assertThat(engine.answer()).isEmpty();
        response.end();
        assertThat(engine.answer()).isEqualTo("0\r\n\r\n");
    }

    @Test
    void a_head_that_leaves_the_length_open_is_not_written() {
        assertThatThrownBy(asked()::writeHead).hasMessageContaining("expected: Content-Length");
        response.putHeader("Content-Length", "1").writeHead();
        response.end("x");
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    }

    @Test
    void each_piece_goes_out_at_once_and_is_counted() {
        asked().setChunked(true).write("ab");
        assertThat(engine.answer()).endsWith("\r\n\r\n2\r\nab\r\n");
        response.write("cde");
        assertThat(engine.answer()).isEqualTo("3\r\ncde\r\n");
        response.end("f");
        assertThat(response.bytesWritten()).isEqualTo(6);
    }

    @Test
    void interim_responses_go_out_at_once() {
        asked().writeContinue();
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    }

    @Test
    void the_memory_of_a_body_is_taken_over_and_that_of_others_left_alone() {
        ByteBuf shortOne = Unpooled.copiedBuffer("short", StandardCharsets.US_ASCII);
        ((DirectResponse) asked()).endWith(shortOne);
        assertThat(engine.answer()).endsWith("\r\n\r\nshort");
        assertThat(shortOne.refCnt()).isZero();

        ByteBuf longOne = Unpooled.copiedBuffer("l".repeat(20_000), StandardCharsets.US_ASCII);
        ((DirectResponse) asked()).endWith(longOne);
        assertThat(longOne.refCnt()).isOne();
        assertThat(engine.answer()).endsWith("\r\n\r\n" + "l".repeat(20_000));
        assertThat(longOne.refCnt()).isZero();

        Buffer longKept = Buffer.buffer("k".repeat(20_000));
        asked().end(longKept);
        assertThat(engine.answer()).endsWith("\r\n\r\n" + longKept);
        assertThat(longKept.toString()).hasSize(20_000);

        Buffer kept = Buffer.buffer("kept");
        asked().end(kept);
        assertThat(engine.answer()).endsWith("\r\n\r\nkept");
        asked().end(kept);
        assertThat(engine.answer()).endsWith("\r\n\r\nkept");
        assertThat(kept.toString()).isEqualTo("kept");
    }

    @Test
    void pieces_up_to_16_KiB_are_copied_behind_their_head_and_longer_ones_are_not() {
        String most = "m".repeat(16 * 1024);
        engine.channel().writeInbound(Unpooled.copiedBuffer(GET, StandardCharsets.US_ASCII));
        response.end(most);
        assertThat(engine.pieces()).isEqualTo(1);
        engine.channel().writeInbound(Unpooled.copiedBuffer(GET, StandardCharsets.US_ASCII));
        response.end(most + "m");
        assertThat(engine.pieces()).isEqualTo(2);
    }

    @Test
    void what_watches_it_is_told_in_turn() {
        asked().headersEndHandler(head -> told.add("head"))
                .bodyEndHandler(end -> told.add("body"))
                .endHandler(end -> told.add("end"))
                .end("x");
        assertThat(told).containsExactly("head", "body", "end");
    }

    @Test
    void a_reset_closes_the_connection_unless_all_was_written() {
        asked().end("x");
        assertThat(response.reset(0).failed()).isTrue();
        assertThat(engine.channel().isActive()).isTrue();
        assertThat(asked().reset(0).succeeded()).isTrue();
        assertThat(engine.channel().isActive()).isFalse();
    }

    @Test
    void it_is_under_way_until_the_client_has_taken_it() {
        engine.ask(GET);
        engine.setWritable(false);
        assertThat(((ClientResponse) response).isUnderWay()).isTrue();
        response.end("x");
        assertThat(((ClientResponse) response).isUnderWay()).isTrue();
        engine.setWritable(true);
        assertThat(((ClientResponse) response).isUnderWay()).isFalse();
    }

    @Test
    void its_end_is_taken_when_the_client_has_taken_it_and_fails_with_the_connection() {
        engine.ask(GET);
        engine.setWritable(false);
        assertThat(response.end("x").succeeded()).isTrue();

        engine.setWritable(true);
        engine.ask(GET);
        engine.channel().close();
        assertThat(response.end("x").failed()).isTrue();
    }

    @Test
    void an_http_1_0_client_that_asks_for_nothing_else_loses_its_connection() {
        engine.ask(OLD);
        response.end("x");
        engine.channel().runPendingTasks();
        assertThat(engine.channel().isActive()).isFalse();
    }

    @Test
    void an_http_1_0_client_that_keeps_its_connection_asks_again_on_it() {
        engine.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        response.end("x");
        engine.channel().runPendingTasks();
        assertThat(engine.answer()).contains("connection: keep-alive");
        engine.ask(OLD);
        response.end("y");
        assertThat(engine.answer()).isEqualTo("HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\ny");
    }

    @Test
    void a_length_that_was_set_stays_and_chunks_can_be_taken_back() {
        asked().putHeader("Content-Length", "3").end("abc");
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        asked().setChunked(true).setChunked(false).end("abc");
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
        asked().setStatusCode(204).putHeader("Content-Length", "3").end();
        assertThat(engine.answer()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        asked().setStatusMessage("Fine").setStatusCode(201).end();
        assertThat(engine.answer()).startsWith("HTTP/1.1 201 Fine\r\n");
    }

    @Test
    void a_long_head_is_written_whole() {
        String value = "v".repeat(5000);
        asked().putHeader("a", value).putHeader("b", value).end();
        assertThat(engine.answer())
                .isEqualTo("HTTP/1.1 200 OK\r\na: " + value + "\r\nb: " + value + "\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void a_client_that_was_told_to_go_on_is_waited_for() {
        engine.ask(POST);
        engine.seconds(1000);
        assertThat(engine.channel().isActive()).isTrue();
        response.writeContinue();
        engine.answer();
        engine.seconds(1000);
        assertThat(engine.answer()).startsWith("HTTP/1.1 408 ");
        assertThat(engine.channel().isActive()).isFalse();
    }
}
