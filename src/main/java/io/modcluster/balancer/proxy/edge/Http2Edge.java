package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.options.Http2Options;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
// The only way from a connection to its Netty pipeline; Http2EdgeIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@link StrictHttpEdge} is for HTTP/1, for HTTP/2: bounds for what a connection may cost, and times within which a
 * client has to go on. Each method on the connection's event loop.
 */
public final class Http2Edge {
    private static final AttributeKey<Http2Clock> CLOCK = AttributeKey.valueOf(Http2Edge.class, "clock");
    private static final int RESET_WINDOW_SECONDS = 30;
    /** RFC 9113 section 7. */
    private static final long NO_ERROR = 0;

    private Http2Edge() {}

    /**
     * Sets the bounds that Vert.x and Netty hold, and returns the same object.
     */
    public static HttpServerOptions applyTo(HttpServerOptions options, Http2Options http2, EdgeLimits limits) {
        Http2Settings settings = new Http2Settings()
                .setMaxConcurrentStreams(http2.getMaxStreams())
                .setInitialWindowSize(http2.getStreamWindow())
                .setMaxHeaderListSize(limits.maxHeaderBlock());
        return options.setInitialSettings(settings)
                .setHttp2ConnectionWindowSize(http2.getConnectionWindow())
                .setHttp2RstFloodMaxRstFramePerWindow(http2.getMaxResets())
                .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }

    /** Whether a connection speaks HTTP/2. */
    public static boolean isHttp2(HttpConnection connection) {
        return pipelineOf(connection).get(Http2ConnectionHandler.class) != null;
    }

    /**
     * Watches an HTTP/2 connection from its first SETTINGS on, which is when Vert.x calls the connection handler.
     *
     * @param maxControlFrames within 30 s; more close the connection with ENHANCE_YOUR_CALM
     * @param streamIdle       how long a response may wait for a client that does not take it
     */
    public static void onConnection(
            HttpConnection connection, EdgeLimits limits, int maxControlFrames, Duration streamIdle) {
        ChannelPipeline pipeline = pipelineOf(connection);
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Channel channel = pipeline.channel();
        Http2Clock clock = new Http2Clock(pipeline.context(handler), handler, limits, streamIdle);
        Http2Budget budget = new Http2Budget(maxControlFrames, channel.eventLoop(), clock::sent);
        channel.attr(CLOCK).set(clock);
        handler.decoder()
                .frameListener(
                        new Http2Watch(handler, handler.decoder().frameListener(), limits.maxHeaders(), budget, clock));
        pipeline.addBefore(pipeline.context(handler).name(), Http2Budget.NAME, budget);
        pipeline.addBefore(Http2Budget.NAME, LateFlush.NAME, new LateFlush());
        pipeline.addFirst(LingeringClose.NAME, new LingeringClose(handler));
        clock.start();
        channel.closeFuture().addListener(closed -> clock.stop());
    }

    /** The client has been told to send the body that it asked about; from now on it is the one who is waited for. */
    public static void invited(HttpServerRequest request) {
        Http2Clock clock = clockOf(request);
        if (clock != null) {
            clock.uploadInvited(request.streamId());
        }
    }

    /** What was answered here to a request of which Vert.x knows no answer; or null. */
    static @Nullable Refused answered(HttpServerRequest request) {
        Http2Clock clock = clockOf(request);
        return clock == null ? null : clock.answered(request.streamId());
    }

    /** Null on HTTP/1, without the edge, and once the connection is gone. */
    private static @Nullable Http2Clock clockOf(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return null;
        }
        ChannelHandlerContext context = ((HttpServerConnection) request.connection()).channelHandlerContext();
        return context == null ? null : context.channel().attr(CLOCK).get();
    }

    /** Whether the client may still send a body, or is sending it. Only HTTP/2 can say no without a Content-Length. */
    public static boolean mayHaveBody(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        Http2ConnectionHandler handler = pipelineOf(request.connection()).get(Http2ConnectionHandler.class);
        Http2Stream stream = handler == null ? null : handler.connection().stream(request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    /**
     * Ends the body of a request that was answered as a whole, and tells the client to send no more of it; the answer stays
     * good (RFC 9113 section 8.1). Once the answer is written; nothing happens on HTTP/1, or when the body has ended.
     */
    public static void endUpload(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 && mayHaveBody(request)) {
            request.response().reset(NO_ERROR);
        }
    }

    /**
     * Sends what was written. Vert.x leaves a head that comes with the first piece of a body to the flush of that piece, which
     * never comes where the client has given no window yet.
     */
    public static void flush(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            pipelineOf(request.connection()).channel().flush();
        }
    }

    /** Tells an HTTP/2 client to go elsewhere with further requests; those that it has begun go on. */
    public static void goAway(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            Http2ConnectionHandler handler = pipelineOf(request.connection()).get(Http2ConnectionHandler.class);
            if (handler != null && !handler.connection().goAwaySent()) {
                request.connection().goAway(NO_ERROR);
            }
        }
    }

    private static ChannelPipeline pipelineOf(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    }
}
