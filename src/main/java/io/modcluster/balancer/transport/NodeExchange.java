package io.modcluster.balancer.transport;

import static io.modcluster.balancer.domain.routing.FailureKind.BROKEN_BEFORE_RESPONSE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * One request to a node and its response. What is written to it is the body of the request; {@code end} ends that body.
 *
 * <p>The exchange is over when both the request and the response have ended, when it failed, or when it was cancelled.
 */
public interface NodeExchange extends WriteStream<Buffer> {
    /** The header fields to send, hop-by-hop ones left out. To be filled before {@link #send}. */
    MultiMap headers();

    /**
     * Sends the head, and with {@link BodyFraming#NONE} the whole request. To be called once.
     *
     * <p>With a body the head may wait for the first bytes of it; {@link #flushHead} makes it go. The time for the head of
     * the response counts from the end of the request; before that only a standstill of the whole exchange ends it.
     *
     * @param target     request target, already checked: printable ASCII without blanks
     * @param client     where the request comes from; its parts are strings that can be sent
     * @param onContinue called for each 100 (Continue) of the node, or when it asks for the body
     * @return the head of the final response; fails with a {@link NodeException}
     */
    Future<NodeResponse> send(
            HttpMethod method, String target, BodyFraming framing, ClientConnection client, Handler<Void> onContinue);

    /**
     * Sends the head of {@code request}, as the other {@code send} does with one that is filled into {@link #headers}. One of
     * them is called, once.
     *
     * @param to told what comes of it; {@code failed} may be called before this returns
     * @throws RuntimeException if the request cannot be sent; then nothing was
     */
    default void send(NodeRequest request, NodeAnswer to) {
        request.writeFields(headers()::add);
        onEarlyHints(to::hinted);
        send(request.method(), request.target(), request.framing(), request.client(), asked -> to.continued())
                .onComplete(to::responded, cause -> to.failed(NodeException.of(cause, BROKEN_BEFORE_RESPONSE)));
    }

    /** Whether the node can be told that trailers are welcome ({@code TE: trailers}). */
    default boolean takesTrailers() {
        return false;
    }

    /** Calls back for each 103 (Early Hints) of the node, ten at most, with valid fields. To be called before {@link #send}. */
    default void onEarlyHints(Handler<MultiMap> handler) {}

    /** Sends the head if it is still waiting for body bytes. */
    void flushHead();

    /** As {@link #flushHead}, but not before what is being read of the client now has been read: its body may be in it. */
    default void flushHeadSoon() {
        flushHead();
    }

    /** As {@link #write} with bytes of the network, which it takes over. */
    default void take(ByteBuf piece) {
        Buffer copy = Buffer.buffer(ByteBufUtil.getBytes(piece));
        piece.release();
        write(copy);
    }

    /** Ends an exchange that is not over: its connection is not used again. Otherwise does nothing. */
    void cancel();

    /** Ignored where it is what Netty has for each connection. */
    @Override
    default NodeExchange setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    /** Ignored: failures come with what was given to {@code send} or with the body of the response. */
    @Override
    default NodeExchange exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
