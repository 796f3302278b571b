package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.Upgrade;
import io.netty.channel.ChannelHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request that asks for an upgrade, without body. A response with status 101 is one that keeps what the protocol asks for;
 * then {@link #become} takes the connection. Any other response is an ordinary one, with its body.
 */
public final class UpgradeExchange implements NodeExchange {
    private final Vertx vertx;
    private final UpgradeChannel channel;
    private final Upgrade upgrade;
    private final long responseTimeoutMillis;
    private final Runnable answered;
    private boolean handedOver;
    private boolean pending = true;

    /** {@code answered} is called once, when the node has answered or nothing is awaited of it any more. */
    UpgradeExchange(
            Vertx vertx, UpgradeChannel channel, Upgrade upgrade, long responseTimeoutMillis, Runnable answered) {
        this.vertx = vertx;
        this.channel = channel;
        this.upgrade = upgrade;
        this.responseTimeoutMillis = responseTimeoutMillis;
        this.answered = answered;
    }

    private void isAnswered() {
        if (pending) {
            pending = false;
            answered.run();
        }
    }

    /** {@inheritDoc} There are no bodies here: its framing is {@link BodyFraming#NONE}. */
    @Override
    public void send(NodeRequest request, NodeAnswer to) {
        MultiMap headers = HttpHeaders.headers();
        request.writeFields(headers::add);
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).set(HttpHeaders.UPGRADE, upgrade.token());
        long timer = vertx.setTimer(
                responseTimeoutMillis,
                late -> channel.fail(new NodeException(FailureKind.RESPONSE_TIMEOUT, "no response in time")));
        channel.send(request.method(), request.target(), headers)
                .onComplete(head -> {
                    vertx.cancelTimer(timer);
                    isAnswered();
                })
                .onComplete(
                        to::responded, cause -> to.failed(NodeException.of(cause, FailureKind.BROKEN_BEFORE_RESPONSE)));
    }

    /**
     * Gives the connection away after a 101: bytes that have come behind it, and all that come, go to {@code end}.
     * {@link #cancel} does nothing from then on.
     */
    public void become(ChannelHandler end) {
        handedOver = true;
        channel.become(end);
    }

    @Override
    public void flushHead() {
        // the head went at once
    }

    @Override
    public void cancel() {
        if (!handedOver) {
            channel.close();
        }
        isAnswered();
    }

    /** Fails: there is no body. */
    @Override
    public Future<Void> write(Buffer data) {
        return Future.failedFuture(new IllegalStateException("body of " + data.length() + " bytes (expected: none)"));
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public NodeExchange drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
