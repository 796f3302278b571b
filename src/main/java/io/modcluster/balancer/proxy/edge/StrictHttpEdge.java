package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.HeaderLines;
import io.modcluster.balancer.proxy.edge.codec.Protocol;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.modcluster.balancer.transport.ReadSizes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
// The only way from a connection to its Netty pipeline; StrictHttpEdgeIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;
// Whether Vert.x has a tracer; TracingIT fails if it goes.
import io.vertx.core.internal.ContextInternal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link HttpServer} take only requests that cannot be read in two ways.
 *
 * <pre>{@code
 * HttpServer server = vertx.createHttpServer(StrictHttpEdge.applyTo(options, limits))
 *     .connectionHandler(connection -> StrictHttpEdge.onConnection(connection, limits))
 *     .invalidRequestHandler(StrictHttpEdge::onInvalidRequest);
 * }</pre>
 *
 * <p>Then, first thing in the request handler, {@link #judge}, and {@link #refuse} what it refuses.
 */
public final class StrictHttpEdge {
    /** Names that vertx-core gives its handlers; it removes them by these names when a connection becomes a tunnel. */
    private static final String DECODER = "httpDecoder";

    private static final String ENCODER = "httpEncoder";
    private static final String CLEARTEXT_UPGRADE = "h2c";

    /** Most to read at once, and the longest piece of a body: a POST of 100 KiB is one read and one write to the node. */
    private static final int MOST_READ = 128 * 1024;

    /** Vert.x counts pieces, not bytes, before it stops reading. */
    private static final int PIECE_OF_VERTX = 8 * 1024;

    private StrictHttpEdge() {}

    /**
     * Sets what the edge needs of the server's options and returns the same object: HTTP/2 without TLS off (its detection
     * would read bytes before the edge does, and {@code Upgrade: h2c} tunnels past access rules), the same limits for
     * Vert.x's own decoder, and no answer to {@code Expect} before the request was judged.
     */
    public static HttpServerOptions applyTo(HttpServerOptions options, EdgeLimits limits) {
        return options.setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(limits.maxInitialLine())
                .setMaxHeaderSize(limits.maxHeaderBlock())
                .setHandle100ContinueAutomatically(false);
    }

    /**
     * Replaces the decoder of an HTTP/1 connection before its first byte is read; leaves HTTP/2 connections alone.
     *
     * <p>To be called from the server's connection handler, which Vert.x runs on the connection's event loop while the
     * pipeline is built. Anywhere else bytes may have been decoded already; then the connection is closed rather than
     * served by the decoder it has.
     *
     * @throws IllegalStateException if it had to close the connection
     */
    public static void onConnection(HttpConnection connection, EdgeLimits limits) {
        onConnection(connection, limits, refused -> {});
    }

    /**
     * As {@link #onConnection(HttpConnection, EdgeLimits)}.
     *
     * @param late called when a head did not come in time and was answered
     */
    public static void onConnection(HttpConnection connection, EdgeLimits limits, Consumer<Refused> late) {
        onConnection(connection, limits, late, null);
    }

    /**
     * Who gets the requests of a connection.
     *
     * @param requests   those that can be read
     * @param unreadable the others, to be answered and closed
     */
    public record Served(Handler<HttpServerRequest> requests, Handler<HttpServerRequest> unreadable) {}

    /**
     * As {@link #onConnection(HttpConnection, EdgeLimits, Consumer)}, and serves the connection without Vert.x, which costs half
     * of it. Not where Vert.x has metrics or a tracer, which only its own way of serving tells: then it serves.
     *
     * @param served given the requests in the place of the handlers of the server; null where Vert.x serves
     */
    public static void onConnection(
            HttpConnection connection, EdgeLimits limits, Consumer<Refused> late, @Nullable Served served) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        ChannelPipeline pipeline = context.pipeline();
        if (!context.executor().inEventLoop() || pipeline.get(CLEARTEXT_UPGRADE) != null) {
            connection.close();
            throw new IllegalStateException("connection may have been read before the strict edge stood: closed"
                    + " (expected: call on the event loop, http2ClearTextEnabled=false)");
        }
        if (pipeline.get(DECODER) == null) {
            return;
        }
        ContextInternal vertx = ((HttpServerConnection) connection).context();
        Served own = vertx.tracer() != null || vertx.owner().isMetricsEnabled() ? null : served;
        StrictRequestDecoder decoder = new StrictRequestDecoder(limits, own == null ? PIECE_OF_VERTX : MOST_READ);
        // replace() hands over what the old decoder has buffered but not parsed: nothing is lost and nothing read twice
        pipeline.replace(DECODER, DECODER, decoder);
        if (own == null) {
            pipeline.addAfter(ENCODER, ConnectionWatch.NAME, new VertxWatch(decoder, limits, late));
        } else {
            ClientEngine engine = new ClientEngine(decoder, limits, late, (HttpServerConnection) connection, own);
            pipeline.replace(ENCODER, ConnectionWatch.NAME, engine);
            if (!engine.isSecure()) {
                context.channel().config().setRecvByteBufAllocator(new ReadSizes(() -> MOST_READ));
            }
        }
    }

    /**
     * The whole body of a request, where it came at once with the head and nobody has asked for it yet; the taker's own. Only the
     * end of the body is told then. Else null. In the request handler, or later with the request paused.
     */
    public static @Nullable ByteBuf takeWhole(HttpServerRequest request) {
        return request instanceof ClientRequest ours ? ours.takeWhole() : null;
    }

    /**
     * Has the pieces of a body given to {@code taker}, whose own they are, as they are read: without a copy, and where the request
     * is paused those of the last read too. Pieces that wait already, and the end, come by the handlers of the request. Nothing
     * happens where the request is not one of this edge.
     */
    public static void givePieces(HttpServerRequest request, Consumer<ByteBuf> taker) {
        if (request instanceof ClientRequest ours) {
            ours.givePieces(taker);
        }
    }

    /**
     * Closes a connection that is not to be served. What has come with its first bytes would be decoded and served all the
     * same, as the end of a connection is told only later; here nothing more goes through. From the connection handler.
     */
    public static void turnAway(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        context.pipeline().addBefore(context.name(), "turnedAway", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext unused, Object message) {
                ReferenceCountUtil.release(message);
            }
        });
        connection.close();
    }

    /**
     * Has a client answered that ends its sending side after whole requests, instead of taken for gone. After
     * {@link #onConnection}, and then; nothing happens with TLS and HTTP/2. A client that goes away is then noticed only by
     * writing to it.
     */
    public static void answerHalfClosed(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        if (context.pipeline().get(ConnectionWatch.class) != null) {
            HeldReads.answerHalfClosed(context);
        }
    }

    /** Makes the answer to so many requests the last one of an HTTP/1 connection. After {@link #onConnection}, and then. */
    public static void limitRequests(HttpConnection connection, int most) {
        StrictRequestDecoder decoder = ((HttpServerConnection) connection)
                .channelHandlerContext()
                .pipeline()
                .get(StrictRequestDecoder.class);
        if (decoder != null) {
            decoder.limitHeads(most);
        }
    }

    /** Answers a request whose head the decoder refused, and closes the connection. */
    public static void onInvalidRequest(HttpServerRequest request) {
        Answers.write(request, refusalOf(request));
    }

    /** What {@link #onInvalidRequest} answers. */
    public static Refused refusalOf(HttpServerRequest request) {
        return Answers.refusalOf(request.decoderResult().cause());
    }

    /** What the edge itself answered to this request while it was under way, its body being late or broken; or null. */
    public static @Nullable Refused answered(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return Http2Edge.answered(request);
        }
        ConnectionWatch watch = watchOf(request);
        return watch == null ? null : watch.answered();
    }

    /** Asks the guard about a request as Vert.x delivers it. */
    public static Verdict judge(HttpServerRequest request, RequestGuard guard) {
        MultiMap headers = request.headers();
        Protocol protocol = protocolOf(request.version());
        return guard.check(
                request.method().name(), request.uri(), protocol, hosts(request, protocol), new Lines(headers));
    }

    /**
     * Answers a request that the guard refused; the body, if any, is read and thrown away. Closes the connection if the
     * refusal says so. On the connection's event loop, before anything was written.
     */
    public static void refuse(HttpServerRequest request, Refused refused) {
        Answers.write(request, refused);
    }

    /**
     * Makes the response to this request the last one of its HTTP/1 connection: it gets {@code Connection: close}, no
     * further request is decoded, and the connection is closed once the response is out. A response to which somebody else
     * gives that header ends the connection likewise. Nothing happens on HTTP/2 and on servers without the edge. On the
     * connection's event loop, before the response head is written.
     */
    public static void endAfterResponse(HttpServerRequest request) {
        ConnectionWatch watch = watchOf(request);
        if (watch != null) {
            watch.endAfterResponse();
        }
    }

    /** Null on HTTP/2, without the edge, and once the connection is gone. */
    private static @Nullable ConnectionWatch watchOf(HttpServerRequest request) {
        ChannelHandlerContext context = ((HttpServerConnection) request.connection()).channelHandlerContext();
        return context == null
                ? null
                : context.channel().attr(ConnectionWatch.KEY).get();
    }

    private static Protocol protocolOf(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> Protocol.HTTP_1_0;
            case HTTP_1_1 -> Protocol.HTTP_1_1;
            default -> Protocol.HTTP_2;
        };
    }

    private static List<String> hosts(HttpServerRequest request, Protocol protocol) {
        boolean pseudo = protocol == Protocol.HTTP_2 && request.authority() != null;
        return pseudo ? List.of(request.authority().toString()) : hostsIn(request.headers());
    }

    /** Almost always one, which needs no list of many. */
    private static List<String> hostsIn(MultiMap headers) {
        String first = headers.get(HttpHeaders.HOST);
        int lines = 0;
        if (first != null && headers instanceof io.netty.handler.codec.http.HttpHeaders fields) {
            Iterator<Map.Entry<CharSequence, CharSequence>> each = fields.iteratorCharSequence();
            while (each.hasNext()) {
                CharSequence name = each.next().getKey();
                lines += name.length() == 4 && AsciiString.contentEqualsIgnoreCase(name, HttpHeaders.HOST) ? 1 : 0;
            }
        }
        return first != null && lines == 1 ? List.of(first) : headers.getAll(HttpHeaders.HOST);
    }

    private record Lines(MultiMap headers) implements HeaderLines {
        @Override
        public boolean has(String name) {
            return headers.contains(name);
        }

        @Override
        public List<String> all(String name) {
            return headers.getAll(name);
        }
    }
}
