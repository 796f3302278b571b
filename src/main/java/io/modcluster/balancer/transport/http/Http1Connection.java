package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.Deadline;
import io.modcluster.balancer.transport.NodeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
// Netty calls outside of any context of Vert.x, whose timers belong to one; HttpNodeTransportIT fails if it goes.
import io.vertx.core.internal.ContextInternal;
// The only way from a socket to its Netty pipeline; ForwardingIT fails if it goes.
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a node: idle, or in one exchange. Lets only responses through that mean one thing: a known status,
 * one framing, clean names. Takes out interim responses but 100 and 103. Whatever comes that was not asked for ends it.
 *
 * <p>What was read at once passes as a whole where it can, see {@link HeldResponse}.
 */
// Netty's calls return the promise they were given; where none was, a failure comes as the end of the connection
@SuppressWarnings("FutureReturnValueIgnored")
final class Http1Connection extends ChannelInboundHandlerAdapter {
    private final Http1Transport transport;
    private final ContextInternal context;
    private final NodeResponseDecoder decoder;
    private final Deadline deadline;
    private final DirectPieces pieces;
    private final HeldResponse held;

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    private @Nullable Http1Exchange exchange;
    private long keepMillis;
    private int interim;
    private boolean answered;
    private boolean skipping;
    private boolean persistent;
    private boolean unasked;
    private boolean gone;

    private Http1Connection(
            Http1Transport transport, ContextInternal context, NodeResponseDecoder decoder, Channel channel) {
        this.transport = transport;
        this.context = context;
        this.decoder = decoder;
        this.pieces = new DirectPieces(channel);
        this.held = new HeldResponse(pieces);
        this.keepMillis = transport.keepMillis();
        this.deadline = new Deadline(transport.vertx(), this::tooLate);
    }

    /** Takes over a connection that has just been made. */
    static Http1Connection of(Http1Transport transport, ContextInternal context, NetSocket socket, int maxHeaderSize) {
        // without one Vert.x logs an error for each reset
        socket.exceptionHandler(Failures::ignore);
        ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
        NodeResponseDecoder decoder =
                new NodeResponseDecoder(HttpNodeTransport.MAX_STATUS_LINE, maxHeaderSize, transport.plainResponses());
        Http1Connection connection = new Http1Connection(transport, context, decoder, vertx.channel());
        vertx.pipeline().addBefore(vertx.name(), "responseDecoder", decoder);
        vertx.pipeline().addBefore(vertx.name(), "exchanges", connection);
        connection.pieces.sizeReads();
        return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
    }

    /** Whether it has answered before, and so may have been closed without our knowing. */
    boolean hasAnswered() {
        return answered;
    }

    boolean isOpen() {
        return ctx.channel().isActive() && !gone;
    }

    boolean isFull() {
        return !ctx.channel().isWritable();
    }

    Http1Transport transport() {
        return transport;
    }

    /** A buffer to write into, for one of the methods that write. */
    ByteBuf buffer(int size) {
        return ctx.alloc().ioBuffer(size);
    }

    void begin(Http1Exchange next, boolean toHead) {
        exchange = next;
        interim = 0;
        skipping = false;
        decoder.requested(toHead);
        if (!isOpen()) {
            // told later, as all else is: the caller is not ready yet
            context.runOnContext(later -> fail(broken("closed before the request")));
        }
    }

    void sent() {
        decoder.sent();
    }

    void write(ByteBuf bytes) {
        ctx.write(bytes, ctx.voidPromise());
    }

    void flush() {
        ctx.flush();
    }

    /** What is next has so long to come. */
    void allow(long millis) {
        if (!gone) {
            deadline.in(millis);
        }
    }

    /** Kept for the next exchange. */
    void idle() {
        deadline.in(keepMillis);
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        ContextInternal before = context.beginDispatch();
        try {
            read(message);
        } finally {
            context.endDispatch(before);
        }
    }

    private void read(Object message) {
        Http1Exchange running = exchange;
        if (running == null || held.hasEnd() || gone || running.isAnswered()) {
            unasked = true;
            ReferenceCountUtil.release(message);
            if (running == null) {
                close();
            }
        } else if (message instanceof WholeResponse response) {
            comes(response.isPersistent(), response.keepAlive());
            held.whole(response);
        } else if (message instanceof HttpResponse response) {
            headRead(running, response);
        } else if (message instanceof HttpContent content) {
            contentRead(running, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void headRead(Http1Exchange running, HttpResponse response) {
        int status = response.status().code();
        skipping = status < 200;
        String flaw = Http1Heads.flawOf(response, skipping ? ++interim : 0);
        if (flaw != null) {
            fail(new NodeException(FailureKind.BAD_RESPONSE, flaw));
        } else if (status == 100) {
            running.continued();
        } else if (status == 103) {
            running.hinted(NodeResponseDecoder.fieldsOf(response));
        } else if (!skipping) {
            comes(Http1Heads.isPersistent(response), response.headers().get(Http1Heads.KEEP_ALIVE));
            held.head(response);
        }
    }

    private void comes(boolean isPersistent, @Nullable String keepAlive) {
        persistent = isPersistent;
        keepMillis = Http1Heads.keepMillis(keepAlive, transport.keepMillis());
        answered = true;
    }

    private void contentRead(Http1Exchange running, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            content.release();
            held.passHead(running);
            fail(Failures.unreadable(content.decoderResult().cause()));
        } else if (skipping) {
            skipping = !last;
            content.release();
        } else if (content instanceof LastHttpContent end) {
            held.end(running, end);
        } else {
            held.piece(running, content);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        context.dispatch(this::passHeld);
    }

    private void passHeld() {
        Http1Exchange running = exchange;
        if (running == null) {
            held.drop();
            if (decoder.hasRemainder()) {
                close();
            }
        } else {
            unasked |= held.hasEnd() && decoder.hasRemainder();
            held.passAll(running);
        }
        pieces.readComplete();
    }

    /** Whether the node keeps it, and nothing came that was not asked for. */
    boolean isClean() {
        return persistent && !unasked;
    }

    /** An exchange is over, or was not begun; {@code usable} is whether there may be another. */
    void free(boolean usable) {
        exchange = null;
        if (usable && isOpen()) {
            transport.released(this);
        } else {
            close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        if (exchange != null && ctx.channel().isWritable()) {
            context.dispatch(exchange::drained);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        context.dispatch(() -> brokeOff("the node closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        context.dispatch(() -> brokeOff(Failures.text(cause)));
    }

    private void brokeOff(String how) {
        // the end of a response may have come just now: what ends a connection may be what ends a body
        passHeld();
        fail(broken(how));
    }

    private NodeException broken(String how) {
        // what has sent an interim response has got the request
        boolean stale = exchange != null && exchange.isReused() && interim == 0;
        return new NodeException(stale ? FailureKind.STALE_CONNECTION : FailureKind.BROKEN_BEFORE_RESPONSE, how);
    }

    private void tooLate() {
        boolean waits = exchange != null && exchange.awaitsHead();
        FailureKind kind = waits ? FailureKind.RESPONSE_TIMEOUT : FailureKind.BROKEN_BEFORE_RESPONSE;
        fail(new NodeException(kind, "no response in time"));
    }

    /** Ends it, and tells whom it concerns. */
    void fail(NodeException failure) {
        Http1Exchange running = exchange;
        close();
        if (running != null) {
            running.failed(failure);
        }
    }

    /** Ends it without a word to the exchange. */
    void close() {
        exchange = null;
        if (!gone) {
            gone = true;
            deadline.off();
            transport.closed(this);
            // what is read still is thrown away
            ctx.channel().config().setAutoRead(true);
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext unused) {
        held.drop();
    }
}
