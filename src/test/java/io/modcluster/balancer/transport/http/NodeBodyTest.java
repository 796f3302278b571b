package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a body gives, and when its connection is read. */
class NodeBodyTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final NodeBody body = new NodeBody(channel);
    private final List<String> given = new ArrayList<>();

    private static ByteBuf piece(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private void listen() {
        body.handler(piece -> given.add(piece.toString()))
                .endHandler(end -> given.add("end"))
                .exceptionHandler(cause -> given.add("failure"));
    }

    @Test
    void its_connection_is_not_read_while_it_waits_and_is_read_again_behind_its_end() {
        listen();
        body.pause();
        body.received(piece("a"));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(given).isEmpty();

        body.end();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(given).isEmpty();

        body.pause();
        assertThat(channel.config().isAutoRead()).isTrue();
        body.resume();
        assertThat(given).containsExactly("a", "end");
    }

    @Test
    void what_came_before_a_failure_is_given_first() {
        listen();
        body.pause();
        body.received(piece("a"));
        body.fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, "cut"));
        body.fetch(1);

        assertThat(given).containsExactly("a");
        body.resume();
        assertThat(given).containsExactly("a", "failure");
    }

    @Test
    void a_piece_that_could_not_be_taken_does_not_hold_up_those_behind_it() {
        listen();
        body.pause();
        body.received(piece("a"));
        body.received(piece("b"));
        body.end();
        body.handler(piece -> {
            throw new IllegalStateException("not taken");
        });
        assertThatThrownBy(body::resume).isInstanceOf(IllegalStateException.class);

        listen();
        body.resume();
        assertThat(given).containsExactly("b", "end");
    }
}
