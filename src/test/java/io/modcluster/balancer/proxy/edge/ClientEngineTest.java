package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection from request to request, and its end. */
// what was written is looked at in the channel
@SuppressWarnings("FutureReturnValueIgnored")
class ClientEngineTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<String> told = new ArrayList<>();
    private final List<HttpServerRequest> requests = new ArrayList<>();
    private final List<HttpServerRequest> unreadable = new ArrayList<>();
    private Consumer<HttpServerRequest> served = asked -> {};
    private final EmbeddedEngine engine = new EmbeddedEngine(
            asked -> {
                requests.add(asked);
                served.accept(asked);
            },
            unreadable::add);

    @AfterEach
    void close() {
        engine.close();
    }

    private boolean isOpen() {
        engine.channel().runPendingTasks();
        return engine.channel().isActive();
    }

    private void answer(int index) {
        requests.get(index).response().end("x");
        engine.answer();
    }

    @Test
    void a_head_that_cannot_be_read_is_the_last_one_and_given_to_who_answers_such() {
        engine.ask(GET.replace("GET ", "GET  ") + GET);
        assertThat(requests).isEmpty();
        assertThat(unreadable).hasSize(1);
        assertThat(unreadable.get(0).isEnded()).isTrue();
        unreadable.get(0).response().end("no");
        assertThat(engine.answer()).contains("connection: close").endsWith("\r\n\r\nno");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_request_whose_body_breaks_at_once_is_told_of_and_then_fails() {
        served = asked -> asked.exceptionHandler(broken -> told.add("broken"));
        engine.ask(CHUNKED + "zz\r\n");
        assertThat(requests).hasSize(1);
        assertThat(told).containsExactly("broken");
        assertThat(engine.behind()).hasSize(1).first().isInstanceOf(NumberFormatException.class);
    }

    @Test
    void who_gets_a_request_or_a_piece_of_it_is_on_the_context_of_its_connection() {
        List<Context> contexts = new ArrayList<>();
        served = asked -> {
            contexts.add(Vertx.currentContext());
            asked.handler(piece -> contexts.add(Vertx.currentContext()))
                    .endHandler(end -> contexts.add(Vertx.currentContext()))
                    .exceptionHandler(gone -> contexts.add(Vertx.currentContext()))
                    .response()
                    .exceptionHandler(gone -> contexts.add(Vertx.currentContext()))
                    .drainHandler(drained -> contexts.add(Vertx.currentContext()));
        };
        engine.ask(CHUNKED);
        engine.ask("1\r\na\r\n");
        engine.setWritable(false);
        engine.setWritable(true);
        engine.channel().pipeline().fireExceptionCaught(new IllegalStateException("reset"));
        engine.channel().close();
        assertThat(contexts).hasSizeGreaterThanOrEqualTo(6).doesNotContainNull();
        assertThat(Vertx.currentContext()).isNull();
    }

    @Test
    void a_handler_that_fails_is_reported_and_the_connection_lives_on() {
        served = asked -> {
            throw new IllegalStateException("not served");
        };
        engine.ask(GET);
        assertThat(engine.reported()).hasSize(1);
        answer(0);
        engine.ask(GET);
        assertThat(requests).hasSize(2);
    }

    @Test
    void a_stop_waits_for_the_answer_under_way_which_is_the_last() {
        ShutdownEvent stop = new ShutdownEvent(10, TimeUnit.SECONDS);
        engine.ask(GET);
        engine.channel().pipeline().fireUserEventTriggered(stop);
        assertThat(engine.behind()).isEmpty();
        requests.get(0).response().end("x");
        assertThat(engine.answer()).contains("connection: close");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_stop_without_a_request_or_without_time_is_for_vertx() {
        ShutdownEvent stop = new ShutdownEvent(10, TimeUnit.SECONDS);
        ShutdownEvent now = new ShutdownEvent(0, TimeUnit.SECONDS);
        engine.channel().pipeline().fireUserEventTriggered(stop);
        engine.ask(GET);
        answer(0);
        engine.channel().pipeline().fireUserEventTriggered(stop);
        engine.ask(GET);
        engine.channel().pipeline().fireUserEventTriggered(now);
        assertThat(engine.behind()).containsExactly(stop, stop, now);
    }

    @Test
    void vertx_hears_of_the_end_and_of_a_client_that_is_behind() {
        engine.setWritable(false);
        engine.setWritable(true);
        engine.channel().close();
        assertThat(engine.behind()).containsExactly("writable false", "writable true", "inactive");
    }

    @Test
    void who_waits_for_the_client_to_take_more_is_told_when_it_does() {
        served = asked -> asked.response().drainHandler(drained -> told.add("drained"));
        engine.ask(GET);
        engine.setWritable(false);
        assertThat(told).isEmpty();
        engine.setWritable(true);
        assertThat(told).containsExactly("drained");
    }

    @Test
    void a_client_that_was_behind_once_is_served_one_request_at_a_time_as_before() {
        engine.ask(GET);
        engine.setWritable(false);
        answer(0);
        engine.setWritable(true);
        engine.setWritable(false);
        engine.setWritable(true);
        engine.ask(GET + GET);
        assertThat(requests).hasSize(2);
    }

    @Test
    void a_client_that_does_not_take_its_answer_is_cut_as_if_it_was_idle() {
        engine.ask(GET);
        engine.seconds(1000);
        assertThat(isOpen()).isTrue();
        engine.setWritable(false);
        requests.get(0).response().end("x");
        engine.seconds((int) EdgeServer.LIMITS.idleTimeout().toSeconds());
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_head_that_does_not_end_is_answered_with_408_and_an_idle_connection_just_ends() {
        engine.seconds(0);
        engine.ask(GET);
        answer(0);
        engine.ask("GET ");
        engine.seconds((int) EdgeServer.LIMITS.headTimeout().toSeconds());
        assertThat(engine.answer()).startsWith("HTTP/1.1 408 ");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_body_that_is_late_or_broken_is_answered_here_and_that_can_be_asked() {
        engine.seconds(0);
        engine.ask(CHUNKED);
        assertThat(StrictHttpEdge.answered(requests.get(0))).isNull();
        engine.seconds(1000);
        assertThat(engine.answer()).startsWith("HTTP/1.1 408 ");
        assertThat(StrictHttpEdge.answered(requests.get(0)))
                .extracting(Refused::status)
                .isEqualTo(408);

        try (EmbeddedEngine other = new EmbeddedEngine(requests::add)) {
            other.ask(CHUNKED + "zz\r\n");
            other.channel().close();
            assertThat(other.answer()).startsWith("HTTP/1.1 400 ");
            assertThat(StrictHttpEdge.answered(requests.get(1)))
                    .extracting(Refused::status)
                    .isEqualTo(400);
        }
    }

    @Test
    void nothing_is_read_while_a_request_waits_for_its_turn() {
        engine.ask(GET + GET + GET);
        assertThat(engine.channel().config().isAutoRead()).isFalse();
        answer(0);
        assertThat(requests).hasSize(1);
        engine.channel().runPendingTasks();
        assertThat(requests).hasSize(2);
        assertThat(engine.channel().config().isAutoRead()).isFalse();
        answer(1);
        engine.channel().runPendingTasks();
        assertThat(requests).hasSize(3);
        assertThat(engine.channel().config().isAutoRead()).isTrue();
    }

    @Test
    void what_a_connection_becomes_has_no_deadline() {
        engine.seconds(0);
        engine.channel().pipeline().remove(ConnectionWatch.NAME);
        engine.seconds(1000);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void a_connection_that_is_gone_or_has_nothing_more_to_read_is_not_read() {
        String body = "x".repeat(140_000);
        served = HttpServerRequest::pause;
        engine.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        engine.channel().pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        requests.get(0).resume();
        assertThat(requests.get(0).isEnded()).isTrue();
        assertThat(engine.channel().config().isAutoRead()).isFalse();

        try (EmbeddedEngine other = new EmbeddedEngine(HttpServerRequest::pause)) {
            other.ask(CHUNKED + "10000\r\n" + body.substring(0, 0x10000) + "\r\n");
            other.channel().close();
            assertThat(other.channel().config().isAutoRead()).isFalse();
        }
    }
}
