package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeResponse;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
// The only way from a connection to its Netty pipeline; EvilNodeIT fails if it goes.
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the decoder of a node's connection and Vert.x and lets only responses through that mean one thing: a known
 * status, one framing, clean names. Takes out interim responses but 100 and 103, which Vert.x would take for final ones.
 *
 * <p>It holds the end of each response until all that was read with it has been looked at. What follows an end unasked must
 * not answer the next request on this connection, and that request could otherwise be written in between.
 */
// Netty's calls return the promise they were given; where none was, nobody waits
@SuppressWarnings("FutureReturnValueIgnored")
final class ResponseGuard extends ChannelDuplexHandler implements NodeLink {
    /** A node has no use for more, and each costs time before the first byte that counts. */
    static final int MAX_INTERIM = 10;

    private static final String NAME = "responseGuard";
    /** Name that vertx-core gives its codec. */
    private static final String CODEC = "codec";

    private final HttpConnection connection;
    private final NodeResponseDecoder decoder;
    private final DirectPieces pieces;
    private int interim;
    private int answered;
    private int answeredBefore;
    private boolean skipping;
    private boolean broken;
    private boolean relaying;
    private boolean heldInactive;
    private @Nullable Object heldEnd;
    /** Sent last. The one before is over for the connection, while its response may still wait for a client. */
    private @Nullable HttpClientRequest current;

    private ResponseGuard(HttpConnection connection, NodeResponseDecoder decoder) {
        this.connection = connection;
        this.decoder = decoder;
        this.pieces = new DirectPieces(context(connection).channel());
    }

    /** Whether this is a connection of HTTP/1.1, which a guard fits into. */
    static boolean fits(HttpConnection connection) {
        return context(connection).pipeline().get(CODEC) != null;
    }

    /** Puts a guard into a connection that has just been made, and a decoder that it can ask. */
    static void install(HttpConnection connection, int maxInitialLine, int maxHeaderSize) {
        ChannelPipeline pipeline = context(connection).pipeline();
        NodeResponseDecoder decoder = new NodeResponseDecoder(maxInitialLine, maxHeaderSize, null);
        pipeline.addBefore(CODEC, "requestEncoder", new HttpRequestEncoder());
        pipeline.replace(CODEC, CODEC, decoder);
        ResponseGuard guard = new ResponseGuard(connection, decoder);
        pipeline.addAfter(CODEC, NAME, guard);
        guard.pieces.sizeReads();
        // without one Vert.x logs an error for each reset
        connection.exceptionHandler(Failures::ignore);
    }

    /** The guard of a connection. */
    static ResponseGuard of(HttpConnection connection) {
        return context(connection).pipeline().get(ResponseGuard.class);
    }

    @Override
    public boolean hasAnswered() {
        return answered > 0;
    }

    @Override
    public void beforeSending(HttpClientRequest request) {
        current = request;
    }

    @Override
    public Future<Void> write(HttpClientRequest request, Buffer piece) {
        return request.write(piece);
    }

    @Override
    public Future<Void> end(HttpClientRequest request) {
        return request.end();
    }

    /** None: it would not have come through. */
    @Override
    public @Nullable String flawOf(HttpClientResponse head) {
        return null;
    }

    @Override
    public NodeResponse response(HttpClientResponse head) {
        return new NodeResponse(
                head.statusCode(),
                head.statusMessage(),
                head.headers(),
                head,
                () -> ResponseFlaws.clean(head.trailers()),
                pieces);
    }

    /** Not a reset: with the response complete it would put a connection back that still owes half a request. */
    @Override
    public void abandon(HttpClientRequest request) {
        if (request == current) {
            connection.close();
        }
    }

    @Override
    public void bodyTaken(HttpClientRequest request) {
        if (request != current) {
            return;
        }
        relaying = false;
        if (heldInactive) {
            heldInactive = false;
            tellInactive(context(connection));
        }
    }

    /** Not through the pipeline: Netty has emptied that of a closed channel by now. */
    private static void tellInactive(ChannelHandlerContext vertx) {
        try {
            ((ChannelInboundHandler) vertx.handler()).channelInactive(vertx);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Whether a connection is still open, as far as this side knows. */
    static boolean isOpen(HttpConnection connection) {
        return context(connection).channel().isActive();
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((HttpClientConnectionInternal) connection).channelHandlerContext();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
        } else if (heldEnd != null) {
            ReferenceCountUtil.release(message);
            endUnused(ctx);
        } else if (message instanceof HttpResponse response) {
            headRead(ctx, response);
        } else if (skipping) {
            skipping = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else if (message instanceof LastHttpContent end && end.decoderResult().isSuccess()) {
            heldEnd = pieces.takeLast(end);
        } else if (!pieces.take(message)) {
            ctx.fireChannelRead(message);
        }
    }

    private void headRead(ChannelHandlerContext ctx, HttpResponse response) {
        int status = response.status().code();
        String flaw = response.decoderResult().isFailure() ? null : HeadFlaws.flawOf(response, false);
        boolean isInterim = flaw == null && status < 200;
        interim = isInterim ? interim + 1 : 0;
        if (interim > MAX_INTERIM) {
            flaw = "more than " + MAX_INTERIM + " interim responses";
        }
        // the decoder sends an end after each of them, too
        skipping = isInterim && flaw == null;
        if (flaw != null) {
            response.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(flaw)));
        }
        broken = response.decoderResult().isFailure();
        if (!isInterim) {
            relaying = true;
            answeredBefore = answered;
        }
        if (skipping && status != 100 && status != 103) {
            ReferenceCountUtil.release(response);
        } else {
            ctx.fireChannelRead(response);
        }
    }

    /** More came than was asked for: the response stands, the connection does not. */
    private void endUnused(ChannelHandlerContext ctx) {
        broken = true;
        // takes the connection out of the pool first, so that the end of this response does not hand it to the next
        // request
        connection.close();
        passEnd(ctx);
    }

    private void passEnd(ChannelHandlerContext ctx) {
        Object end = heldEnd;
        if (end != null) {
            heldEnd = null;
            answered++;
            pieces.ended();
            ctx.fireChannelRead(end);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            decoder.requested(HttpMethod.HEAD.equals(request.method()));
        }
        ctx.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (heldEnd != null && decoder.hasRemainder()) {
            endUnused(ctx);
        } else {
            passEnd(ctx);
        }
        pieces.readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        passEnd(ctx);
        if (relaying && answered > answeredBefore) {
            // all of it has come, and a slow client has not taken all of it: Vert.x would throw the rest away
            heldInactive = true;
            // it is in the pool again, or comes there by its end, and must not be given to anybody
            connection.close();
        } else {
            ctx.fireChannelInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        passEnd(ctx);
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ReferenceCountUtil.release(heldEnd);
        heldEnd = null;
    }
}
