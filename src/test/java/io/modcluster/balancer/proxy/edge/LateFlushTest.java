package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what was written to an HTTP/2 connection goes out. */
// what was written is looked at in the channel
@SuppressWarnings("FutureReturnValueIgnored")
class LateFlushTest {
    private static final int MORE_THAN_ENOUGH = 100_000;

    private final List<String> socket = new ArrayList<>();
    private EmbeddedChannel channel;
    /** Where Vert.x is. */
    private ChannelHandlerContext vertx;

    private final class Socket extends ChannelOutboundHandlerAdapter {
        /** Short ones end here: with each that goes on, EmbeddedChannel runs what was put off. */
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (((ByteBuf) message).readableBytes() < MORE_THAN_ENOUGH) {
                ReferenceCountUtil.release(message);
                promise.setSuccess();
            } else {
                ctx.write(message, promise);
            }
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            socket.add("flush");
            ctx.flush();
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            socket.add("close");
            ctx.close(promise);
        }
    }

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel(new Socket());
        channel.pipeline()
                .addLast(LateFlush.NAME, new LateFlush())
                .addLast("vertx", new ChannelInboundHandlerAdapter());
        vertx = channel.pipeline().context("vertx");
        socket.clear();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.wrappedBuffer(new byte[length]);
    }

    private void answer() {
        vertx.write(bytes(10));
        vertx.flush();
    }

    @Test
    void answers_of_one_turn_leave_with_one_flush() {
        answer();
        answer();
        answer();
        assertThat(socket).isEmpty();
        channel.runPendingTasks();
        assertThat(socket).containsExactly("flush");
        answer();
        channel.runPendingTasks();
        assertThat(socket).containsExactly("flush", "flush");
    }

    @Test
    void a_flush_of_nothing_does_nothing() {
        answer();
        channel.runPendingTasks();
        vertx.flush();
        channel.runPendingTasks();
        assertThat(socket).containsExactly("flush");
    }

    @Test
    void what_was_written_before_it_stood_is_flushed() {
        vertx.flush();
        channel.runPendingTasks();
        assertThat(socket).containsExactly("flush");
    }

    @Test
    void a_full_connection_does_not_wait() {
        vertx.write(bytes(MORE_THAN_ENOUGH));
        vertx.flush();
        assertThat(socket).containsExactly("flush");
    }

    /** Or the connection that it ends would go on to be read. */
    @Test
    void a_goaway_does_not_wait() {
        answer();
        vertx.write(Unpooled.wrappedBuffer(new byte[] {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 11}));
        vertx.flush();
        assertThat(socket).containsExactly("flush");
        answer();
        assertThat(socket).containsExactly("flush");
    }

    @Test
    void a_goaway_is_seen_wherever_it_stands_in_its_memory_and_whatever_follows() {
        vertx.write(Unpooled.wrappedBuffer(new byte[] {9, 9, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 11})
                .skipBytes(2));
        vertx.write(bytes(10));
        vertx.flush();
        assertThat(socket).containsExactly("flush");
    }

    @Test
    void what_is_shorter_than_a_frame_waits_as_all_else() {
        assertThat(vertx.write(bytes(0)).isSuccess()).isTrue();
        assertThat(vertx.write(bytes(2)).isSuccess()).isTrue();
        vertx.flush();
        assertThat(socket).isEmpty();
        channel.runPendingTasks();
        assertThat(socket).containsExactly("flush");
    }

    @Test
    void what_waits_goes_out_before_the_end() {
        answer();
        vertx.close();
        assertThat(socket).containsExactly("flush", "close");
    }

    @Test
    void what_waits_goes_out_when_it_is_taken_away() {
        answer();
        channel.pipeline().remove(LateFlush.NAME);
        assertThat(socket).containsExactly("flush");
    }
}
