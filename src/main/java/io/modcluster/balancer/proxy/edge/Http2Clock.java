package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times of {@link EdgeLimits} for an HTTP/2 connection: it is closed when its first request does not come, or no further
 * one; a request whose body comes too slowly is answered 408, a response that the client does not take is reset. The connection is looked at now and then, so a time may be
 * exceeded by a fifth; frames cost no timer. On the connection's event loop.
 */
// whoever waits for the end waits for the end of the connection
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Clock {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Clock.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOKS = 5;
    private static final Refused TOO_SLOW_BODY = Refused.closing(408, "request body came too slowly");
    /** The log asks for it at once, if anybody does. */
    private static final int REMEMBERED = 16;

    private final ChannelHandlerContext ctx;
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey uploadKey;
    private final Http2Connection.PropertyKey stuckKey;
    private final EventExecutor loop;
    private final EdgeLimits limits;
    private final long streamIdleNanos;
    private long idleSince;
    private long windowGiven;
    private boolean served;
    private boolean someStuck;
    private final Deque<Integer> tooSlow = new ArrayDeque<>(0);
    private @Nullable Future<?> looking;

    /** A body under way. */
    private static final class Upload {
        /** When it has to be complete, or Long.MAX_VALUE where the client waits for a word (RFC 9110 section 10.1.1). */
        private long deadline;

        Upload(long deadline) {
            this.deadline = deadline;
        }
    }

    Http2Clock(ChannelHandlerContext ctx, Http2ConnectionHandler handler, EdgeLimits limits, Duration streamIdle) {
        this.ctx = ctx;
        this.handler = handler;
        this.connection = handler.connection();
        this.uploadKey = connection.newKey();
        this.stuckKey = connection.newKey();
        this.loop = ctx.executor();
        this.limits = limits;
        this.streamIdleNanos = streamIdle.toNanos();
    }

    /** The connection begins; its first request has to come within the time for a head. */
    void start() {
        idleSince = now();
        windowGiven = idleSince;
        lookAgain();
    }

    void stop() {
        Future<?> pending = looking;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    /** A body follows, unless the client waits for a word first. */
    void uploadBegins(Http2Stream stream, boolean waits) {
        if (limits.minBodyRate() > 0) {
            stream.setProperty(
                    uploadKey,
                    new Upload(
                            waits
                                    ? Long.MAX_VALUE
                                    : now() + limits.bodyTimeout().toNanos()));
        }
    }

    /** So many bytes, so much more time. */
    void uploadCame(Http2Stream stream, int bytes) {
        Upload upload = stream.getProperty(uploadKey);
        if (upload != null) {
            long earned = bytes * SECOND / limits.minBodyRate();
            upload.deadline = earned
                    + (upload.deadline == Long.MAX_VALUE
                            ? now() + limits.bodyTimeout().toNanos()
                            : upload.deadline);
        }
    }

    void uploadEnded(Http2Stream stream) {
        stream.removeProperty(uploadKey);
    }

    /** The word that the client waited for has been said. */
    void uploadInvited(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        Upload upload = stream == null ? null : stream.getProperty(uploadKey);
        if (upload != null && upload.deadline == Long.MAX_VALUE) {
            upload.deadline = now() + limits.bodyTimeout().toNanos();
        }
    }

    /** What this clock answered on a stream, or null. */
    @Nullable
    Refused answered(int streamId) {
        return tooSlow.contains(streamId) ? TOO_SLOW_BODY : null;
    }

    /** The client takes more of all responses together. */
    void windowGiven() {
        windowGiven = now();
    }

    /** Bytes of a response go out: what stood still does no more. */
    void sent(int streamId) {
        if (someStuck) {
            Http2Stream stream = connection.stream(streamId);
            if (stream != null) {
                stream.removeProperty(stuckKey);
            }
        }
    }

    private void lookAgain() {
        // streams open and close without a word to this clock, so it looks often enough for the shortest time it keeps
        long shortest = Math.min(
                Math.min(streamIdleNanos, limits.bodyTimeout().toNanos()),
                served ? limits.idleTimeout().toNanos() : limits.headTimeout().toNanos());
        looking = loop.schedule(this::look, Math.max(1, shortest / LOOKS), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (connection.numActiveStreams() > 0) {
            served = true;
            idleSince = now();
            lookAtStreams();
        } else {
            served |= connection.remote().lastStreamCreated() > 0;
            long most = (served ? limits.idleTimeout() : limits.headTimeout()).toNanos();
            if (now() - idleSince >= most) {
                // with a GOAWAY in front
                ctx.channel().close();
                return;
            }
        }
        lookAgain();
    }

    private void lookAtStreams() {
        long now = now();
        List<Http2Stream> late = new ArrayList<>(0);
        List<Http2Stream> stuck = new ArrayList<>(0);
        someStuck = false;
        try {
            connection.forEachActiveStream(stream -> {
                if (isStuck(stream, now)) {
                    stuck.add(stream);
                } else if (isLate(stream, now)) {
                    late.add(stream);
                }
                return true;
            });
        } catch (Http2Exception impossible) {
            LOG.debug("streams not listed: {}", impossible.toString());
        }
        for (Http2Stream stream : stuck) {
            handler.encoder().writeRstStream(ctx, stream.id(), Http2Error.CANCEL.code(), ctx.newPromise());
        }
        for (Http2Stream stream : late) {
            uploadEnded(stream);
            if (tooSlow.size() == REMEMBERED) {
                tooSlow.remove();
            }
            tooSlow.add(stream.id());
            Http2Answers.end(ctx, handler, stream, "408");
        }
        if (!late.isEmpty() || !stuck.isEmpty()) {
            ctx.flush();
        }
    }

    /**
     * A response has begun, its client takes nothing, and for too long nothing of it went out. Window for all streams is no
     * sign of life of this one, unless it has nothing to send and just stands behind others.
     */
    private boolean isStuck(Http2Stream stream, long now) {
        Http2RemoteFlowController flow = connection.remote().flowController();
        boolean ownClosed = flow.windowSize(stream) <= 0;
        boolean closed = ownClosed || flow.windowSize(connection.connectionStream()) <= 0;
        if (!closed || !stream.isHeadersSent()) {
            stream.removeProperty(stuckKey);
            return false;
        }
        someStuck = true;
        Long since = stream.getProperty(stuckKey);
        if (since == null) {
            stream.setProperty(stuckKey, now);
            return false;
        }
        boolean waitsItself = ownClosed || flow.hasFlowControlled(stream);
        return now - (waitsItself ? since : Math.max(since, windowGiven)) >= streamIdleNanos;
    }

    private boolean isLate(Http2Stream stream, long now) {
        Upload upload = stream.getProperty(uploadKey);
        return upload != null && upload.deadline <= now && !isHeldUp(stream, upload, now);
    }

    /** What has come lies here, since the node does not take it: then the client is not the slow one. */
    private boolean isHeldUp(Http2Stream stream, Upload upload, long now) {
        Http2LocalFlowController flow = handler.decoder().flowController();
        boolean heldUp = flow.unconsumedBytes(stream) > 0 || flow.windowSize(connection.connectionStream()) <= 0;
        if (heldUp) {
            upload.deadline = now + limits.bodyTimeout().toNanos();
        }
        return heldUp;
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
