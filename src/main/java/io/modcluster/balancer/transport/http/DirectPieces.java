package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.ReadSizes;
import io.modcluster.balancer.transport.TakenBody;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** Takes the pieces of bodies, one after the other, out of a node's connection before Vert.x copies them. */
final class DirectPieces extends TakenBody {
    /** Vert.x queues up to 8 pieces before it stops reading: 8 × 16 KiB = 128 KiB for a client that does not. */
    private static final int MOST_READ_COPIED = 16 * 1024;

    private final Channel channel;

    DirectPieces(Channel channel) {
        super(MOST_READ_COPIED);
        this.channel = channel;
    }

    /** Where they come from. */
    Channel channel() {
        return channel;
    }

    @Override
    protected void heed() {
        channel.config().setAutoRead(!isPaused());
    }

    /** Whether it took the message, a part of a response that is not its head. */
    boolean take(Object message) {
        return message instanceof HttpContent piece && !piece.decoderResult().isFailure() && take(piece.content());
    }

    /** Takes what the end of a body has in it; what is left of the end. */
    LastHttpContent takeLast(LastHttpContent end) {
        if (end.content().readableBytes() <= (isDirect() ? 0 : SHORT) || !take(end)) {
            return end;
        }
        return end.trailingHeaders().isEmpty()
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, end.trailingHeaders());
    }

    /** The end of the body is next; what comes after it is of another. */
    void ended() {
        resume();
        forget();
    }

    /** Has the channel read at once as much as is good for the body. */
    void sizeReads() {
        channel.config().setRecvByteBufAllocator(new ReadSizes(this::mostRead));
    }
}
