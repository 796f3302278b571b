package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
// The only way from a connection to its socket; ForwardingIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Ends a client's connection so that it cannot be taken for an orderly end: TCP RST instead of FIN. */
final class ClientReset {
    private ClientReset() {}

    // whoever waits for the end waits for the end of the connection
    @SuppressWarnings("FutureReturnValueIgnored")
    static void reset(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        // from the first handler on, since the strict edge would turn it into a half-close that lingers
        context.pipeline().firstContext().close();
    }

    /**
     * Closes a connection once its client has taken what was written: Vert.x does not close it before. Resets it when the
     * client takes nothing of that for so long, or has been found to take nothing. 0 waits for ever.
     */
    static void close(Vertx vertx, HttpConnection connection, @Nullable NodeException why, long millis) {
        if (why != null && why.kind() == FailureKind.CLIENT_STALLED) {
            reset(connection);
        } else {
            connection.close();
            ifNothingTaken(vertx, connection, millis, () -> false);
        }
    }

    /** Resets a connection where the end of a response waits in Vert.x, and no clock runs, when the client takes nothing. */
    static void ifEndWaits(Vertx vertx, HttpConnection connection, Future<Void> end, long millis) {
        if (!end.isComplete() && !channelOf(connection).isWritable()) {
            ifNothingTaken(vertx, connection, millis, end::isComplete);
        }
    }

    private static void ifNothingTaken(Vertx vertx, HttpConnection connection, long millis, BooleanSupplier over) {
        long before = pending(connection);
        if (millis > 0 && before > 0) {
            vertx.setTimer(millis, rung -> {
                if (over.getAsBoolean() || pending(connection) == 0) {
                    return;
                }
                if (pending(connection) >= before) {
                    reset(connection);
                } else {
                    ifNothingTaken(vertx, connection, millis, over);
                }
            });
        }
    }

    private static Channel channelOf(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** Bytes that are still to go, 0 once it is closed. */
    private static long pending(HttpConnection connection) {
        ChannelOutboundBuffer buffer = channelOf(connection).unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
