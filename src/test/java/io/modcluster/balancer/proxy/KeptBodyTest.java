package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeptBodyTest {
    private final Client client = new Client();
    private final KeptBody body = new KeptBody(client, 8);

    @Test
    void what_passed_and_what_is_still_to_come_is_read_again() {
        StringBuilder first = read();
        client.sends("abc");
        body.rewind();
        client.sends("def");
        client.ends();

        StringBuilder second = read();

        assertThat(first).hasToString("abc");
        assertThat(second).hasToString("abcdef.");
        body.rewind();
        assertThat(read()).hasToString("abcdef.");
        assertThat(body.isWhole()).isTrue();
    }

    @Test
    void the_client_is_held_up_until_somebody_reads_again() {
        read();
        client.sends("abc");
        body.rewind();
        client.sends("0123456789");

        assertThat(body.isWhole()).isTrue();
        assertThat(read()).hasToString("abc0123456789");
        assertThat(body.isWhole()).isFalse();
    }

    @Test
    void a_body_that_gets_too_long_passes_and_is_not_kept() {
        StringBuilder read = read();
        client.sends("01234567");
        assertThat(body.isWhole()).isTrue();
        client.sends("8");
        client.sends("9");
        client.ends();

        assertThat(read).hasToString("0123456789.");
        assertThat(body.isWhole()).isFalse();
    }

    @Test
    void a_body_in_too_many_pieces_is_not_kept() {
        KeptBody long100 = new KeptBody(client, 100_000);
        StringBuilder read = new StringBuilder();
        long100.handler(read::append);
        long100.resume();
        for (int i = 0; i < KeptBody.MOST_PIECES; i++) {
            client.sends("x");
        }
        assertThat(long100.isWhole()).isTrue();
        client.sends("x");

        assertThat(long100.isWhole()).isFalse();
        assertThat(read).hasSize(KeptBody.MOST_PIECES + 1);
    }

    @Test
    void a_reader_that_pauses_gets_no_more_and_then_the_rest() {
        read();
        client.sends("a");
        client.sends("b");
        client.ends();
        body.rewind();
        StringBuilder slow = new StringBuilder();
        body.handler(piece -> {
            slow.append(piece);
            body.pause();
        });
        body.endHandler(end -> slow.append('.'));

        body.resume();
        assertThat(slow).hasToString("a");
        body.resume();
        assertThat(slow).hasToString("ab");
        body.resume();
        assertThat(slow).hasToString("ab.");
    }

    private StringBuilder read() {
        StringBuilder read = new StringBuilder();
        body.handler(read::append);
        body.endHandler(end -> read.append('.'));
        body.resume();
        return read;
    }

    /** Holds back what it sends while nobody wants it, as the connection of a client does. */
    private static final class Client implements ReadStream<Buffer> {
        private final Deque<Runnable> held = new ArrayDeque<>();
        private boolean paused = true;
        private @Nullable Handler<Buffer> handler;
        private @Nullable Handler<Void> endHandler;

        void sends(String text) {
            held.add(() -> {
                if (handler != null) {
                    handler.handle(Buffer.buffer(text));
                }
            });
            flow();
        }

        void ends() {
            held.add(() -> {
                if (endHandler != null) {
                    endHandler.handle(null);
                }
            });
            flow();
        }

        private void flow() {
            while (!paused && !held.isEmpty()) {
                held.remove().run();
            }
        }

        @Override
        public Client handler(@Nullable Handler<Buffer> handler) {
            this.handler = handler;
            return this;
        }

        @Override
        public Client endHandler(@Nullable Handler<Void> endHandler) {
            this.endHandler = endHandler;
            return this;
        }

        @Override
        public Client pause() {
            paused = true;
            return this;
        }

        @Override
        public Client resume() {
            paused = false;
            flow();
            return this;
        }

        @Override
        public Client fetch(long amount) {
            throw new UnsupportedOperationException("fetch");
        }

        @Override
        public Client exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }
    }
}
