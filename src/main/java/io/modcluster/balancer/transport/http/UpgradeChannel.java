package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.Upgrade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
// The only way from a socket to its Netty pipeline; TunnelIT fails if it goes.
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The node's end of an upgrade: sends the one request, reads the one response with the strictness of {@link ResponseGuard},
 * and either gives the connection away or closes it.
 */
// Netty's calls return the promise they were given; a connection that breaks is seen
@SuppressWarnings("FutureReturnValueIgnored")
final class UpgradeChannel extends ChannelInboundHandlerAdapter {
    private static final String DECODER = "upgradeDecoder";
    private static final String ENCODER = "upgradeEncoder";
    private static final int SWITCHING = 101;

    private final Upgrade upgrade;
    private final Duration streamIdle;
    private final Promise<NodeResponse> head = Promise.promise();
    private final List<ByteBuf> early = new ArrayList<>(1);

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    private @Nullable HttpResponse switching;
    private @Nullable NodeBody body;
    private int interim;
    private boolean skipping;
    private boolean sent;

    private UpgradeChannel(Upgrade upgrade, Duration streamIdle) {
        this.upgrade = upgrade;
        this.streamIdle = streamIdle;
    }

    /** Takes over a connection that has just been made. */
    static UpgradeChannel of(
            NetSocket socket, Upgrade upgrade, int maxInitialLine, int maxHeaderSize, Duration streamIdle) {
        UpgradeChannel channel = new UpgradeChannel(upgrade, streamIdle);
        // without one Vert.x logs an error for each reset
        socket.exceptionHandler(Failures::ignore);
        ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
        ChannelPipeline pipeline = vertx.pipeline();
        pipeline.addBefore(vertx.name(), ENCODER, new HttpRequestEncoder());
        pipeline.addBefore(vertx.name(), DECODER, new NodeResponseDecoder(maxInitialLine, maxHeaderSize, null));
        pipeline.addBefore(vertx.name(), "upgrade", channel);
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    Future<NodeResponse> send(HttpMethod method, String target, MultiMap headers) {
        sent = true;
        ctx.writeAndFlush(new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                io.netty.handler.codec.http.HttpMethod.valueOf(method.name()),
                target,
                Unpooled.EMPTY_BUFFER,
                // Vert.x's own multimap; its public type does not tell that it is Netty's too
                (HttpHeaders) headers,
                EmptyHttpHeaders.INSTANCE));
        if (!ctx.channel().isActive()) {
            fail(new NodeException(FailureKind.BROKEN_BEFORE_RESPONSE, "closed before the request"));
        }
        return head.future();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (switching != null) {
            readBehindSwitch(message);
        } else if (message instanceof HttpResponse response && !head.future().isComplete()) {
            headRead(response);
        } else if (message instanceof HttpContent content) {
            contentRead(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void readBehindSwitch(Object message) {
        if (message instanceof ByteBuf bytes) {
            early.add(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void headRead(HttpResponse response) {
        int status = response.status().code();
        String flaw = response.decoderResult().isFailure()
                ? String.valueOf(response.decoderResult().cause().getMessage())
                : HeadFlaws.flawOf(response, true);
        if (flaw == null && !sent) {
            flaw = "a response before the request";
        }
        if (flaw == null && status == SWITCHING) {
            flaw = UpgradeAnswer.flawOf(response.headers(), upgrade);
        }
        skipping = flaw == null && status < 200 && status != SWITCHING;
        if (skipping && ++interim > ResponseGuard.MAX_INTERIM) {
            flaw = "more than " + ResponseGuard.MAX_INTERIM + " interim responses";
        }
        if (flaw != null) {
            fail(new NodeException(FailureKind.BAD_RESPONSE, flaw));
        } else if (status == SWITCHING) {
            switching = response;
        } else if (!skipping) {
            refused(response);
        }
    }

    private void refused(HttpResponse response) {
        ctx.pipeline().addFirst(new ReadTimeoutHandler(streamIdle.toMillis(), TimeUnit.MILLISECONDS));
        NodeBody begun = new NodeBody(ctx.channel());
        body = begun;
        head.complete(responseOf(response, begun));
    }

    private static NodeResponse responseOf(HttpResponse response, NodeBody body) {
        MultiMap headers = io.vertx.core.http.HttpHeaders.headers();
        response.headers().forEach(field -> headers.add(field.getKey(), field.getValue()));
        return new NodeResponse(response.status().code(), response.status().reasonPhrase(), headers, body);
    }

    private void contentRead(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (skipping) {
            skipping = !last;
        } else if (body != null && content.decoderResult().isFailure()) {
            fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, "framing of the body"));
        } else if (body != null) {
            body.received(content.content().retain());
            if (last) {
                body.end();
                // one request, one connection; what was read of the response stays readable
                ctx.close();
            }
        }
        content.release();
    }

    /** The 101 is given away only when all has been looked at that came with it: who takes it takes the connection. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (switching != null && !head.future().isComplete()) {
            head.complete(responseOf(switching, new NodeBody(context.channel())));
        }
    }

    /** Makes a way for bytes and takes itself out of it. */
    void become(ChannelHandler end) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addAfter(ctx.name(), "tunnel", end);
        ChannelHandlerContext tunnel = pipeline.context(end);
        for (ByteBuf bytes : early) {
            invoke(tunnel, bytes);
        }
        early.clear();
        pipeline.remove(ENCODER);
        pipeline.remove(this);
        pipeline.remove(DECODER);
    }

    private static void invoke(ChannelHandlerContext tunnel, ByteBuf bytes) {
        try {
            ((ChannelInboundHandlerAdapter) tunnel.handler()).channelRead(tunnel, bytes);
        } catch (Exception broken) {
            tunnel.fireExceptionCaught(broken);
        }
    }

    void fail(NodeException failure) {
        NodeBody begun = body;
        if (begun != null) {
            begun.fail(failure);
        } else {
            head.tryFail(failure);
        }
        ctx.close();
    }

    void close() {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (switching == null || head.future().isComplete()) {
            fail(new NodeException(
                    body == null ? FailureKind.BROKEN_BEFORE_RESPONSE : FailureKind.BROKEN_AFTER_RESPONSE,
                    "the node closed the connection"));
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(new NodeException(
                body == null ? FailureKind.BROKEN_BEFORE_RESPONSE : FailureKind.BROKEN_AFTER_RESPONSE,
                Failures.text(cause)));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }
}
