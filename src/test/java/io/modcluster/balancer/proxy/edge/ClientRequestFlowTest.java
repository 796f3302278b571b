package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order in which a request gives out its body, and when its connection is read. */
@SuppressWarnings("NullAway.Init") // there once it has been read
class ClientRequestFlowTest {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> seen = new ArrayList<>();
    private final EmbeddedEngine engine = new EmbeddedEngine(this::serve);

    private HttpServerRequest request;
    private boolean paused = true;
    private Consumer<HttpServerRequest> onRequest = asked -> {};
    private BiConsumer<HttpServerRequest, Buffer> onPiece = (asked, piece) -> {};

    private void serve(HttpServerRequest asked) {
        request = asked;
        if (paused) {
            asked.pause();
        }
        asked.handler(piece -> {
                    seen.add(piece.toString());
                    onPiece.accept(asked, piece);
                    seen.add(".");
                })
                .endHandler(end -> seen.add("end"));
        onRequest.accept(asked);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static String length(int length) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String chunk(String piece) {
        return Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n";
    }

    private boolean isRead() {
        return engine.channel().config().isAutoRead();
    }

    /** Adds what it gets to {@link #seen}, and pauses. */
    private void takeAndPause(ByteBuf piece) {
        seen.add(piece.toString(StandardCharsets.US_ASCII));
        piece.release();
        request.pause();
    }

    @Test
    void who_asks_for_more_while_he_has_a_piece_gets_it_afterwards() {
        onPiece = (asked, piece) -> asked.resume();
        engine.ask(CHUNKED + chunk("a") + chunk("b"));
        request.resume();
        assertThat(seen).containsExactly("a", ".", "b", ".");
    }

    @Test
    void who_asks_for_more_with_the_last_piece_is_told_the_end_afterwards() {
        paused = false;
        onPiece = (asked, piece) -> asked.resume();
        engine.ask(length(2) + "a");
        engine.ask("b");
        assertThat(seen).containsExactly("a", ".", "b", ".", "end");
    }

    @Test
    void a_piece_that_is_read_while_another_one_is_given_waits_for_it() {
        paused = false;
        onPiece = (asked, piece) -> {
            if (piece.toString().equals("a")) {
                engine.ask(chunk("b"));
            }
        };
        engine.ask(CHUNKED);
        engine.ask(chunk("a"));
        engine.ask(chunk("c"));
        assertThat(seen).containsExactly("a", ".", "b", ".", "c", ".");
    }

    @Test
    void a_handler_that_fails_is_reported_and_gets_the_pieces_behind() {
        paused = false;
        onPiece = (asked, piece) -> {
            throw new IllegalStateException("not taken");
        };
        engine.ask(CHUNKED + chunk("a"));
        engine.ask(chunk("b"));
        engine.ask("0\r\n\r\n");
        assertThat(seen).containsExactly("a", "b", "end");
        assertThat(engine.reported()).hasSize(2);
        assertThat(engine.channel().isActive()).isTrue();
    }

    @Test
    void a_handler_that_fails_at_what_has_waited_gets_the_pieces_behind() {
        engine.ask(CHUNKED + chunk("a") + chunk("b") + "0\r\n\r\n");
        onPiece = (asked, piece) -> {
            throw new IllegalStateException("not taken");
        };
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try {
                request.resume();
            } catch (IllegalStateException expected) {
                thrown.add(expected);
            }
        }
        assertThat(thrown).hasSize(2);
        assertThat(seen).containsExactly("a", "b", "end");
    }

    @Test
    void the_end_is_told_once() {
        engine.ask(length(1) + "a");
        request.end().onSuccess(end -> seen.add("future"));
        request.resume();
        request.resume();
        assertThat(seen).containsExactly("a", ".", "end", "future");
    }

    @Test
    void who_asks_for_the_end_afterwards_is_told_too() {
        engine.ask(length(1) + "a");
        request.resume();
        assertThat(request.end().succeeded()).isTrue();
    }

    @Test
    void what_was_asked_for_adds_up_to_all_there_is() {
        engine.ask(CHUNKED + chunk("a"));
        request.fetch(3).resume();
        engine.ask(chunk("b") + chunk("c") + chunk("d") + "0\r\n\r\n");
        assertThat(seen).containsExactly("a", ".", "b", ".", "c", ".", "d", ".", "end");
    }

    @Test
    void many_short_pieces_that_wait_end_the_reading() {
        engine.ask(CHUNKED);
        for (int i = 0; i < 15; i++) {
            engine.ask(chunk("x"));
            assertThat(isRead()).as("after %d pieces", i + 1).isTrue();
        }
        engine.ask(chunk("x"));
        assertThat(isRead()).isFalse();
        request.fetch(15);
        assertThat(isRead()).isFalse();
        request.fetch(2);
        assertThat(isRead()).isTrue();
    }

    @Test
    void only_what_waits_now_counts() {
        engine.ask(CHUNKED);
        for (int i = 0; i < 3; i++) {
            engine.ask(chunk("x".repeat(40_000)));
            assertThat(isRead()).isTrue();
            request.resume();
            request.pause();
        }
    }

    @Test
    void a_body_that_is_all_there_does_not_end_the_reading() {
        engine.ask(length(65_536) + "x".repeat(65_536));
        assertThat(isRead()).isTrue();
        request.resume();
        assertThat(String.join("", seen).replace(".", "")).hasSize(65_536 + "end".length());
    }

    @Test
    void a_taker_that_pauses_gets_the_rest_of_what_was_read_and_nothing_more_is() {
        paused = false;
        engine.ask(CHUNKED);
        StrictHttpEdge.givePieces(request, this::takeAndPause);
        engine.ask(chunk("a") + chunk("b"));
        assertThat(seen).containsExactly("a", "b");
        assertThat(isRead()).isFalse();
        request.resume();
        assertThat(isRead()).isTrue();
        engine.ask(chunk("c"));
        assertThat(isRead()).isFalse();
        request.resume();
        engine.ask("0\r\n\r\n");
        assertThat(seen).containsExactly("a", "b", "c", "end");
        assertThat(request.bytesRead()).isEqualTo(3);
        assertThat(isRead()).isTrue();
    }

    @Test
    void a_request_is_given_with_its_first_piece_and_those_behind_it_need_not_wait() {
        paused = false;
        onRequest = asked -> StrictHttpEdge.givePieces(asked, this::takeAndPause);
        engine.ask(CHUNKED + chunk("a") + chunk("b"));
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void a_taker_that_pauses_with_the_last_piece_does_not_end_the_reading() {
        paused = false;
        engine.ask(length(6));
        StrictHttpEdge.givePieces(request, this::takeAndPause);
        engine.ask("abcdef");
        assertThat(isRead()).isTrue();
        assertThat(seen).containsExactly("abcdef");
        request.resume();
        assertThat(seen).containsExactly("abcdef", "end");
    }

    @Test
    void what_waits_goes_before_what_is_taken() {
        engine.ask(CHUNKED + chunk("a"));
        StrictHttpEdge.givePieces(request, this::takeAndPause);
        engine.ask(chunk("b"));
        assertThat(seen).isEmpty();
        request.resume();
        assertThat(seen).containsExactly("a");
        request.resume();
        assertThat(seen).containsExactly("a", "b", ".");
        engine.ask(chunk("c"));
        assertThat(seen).endsWith(".", "c");
    }
}
