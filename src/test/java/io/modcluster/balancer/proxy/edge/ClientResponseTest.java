package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of responses, for each way to tell where the body ends. */
// what was written is looked at in the channel
@SuppressWarnings("FutureReturnValueIgnored")
class ClientResponseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OLD = "GET / HTTP/1.0\r\n\r\n";
    private static final String OLD_KEPT = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static String answer(String request, Handler<HttpServerResponse> answers) {
        try (EmbeddedEngine engine = new EmbeddedEngine(asked -> answers.handle(asked.response()))) {
            return engine.ask(request);
        }
    }

    @Test
    void a_body_given_at_once_has_its_length_and_is_one_piece() {
        String whole = "HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 5\r\n\r\nhello";
        assertThat(answer(GET, response -> response.putHeader("a", "b").end("hello")))
                .isEqualTo(whole);
        try (EmbeddedEngine engine =
                new EmbeddedEngine(asked -> asked.response().end("hello"))) {
            engine.channel().writeInbound(Unpooled.copiedBuffer(GET.getBytes(StandardCharsets.US_ASCII)));
            assertThat(engine.pieces()).isEqualTo(1);
        }
    }

    @Test
    void a_body_in_pieces_goes_in_chunks_with_trailers_behind_it() {
        assertThat(answer(GET, response -> {
                    response.setChunked(true).putTrailer("t", "1");
                    response.write("hello");
                    response.write("x".repeat(17));
                    response.end("end");
                }))
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n11\r\n" + "x".repeat(17)
                        + "\r\n3\r\nend\r\n0\r\nt: 1\r\n\r\n");
        assertThat(answer(GET, response -> response.setChunked(true).end()))
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @Test
    void pooled_pieces_are_framed_without_a_copy() {
        String chunk = "y".repeat(300);
        assertThat(answer(GET, response -> {
                    response.setChunked(true);
                    DirectWriter writer = ((ClientResponse) response).direct();
                    assertThat(writer.begin(response, new NoPace())).isTrue();
                    writer.write(Unpooled.copiedBuffer(chunk.getBytes(StandardCharsets.US_ASCII)));
                    writer.flush();
                    response.end();
                }))
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n12c\r\n" + chunk + "\r\n0\r\n\r\n");
    }

    @Test
    void a_long_piece_is_as_it_was() {
        String body = "z".repeat(40_000);
        assertThat(answer(GET, response -> response.end(body))).endsWith("content-length: 40000\r\n\r\n" + body);
        assertThat(answer(GET, response -> response.setChunked(true).end(body)))
                .endsWith("\r\n\r\n9c40\r\n" + body + "\r\n0\r\n\r\n");
    }

    @Test
    void what_has_no_body_gets_none_and_no_framing_of_ours() {
        assertThat(answer(HEAD, response -> response.putHeader(HttpHeaders.CONTENT_LENGTH, "9")
                        .end("not sent!")))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
        assertThat(answer(HEAD, response -> response.setChunked(true).end())).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
        assertThat(answer(GET, response -> response.setStatusCode(204).end("no")))
                .isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(answer(GET, response -> response.setStatusCode(304).end()))
                .isEqualTo("HTTP/1.1 304 Not Modified\r\n\r\n");
        assertThat(answer(GET, response -> response.setStatusCode(205).end("no")))
                .isEqualTo("HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n");
        assertThat(answer(GET, HttpServerResponse::end)).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void an_http_1_0_client_is_answered_in_its_words() {
        assertThat(answer(OLD, response -> response.end("x")))
                .isEqualTo("HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx");
        assertThat(answer(OLD_KEPT, response -> response.end("x")))
                .isEqualTo("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx");
        assertThat(answer(OLD, response -> {
                    response.setChunked(true).write("no ");
                    response.end("length");
                }))
                .isEqualTo("HTTP/1.0 200 OK\r\n\r\nno length");
    }

    @Test
    void the_last_response_says_so_and_nothing_comes_behind_it() {
        assertThat(answer(LAST + GET, response -> response.end("x")))
                .isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx");
    }

    @Test
    void a_phrase_of_its_own_is_said() {
        assertThat(answer(GET, response -> response.setStatusCode(200)
                        .setStatusMessage("Fine")
                        .end()))
                .startsWith("HTTP/1.1 200 Fine\r\n");
        assertThat(answer(GET, response -> response.setStatusCode(599).end())).startsWith("HTTP/1.1 599 ");
    }

    @Test
    void interim_responses_come_before_the_head() {
        assertThat(answer(GET, response -> {
                    response.writeContinue();
                    response.writeEarlyHints(HttpHeaders.headers().add("link", "</a>"));
                    response.end("x");
                }))
                .isEqualTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx");
    }

    @Test
    void a_body_of_unknown_length_is_refused_before_anything_is_written() {
        List<Throwable> refused = new ArrayList<>();
        answer(GET, response -> assertThatThrownBy(() -> response.write("x"))
                .satisfies(refused::add)
                .hasMessageContaining("expected: Content-Length"));
        assertThat(refused).hasSize(1);
    }

    @Test
    void pipelined_requests_are_answered_in_turn() {
        List<HttpServerResponse> waiting = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(asked -> waiting.add(asked.response()))) {
            assertThat(engine.ask(GET + GET)).isEmpty();
            assertThat(waiting).hasSize(1);
            waiting.get(0).end("1");
            engine.channel().runPendingTasks();
            assertThat(waiting).hasSize(2);
            waiting.get(1).end("2");
            assertThat(engine.answer())
                    .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1"
                            + "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2");
        }
    }

    @Test
    void a_client_that_is_behind_gets_no_further_request_served_until_it_has_taken_its_answer() {
        List<HttpServerResponse> responses = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(asked -> responses.add(asked.response()))) {
            engine.ask(GET + GET);
            engine.setWritable(false);
            assertThat(responses.get(0).writeQueueFull()).isTrue();
            Future<Void> end = responses.get(0).end("1");
            assertThat(end).isNotSameAs(Future.succeededFuture());
            engine.channel().runPendingTasks();
            assertThat(responses).hasSize(1);
            engine.setWritable(true);
            engine.channel().runPendingTasks();
            assertThat(responses).hasSize(2);
            responses.get(1).drainHandler(drained -> responses.get(1).end("2"));
            engine.setWritable(false);
            engine.setWritable(true);
            assertThat(engine.answer()).endsWith("\r\n\r\n2");
        }
    }

    @Test
    void a_client_that_goes_away_is_told_of_once_and_only_while_its_answer_is_not_written() {
        List<String> told = new ArrayList<>();
        List<HttpServerResponse> responses = new ArrayList<>();
        try (EmbeddedEngine engine = new EmbeddedEngine(asked -> {
            asked.exceptionHandler(gone -> told.add("request"));
            asked.response().exceptionHandler(gone -> told.add("broken")).closeHandler(gone -> told.add("closed"));
            responses.add(asked.response());
        })) {
            engine.ask(GET);
            engine.channel().close();
            assertThat(told).containsExactly("broken", "closed");
            assertThat(responses.get(0).closed()).isTrue();
        }
        told.clear();
        try (EmbeddedEngine engine = new EmbeddedEngine(asked -> {
            asked.response().closeHandler(gone -> told.add("closed"));
            asked.response().end();
        })) {
            engine.ask(GET);
            engine.channel().close();
            assertThat(told).isEmpty();
        }
    }

    private static final class NoPace implements DirectWriter.Pace {
        @Override
        public void behind() {}

        @Override
        public void caughtUp() {}
    }

    @Test
    void an_http_1_0_client_that_would_keep_its_connection_is_told_that_it_ends() {
        assertThat(answer(OLD_KEPT + OLD_KEPT, response -> response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                        .write("up to the end")
                        .onComplete(written -> response.end())))
                .isEqualTo("HTTP/1.0 200 OK\r\nconnection: close\r\n\r\nup to the end");
    }
}
