package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a body is moved from one side to the other. */
class PumpTest {
    private final List<String> seen = new ArrayList<>();
    private final Side side = new Side();
    private final BodyPump pump = new BodyPump(side, side, bytes -> seen.add("+" + bytes));

    private void start() {
        pump.start(() -> seen.add("end"));
    }

    @Test
    void pieces_are_counted_and_go_on_and_the_end_is_told_but_not_passed_on() {
        start();
        side.gives("ab");
        side.gives("c");
        side.ends();
        side.ends();
        assertThat(seen).containsExactly("resumed", "+2", "ab", "+1", "c", "end");
    }

    @Test
    void who_is_behind_gets_no_more_until_he_has_caught_up() {
        start();
        side.full = true;
        side.gives("a");
        assertThat(seen).containsExactly("resumed", "+1", "a", "paused");
        side.full = false;
        side.drained();
        assertThat(seen).endsWith("paused", "resumed");
    }

    @Test
    void after_a_stop_nothing_is_counted_moved_told_or_asked_for() {
        start();
        side.full = true;
        side.gives("a");
        pump.stop();
        seen.clear();
        side.drained();
        side.gives("b");
        side.ends();
        assertThat(seen).isEmpty();
    }

    @Test
    void a_piece_that_its_counter_refuses_is_not_moved() {
        BodyPump[] refusing = new BodyPump[1];
        refusing[0] = new BodyPump(side, side, bytes -> refusing[0].stop());
        refusing[0].start(() -> seen.add("end"));
        side.gives("a");
        assertThat(seen).containsExactly("resumed");
    }

    @Test
    void a_body_that_is_one_short_piece_is_held_once() {
        pump.hold(2);
        start();
        side.gives("ab");
        assertThat(seen).containsExactly("resumed", "+2");
        assertThat(pump.takeHeld()).hasToString("ab");
        assertThat(pump.takeHeld()).isNull();
    }

    @Test
    void a_body_in_pieces_is_not_held_whatever_their_length() {
        pump.hold(2);
        start();
        side.gives("a");
        side.gives("bc");
        assertThat(seen).containsExactly("resumed", "+1", "a", "+2", "bc");
        assertThat(pump.takeHeld()).isNull();
    }

    @Test
    void a_client_that_catches_up_is_not_late() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            CountDownLatch late = new CountDownLatch(1);
            pump.watch(new SlowReader(vertx, 10, late::countDown));
            // on the loop of the timer, which cannot ring in between
            vertx.runOnContext(now -> {
                start();
                side.full = true;
                side.gives("a");
                side.drained();
            });
            assertThat(late.await(200, TimeUnit.MILLISECONDS)).isFalse();
            vertx.runOnContext(now -> side.gives("b"));
            assertThat(late.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Both ends of it. */
    private final class Side implements ReadStream<Buffer>, WriteStream<Buffer> {
        private @Nullable Handler<Buffer> handler;
        private @Nullable Handler<Void> endHandler;
        private @Nullable Handler<Void> drainHandler;
        private boolean full;

        void gives(String piece) {
            if (handler != null) {
                handler.handle(Buffer.buffer(piece));
            }
        }

        void ends() {
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }

        void drained() {
            if (drainHandler != null) {
                drainHandler.handle(null);
            }
        }

        @Override
        public Side handler(@Nullable Handler<Buffer> to) {
            handler = to;
            return this;
        }

        @Override
        public Side endHandler(@Nullable Handler<Void> to) {
            endHandler = to;
            return this;
        }

        @Override
        public Side exceptionHandler(@Nullable Handler<Throwable> to) {
            return this;
        }

        @Override
        public Side pause() {
            seen.add("paused");
            return this;
        }

        @Override
        public Side resume() {
            seen.add("resumed");
            return this;
        }

        @Override
        public Side fetch(long amount) {
            return this;
        }

        @Override
        public Future<Void> write(Buffer data) {
            seen.add(data.toString());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            seen.add("ended");
            return Future.succeededFuture();
        }

        @Override
        public Side setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return full;
        }

        @Override
        public Side drainHandler(@Nullable Handler<Void> to) {
            drainHandler = to;
            return this;
        }
    }
}
