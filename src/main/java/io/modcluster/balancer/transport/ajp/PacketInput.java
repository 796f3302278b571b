package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ReadSizes;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.AjpReplyDecoder;
import io.modcluster.balancer.transport.ajp.codec.ResponseHeads;
import io.modcluster.balancer.transport.ajp.codec.ShortReplies;
import io.modcluster.balancer.transport.ajp.codec.ShortReply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
// Netty calls outside of any context of Vert.x, whose timers belong to one; AjpNodeIT fails if it goes.
import io.vertx.core.internal.ContextInternal;
// The only way from a socket to its Netty pipeline; AjpNodeIT fails if it goes.
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What comes from a node on one connection, no faster than its bodies are taken. Belongs to one event loop.
 *
 * <p>It reads below the socket of Vert.x, which would copy each piece into the heap.
 */
// Netty's calls return the promise they were given; where none was, a failure comes as the end of the connection
@SuppressWarnings("FutureReturnValueIgnored")
final class PacketInput extends ChannelInboundHandlerAdapter {
    /** Most to read at once where no body is under way. */
    private static final int MOST_READ = 256 * 1024;

    private final AjpConnection connection;
    private final ContextInternal context;
    private final PacketOutput output;
    private final AjpReplyDecoder decoder;
    private final ShortReplies shortReplies;
    /** What was read behind what the client does not take. */
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    private final Runnable readComplete = this::readComplete;
    private @Nullable String brokenBy;
    private boolean reading;
    private boolean closed;

    private PacketInput(AjpConnection connection, ContextInternal context, PacketOutput output, ResponseHeads heads) {
        this.connection = connection;
        this.decoder = new AjpReplyDecoder(heads);
        this.shortReplies = new ShortReplies(heads);
        this.context = context;
        this.output = output;
    }

    /** Reads for {@code connection} from now on. */
    static PacketInput of(
            AjpConnection connection,
            ContextInternal context,
            NetSocket socket,
            PacketOutput output,
            ResponseHeads heads) {
        // without one Vert.x logs an error for each reset
        socket.exceptionHandler(PacketInput::seenElsewhere);
        ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
        PacketInput input = new PacketInput(connection, context, output, heads);
        vertx.pipeline().addBefore(vertx.name(), "packets", input);
        vertx.channel().config().setRecvByteBufAllocator(new ReadSizes(input::mostRead));
        return input;
    }

    private static void seenElsewhere(Throwable cause) {
        // this handler tells the connection
    }

    private int mostRead() {
        AjpResponseBody body = connection.body();
        return body == null ? MOST_READ : body.direct().mostRead();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
    }

    /** CPING was sent. */
    void pinged() {
        decoder.pinged();
    }

    /** A request was sent. */
    void requested() {
        decoder.requested();
    }

    boolean isOpen() {
        return !closed && brokenBy == null && ctx.channel().isActive();
    }

    /** Whether bytes have come that nothing was made of. */
    boolean hasRemainder() {
        return decoder.hasRemainder() || !waiting.isEmpty();
    }

    /** Whether the client does not take more of the response at the moment. */
    private boolean isHeldUp() {
        AjpResponseBody body = connection.body();
        return body != null && body.isPaused();
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        ContextInternal before = context.beginDispatch();
        try {
            if (closed || !(message instanceof ByteBuf piece)) {
                ReferenceCountUtil.release(message);
                return;
            }
            output.hold();
            reading = true;
            ShortReply whole = whole(piece);
            if (whole != null) {
                piece.release();
                decoder.answered();
                connection.whole(whole);
                return;
            }
            waiting.add(piece);
            read();
            AjpResponseBody body = connection.body();
            if (body != null) {
                body.direct().passOn();
            }
        } finally {
            reading = false;
            context.endDispatch(before);
        }
    }

    /** The response, if it is one that is read as a whole. */
    private @Nullable ShortReply whole(ByteBuf piece) {
        return waiting.isEmpty() && !decoder.hasRemainder() && connection.awaitsWhole()
                ? shortReplies.read(piece)
                : null;
    }

    /** As far as the client takes it. */
    private void read() {
        try {
            while (!closed && !isHeldUp()) {
                AjpReply reply = decoder.next();
                ByteBuf more = reply == null ? waiting.poll() : null;
                if (reply != null) {
                    connection.replied(reply);
                } else if (more != null) {
                    decoder.feed(more);
                } else {
                    return;
                }
            }
        } catch (AjpException wrong) {
            connection.refused(wrong);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        context.dispatch(readComplete);
    }

    private void readComplete() {
        reading = true;
        try {
            connection.allRead();
        } finally {
            reading = false;
            output.release();
        }
        heedBody();
    }

    /** Reads on, or not, as the body wants it. */
    void heedBody() {
        // of a connection that is gone nothing can be read, and epoll fails when asked to
        if (!closed && brokenBy == null && !reading) {
            AjpResponseBody body = connection.body();
            boolean reads = body == null || !(body.isPaused() || body.direct().isPaused());
            ChannelConfig config = ctx.channel().config();
            if (config.isAutoRead() != reads) {
                config.setAutoRead(reads);
            }
        }
    }

    /** Goes on after the body put reading off. */
    void goOn() {
        if (reading || closed) {
            return;
        }
        output.hold();
        reading = true;
        try {
            read();
        } finally {
            reading = false;
        }
        readComplete();
        if (brokenBy != null && !isHeldUp()) {
            connection.broken(brokenBy);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        context.dispatch(() -> brokeOff("the node closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        context.dispatch(() -> brokeOff(String.valueOf(cause.getMessage())));
    }

    private void brokeOff(String how) {
        if (!closed) {
            brokenBy = how;
            if (!isHeldUp()) {
                connection.broken(how);
            }
            // else what has come is still to be read; the end comes behind it
        }
    }

    /** Closes the connection. What waits is thrown away. */
    void close() {
        if (!closed) {
            closed = true;
            forget();
            if (ctx.channel().isActive()) {
                // what is read still is thrown away
                ctx.channel().config().setAutoRead(true);
            }
            ctx.close();
        }
    }

    private void forget() {
        decoder.close();
        for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            piece.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext unused) {
        forget();
    }
}
