package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When pooled pieces go out, and what their sender is told about the client. */
@SuppressWarnings({"NullAway.Init", "FutureReturnValueIgnored"}) // set before each; what was written is looked at
class DirectWriterTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n";
    private static final int MORE_THAN_ENOUGH = 100_000;

    private final List<String> told = new ArrayList<>();
    private final EmbeddedEngine engine = new EmbeddedEngine(asked -> response = asked.response());

    private HttpServerResponse response;
    private DirectWriter writer;

    private final DirectWriter.Pace pace = new DirectWriter.Pace() {
        @Override
        public void behind() {
            told.add("behind");
        }

        @Override
        public void caughtUp() {
            told.add("caught up");
        }
    };

    @BeforeEach
    void ask() {
        engine.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        writer = ((ClientResponse) response).direct();
        response.putHeader("content-length", "300000");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static ByteBuf piece(int length) {
        return Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
    }

    @Test
    void the_head_goes_with_the_first_piece_when_that_is_flushed() {
        assertThat(writer.begin(response, pace)).isTrue();
        writer.write(piece(1));
        assertThat(engine.answer()).isEmpty();
        writer.flush();
        assertThat(engine.answer()).isEqualTo(HEAD + "x");
    }

    @Test
    void a_head_that_has_gone_is_not_sent_again() {
        response.writeHead();
        assertThat(engine.answer()).isEqualTo(HEAD);
        assertThat(writer.begin(response, pace)).isTrue();
        writer.write(piece(1));
        writer.flush();
        assertThat(engine.answer()).isEqualTo("x");
    }

    @Test
    void there_is_nothing_to_begin_where_the_response_or_its_client_is_gone_or_behind() {
        engine.setWritable(false);
        assertThat(writer.begin(response, pace)).isFalse();
        assertThat(response.headWritten()).isFalse();
        engine.setWritable(true);
        response.end("x".repeat(300_000));
        engine.answer();
        assertThat(writer.begin(response, pace)).isFalse();

        engine.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        engine.channel().close();
        assertThat(response.closed()).isTrue();
        assertThat(((ClientResponse) response).direct().begin(response, pace)).isFalse();
    }

    @Test
    void more_than_the_socket_holds_goes_out_at_once_and_a_client_that_takes_it_is_not_behind() {
        writer.begin(response, pace);
        writer.write(piece(MORE_THAN_ENOUGH));
        assertThat(engine.answer()).hasSize(HEAD.length() + MORE_THAN_ENOUGH);
        assertThat(told).isEmpty();
    }

    @Test
    void a_client_that_does_not_take_it_is_behind_once_until_it_has_caught_up() {
        writer.begin(response, pace);
        engine.setWritable(false);
        writer.write(piece(1));
        writer.write(piece(1));
        assertThat(told).containsExactly("behind");
        engine.setWritable(true);
        assertThat(told).containsExactly("behind", "caught up");
        engine.setWritable(false);
        engine.setWritable(true);
        assertThat(told).hasSize(2);
        engine.setWritable(false);
        writer.write(piece(1));
        assertThat(told).containsExactly("behind", "caught up", "behind");
    }

    @Test
    void after_the_end_nobody_is_told() {
        writer.begin(response, pace);
        engine.setWritable(false);
        writer.write(piece(1));
        writer.end();
        engine.setWritable(true);
        engine.setWritable(false);
        writer.write(piece(1));
        assertThat(told).containsExactly("behind");
    }

    @Test
    void what_has_no_body_releases_its_pieces() {
        response.setStatusCode(304);
        writer.begin(response, pace);
        ByteBuf piece = piece(1);
        writer.write(piece);
        assertThat(piece.refCnt()).isZero();
    }

    @Test
    void short_pieces_are_taken_over_too() {
        writer.begin(response, pace);
        ByteBuf piece = piece(1);
        writer.write(piece);
        assertThat(piece.refCnt()).isOne();
        writer.flush();
        engine.answer();
        assertThat(piece.refCnt()).isZero();
    }
}
