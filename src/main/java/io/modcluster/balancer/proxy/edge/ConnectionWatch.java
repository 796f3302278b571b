package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.StrictRequestDecoder.Intake;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between codec and Vert.x on one connection and knows how far requests and responses are: closes clients that do
 * not finish a request head in time, answers a body whose framing breaks, and closes so that the answer arrives.
 *
 * <p>Vert.x gets one request at a time. It would take a pipelined one before it closes for the one in front, and so serve
 * what is nothing but the rest of a refused request; here no head is decoded before the last answer is complete, and none
 * after an answer with {@code Connection: close} (RFC 9112 §9.6).
 *
 * <p>All on the connection's event loop. One timer per connection; a request that arrives whole costs no object here.
 */
// Netty's calls return the promise they were given; where none was, the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionWatch extends ChannelDuplexHandler {
    static final String NAME = "strictEdge";

    /** How long input is still read and thrown away after the last answer; unread bytes would make the kernel reset it. */
    private static final long LINGER_MILLIS = 1000;

    private static final long NONE = Long.MAX_VALUE;

    private static final Refused TOO_SLOW = Refused.closing(408, "request head took too long");
    private static final Refused BROKEN_BODY = Refused.closing(400, "request body framing is broken");

    private final StrictRequestDecoder decoder;
    private final long headNanos;
    private final long idleNanos;

    private int unanswered;
    private boolean bodyOpen;
    private boolean brokenBody;
    private boolean brokenHead;
    private boolean responseBegun;
    private boolean lastResponse;
    private boolean readHeld;
    private boolean draining;

    private long headDeadline = NONE;
    private long idleDeadline = NONE;
    private long alarmAt = NONE;
    private @Nullable Future<?> alarm;

    ConnectionWatch(StrictRequestDecoder decoder, EdgeLimits limits) {
        this.decoder = decoder;
        this.headNanos = limits.headTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
    }

    /** Makes the response being prepared the last one of this connection. */
    void endAfterResponse() {
        lastResponse = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        headDeadline = now(ctx) + headNanos;
        setAlarm(ctx, headDeadline);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelAlarm();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelAlarm();
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
            brokenBody |= content.decoderResult().isFailure();
            bodyOpen = brokenBody || !(message instanceof LastHttpContent);
            if (!bodyOpen && unanswered > 0) {
                decoder.setIntake(Intake.HELD);
            }
        }
        ctx.fireChannelRead(message);
    }

    private void headRead(HttpRequest request) {
        decoder.headPassed();
        unanswered++;
        headDeadline = NONE;
        brokenHead = request.decoderResult().isFailure();
        bodyOpen = !brokenHead;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (headDeadline == NONE && awaitsHead() && decoder.isInsideHead()) {
            startHead(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    /** While a pipelined request is held, the client's further bytes stay in its own send queue. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        readHeld = decoder.intake() == Intake.HELD && decoder.isInsideHead();
        if (!readHeld) {
            ctx.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            responseBegun = status >= 200 || status == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            announceClose(response.headers());
        }
        boolean ended = responseBegun && message instanceof LastHttpContent;
        ctx.write(message, promise);
        if (ended) {
            responseEnded(ctx);
        }
    }

    /** Vert.x writes keep-alive over our close where an HTTP/1.0 client asked for it. */
    private void announceClose(HttpHeaders headers) {
        if (lastResponse) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else {
            lastResponse = headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
    }

    private void responseEnded(ChannelHandlerContext ctx) {
        responseBegun = false;
        unanswered--;
        if (lastResponse) {
            decoder.setIntake(Intake.DISCARDED);
            // not here: Vert.x is still inside its own end of this response
            ctx.executor().execute(() -> endConnection(ctx));
            return;
        }
        if (decoder.intake() == Intake.HELD) {
            takeNext(ctx);
        }
        idleDeadline = now(ctx) + idleNanos;
        if (awaitsHead() && decoder.isInsideHead()) {
            startHead(ctx);
        } else if (idleDeadline < alarmAt) {
            setAlarm(ctx, idleDeadline);
        }
    }

    private void takeNext(ChannelHandlerContext ctx) {
        decoder.setIntake(Intake.OPEN);
        if (decoder.isInsideHead()) {
            ctx.executor().execute(() -> resume(ctx));
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        ChannelHandlerContext decoding = ctx.isRemoved() ? null : ctx.pipeline().context(decoder);
        if (decoding == null) {
            return;
        }
        try {
            decoder.resume(decoding);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (readHeld) {
            read(ctx);
        }
    }

    private void endConnection(ChannelHandlerContext ctx) {
        if (!ctx.isRemoved()) {
            ctx.flush();
            close(ctx, ctx.newPromise());
        }
    }

    /** A head that waits behind an unanswered request is not the client's fault: its time starts with its turn. */
    private boolean awaitsHead() {
        return unanswered == 0 && !bodyOpen && !brokenHead;
    }

    private void startHead(ChannelHandlerContext ctx) {
        headDeadline = now(ctx) + headNanos;
        if (headDeadline < alarmAt) {
            setAlarm(ctx, headDeadline);
        }
    }

    private void setAlarm(ChannelHandlerContext ctx, long at) {
        cancelAlarm();
        alarmAt = at;
        alarm = ctx.executor().schedule(() -> ring(ctx), at - now(ctx), TimeUnit.NANOSECONDS);
    }

    private void cancelAlarm() {
        Future<?> pending = alarm;
        if (pending != null) {
            pending.cancel(false);
        }
        alarm = null;
        alarmAt = NONE;
    }

    /** Deadlines move without touching the alarm; it looks when it rings and is set anew for what is left. */
    private void ring(ChannelHandlerContext ctx) {
        alarm = null;
        alarmAt = NONE;
        long now = now(ctx);
        long deadline = unanswered > 0 ? now + idleNanos : Math.min(headDeadline, idleDeadline);
        if (deadline > now) {
            setAlarm(ctx, deadline);
        } else if (headDeadline <= now && decoder.isInsideHead()) {
            brokenHead = true;
            answer(ctx, TOO_SLOW);
            close(ctx, ctx.newPromise());
        } else {
            ctx.close();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (brokenBody && unanswered == 1 && !responseBegun) {
            unanswered = 0;
            answer(ctx, BROKEN_BODY);
        }
        boolean moreMayCome = bodyOpen || brokenHead || lastResponse;
        if (draining || (moreMayCome && unanswered == 0 && canHalfClose(ctx))) {
            ctx.channel().closeFuture().addListener(closed -> ctx.close(promise));
            drain(ctx);
        } else {
            ctx.close(promise);
        }
    }

    /** Not with TLS: there the end must be said inside the protocol, which {@code close} does. */
    private static boolean canHalfClose(ChannelHandlerContext ctx) {
        return ctx.channel() instanceof DuplexChannel channel
                && channel.isActive()
                && ctx.pipeline().get(SslHandler.class) == null;
    }

    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return;
        }
        draining = true;
        decoder.setIntake(Intake.DISCARDED);
        cancelAlarm();
        ctx.flush();
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        ctx.channel().config().setAutoRead(true);
        Future<?> end = ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
    }

    /** Past the response encoder, which expects Vert.x to be the one who answers. */
    private static void answer(ChannelHandlerContext ctx, Refused refused) {
        ChannelHandlerContext encoder = ctx.pipeline().context(HttpResponseEncoder.class);
        (encoder == null ? ctx : encoder).writeAndFlush(Answers.bytesOf(ctx.alloc(), refused));
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
