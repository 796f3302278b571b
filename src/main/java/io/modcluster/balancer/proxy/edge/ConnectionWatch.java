package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.StrictRequestDecoder.Intake;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the decoder on one connection and knows how far requests and responses are: closes clients that drip
 * a head or a body, answers a body whose framing breaks, and closes so that the answer arrives.
 *
 * <p>Who answers gets one request at a time: no head is decoded before the last answer is complete, and none after an answer
 * with {@code Connection: close} (RFC 9112 §9.6). It would serve what is nothing but the rest of a refused request.
 *
 * <p>All on the connection's event loop. One timer per connection; a request that arrives whole costs no object here.
 */
// Netty's calls return the promise they were given; where none was, the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class ConnectionWatch extends ChannelDuplexHandler {
    static final String NAME = "strictEdge";

    /** In the pipeline it is to be found no more once the connection is closed. */
    static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf(ConnectionWatch.class, NAME);

    private final StrictRequestDecoder decoder;
    private final EdgeLimits limits;
    private final Consumer<Refused> lateHead;
    private final HeldReads reads = new HeldReads();
    private @Nullable Refused answered;
    /** Lives as long as the handler is in a pipeline, which is where its time comes from. */
    @SuppressWarnings("NullAway.Init")
    private ClientClock clock;

    private int unanswered;
    private boolean bodyOpen;
    private boolean bodyInvited; // false while the client waits for a word before it sends it (RFC 9110 §10.1.1)
    private boolean heldUp; // when its time was up last, nobody here was reading
    private boolean brokenBody;
    private boolean brokenHead;
    private boolean responseBegun;
    private boolean lastResponse;
    private boolean draining;

    ConnectionWatch(StrictRequestDecoder decoder, EdgeLimits limits, Consumer<Refused> lateHead) {
        this.decoder = decoder;
        this.limits = limits;
        this.lateHead = lateHead;
    }

    /** What was said here to the request under way. */
    @Nullable
    Refused answered() {
        return answered;
    }

    /** Whether the head of a response has gone out, and not its end. */
    boolean isResponding() {
        return responseBegun;
    }

    /** Makes the response being prepared the last one of this connection. */
    void endAfterResponse() {
        lastResponse = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().attr(KEY).set(this);
        clock = new ClientClock(ctx.executor(), limits, () -> late(ctx));
        clock.headBegun();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clock.stop();
        reads.release(ctx);
        reads.handOver(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            ctx.fireUserEventTriggered(event);
        } else if (draining) {
            ctx.close();
        } else {
            reads.inputEnded();
            closeUnlessAnswering(ctx);
        }
    }

    /** After the end of input only whole requests are worth an answer; the held ones among them come by and by. */
    private void closeUnlessAnswering(ChannelHandlerContext ctx) {
        if (reads.isInputEnded() && unanswered == 0) {
            endConnection(ctx);
        } else if (reads.isInputEnded() && bodyOpen && !ctx.isRemoved()) {
            close(ctx, ctx.newPromise());
        }
    }

    /** Whether the client has said that it sends nothing more: then nothing can be read, and epoll fails when asked to. */
    final boolean isInputEnded() {
        return reads.isInputEnded();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        clock.stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (draining) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            headRead(request);
        } else if (message instanceof HttpContent content) {
            contentRead(content);
        }
        deliver(ctx, message);
    }

    /** Gives what was read to whom it is for, and the message with it. */
    abstract void deliver(ChannelHandlerContext ctx, Object message);

    private void headRead(HttpRequest request) {
        lastResponse |= decoder.headPassed();
        clock.headRead();
        unanswered++;
        brokenHead = request.decoderResult().isFailure();
        bodyOpen = !brokenHead;
        heldUp = false;
        bodyInvited = !HttpUtil.is100ContinueExpected(request);
    }

    private void contentRead(HttpContent content) {
        brokenBody |= content.decoderResult().isFailure();
        bodyOpen = brokenBody || !(content instanceof LastHttpContent);
        bodyInvited = true;
        if (bodyOpen) {
            clock.bodyCame(content.content().readableBytes());
            return;
        }
        clock.bodyEnded();
        if (unanswered > 0) {
            decoder.setIntake(Intake.HELD);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isInsideHead()) {
            clock.headBegun();
        } else if (bodyOpen && bodyInvited && unanswered > 0) {
            clock.bodyAwaited();
        }
        ctx.fireChannelReadComplete();
        reads.holdWhile(ctx, decoder);
    }

    /** A head that waits behind an unanswered request is not the client's fault: its time starts with its turn. */
    private boolean isInsideHead() {
        return unanswered == 0 && !bodyOpen && !brokenHead && decoder.isInsideHead();
    }

    /** The head of a response that is not an interim one is about to be written. */
    final void responseBegins(HttpHeaders headers) {
        responseBegun = true;
        announceClose(headers);
    }

    /** The client was told to go on: from this word on it is the one who is waited for. */
    final void invited() {
        bodyInvited = true;
        if (bodyOpen && unanswered > 0) {
            clock.bodyAwaited();
        }
    }

    /** A response was written as a whole, and the client has yet to take it: as long as it may be idle. */
    final void awaitsTaking() {
        clock.idle();
    }

    /** What follows is no HTTP. */
    final void switched() {
        clock.stop();
    }

    /** Vert.x writes keep-alive over our close where an HTTP/1.0 client asked for it. */
    private void announceClose(HttpHeaders headers) {
        if (lastResponse) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else {
            lastResponse = headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
    }

    /** Who answers is still inside its own end of this response here, so what follows waits for its turn on the loop. */
    final void responseEnded(ChannelHandlerContext ctx) {
        responseBegun = false;
        unanswered--;
        clock.idle();
        if (lastResponse) {
            decoder.setIntake(Intake.DISCARDED);
            ctx.executor().execute(() -> endConnection(ctx));
        } else if (decoder.intake() == Intake.HELD) {
            decoder.setIntake(Intake.OPEN);
            if (decoder.isInsideHead()) {
                ctx.executor().execute(() -> takeNext(ctx));
            } else if (reads.isInputEnded()) {
                ctx.executor().execute(() -> closeUnlessAnswering(ctx));
            }
        }
    }

    private void takeNext(ChannelHandlerContext ctx) {
        ChannelHandlerContext decoding = ctx.isRemoved() ? null : ctx.pipeline().context(decoder);
        if (decoding == null) {
            return;
        }
        try {
            decoder.resume(decoding);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (decoder.intake() != Intake.HELD || !decoder.isInsideHead()) {
            reads.release(ctx);
        }
        closeUnlessAnswering(ctx);
    }

    /** Not before the client has taken what was written; the clock runs meanwhile. */
    private void endConnection(ChannelHandlerContext ctx) {
        if (!ctx.isRemoved()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(taken -> close(ctx, ctx.newPromise()));
        }
    }

    private void late(ChannelHandlerContext ctx) {
        if (isInsideHead()) {
            brokenHead = true;
            Goodbye.answer(ctx, Goodbye.TOO_SLOW);
            lateHead.accept(Goodbye.TOO_SLOW);
        } else if (bodyOpen && unanswered > 0) {
            boolean wasHeldUp = heldUp;
            heldUp = !ctx.channel().config().isAutoRead();
            if (heldUp || wasHeldUp) {
                // the node is, or was a moment ago, the slow one: what the client has sent lies in the kernel
                clock.bodyAwaited();
                return;
            }
            if (unanswered == 1 && !responseBegun) {
                unanswered = 0;
                answered = Goodbye.TOO_SLOW_BODY;
                Goodbye.answer(ctx, Goodbye.TOO_SLOW_BODY);
            }
        }
        close(ctx, ctx.newPromise());
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (brokenBody && unanswered == 1 && !responseBegun) {
            unanswered = 0;
            answered = Goodbye.BROKEN_BODY;
            Goodbye.answer(ctx, Goodbye.BROKEN_BODY);
        }
        // closing drops what Vert.x has written but not flushed, such as the begun response of a request that broke
        ctx.flush();
        if (draining || ((bodyOpen || brokenHead || lastResponse) && unanswered == 0 && Goodbye.canHalfClose(ctx))) {
            ctx.channel().closeFuture().addListener(closed -> ctx.close(promise));
            if (!draining) {
                draining = true;
                decoder.setIntake(Intake.DISCARDED);
                clock.stop();
                Goodbye.linger(ctx);
            }
        } else {
            ctx.close(promise);
        }
    }
}
