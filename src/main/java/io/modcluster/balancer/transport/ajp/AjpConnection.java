package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.Deadline;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpPackets;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.ShortReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node: idle, asked by CPING, or in one exchange. Whatever comes that was not asked for ends it. Belongs
 * to one event loop.
 */
final class AjpConnection {
    private final AjpNodeTransport transport;
    private final PacketOutput output;
    private final PacketInput input;
    private final Deadline deadline;
    private @Nullable AjpExchange exchange;
    private @Nullable Promise<AjpConnection> ping;
    private long idleSince = Deadline.now();
    private boolean answered;
    private boolean checked;
    private boolean closed;

    /** Takes over a connection that has just been made. */
    AjpConnection(AjpNodeTransport transport, ContextInternal context, NetSocket socket) {
        this.transport = transport;
        this.output = new PacketOutput(socket);
        this.input = PacketInput.of(this, context, socket, output, transport.heads());
        this.deadline = new Deadline(context.owner(), this::tooLate);
    }

    /**
     * Asks whether the node listens. Fails with {@link FailureKind#CONNECT_FAILED} when it does not answer in time, with
     * {@link FailureKind#STALE_CONNECTION} when it had closed a connection that was kept.
     */
    Future<AjpConnection> ping(long boundMillis) {
        Promise<AjpConnection> asked = Promise.promise();
        ping = asked;
        input.pinged();
        deadline.in(boundMillis);
        output.write(AjpPackets.ping());
        return asked.future();
    }

    /** Begins an exchange: its packets come next. */
    void begin(AjpExchange next) {
        exchange = next;
        input.requested();
    }

    /** Whether it was kept from an earlier exchange and not asked since: it may be closed without our knowing. */
    boolean isReused() {
        return answered && !checked;
    }

    boolean isOpen() {
        return input.isOpen();
    }

    long idleMillis() {
        return Deadline.now() - idleSince;
    }

    /** Kept for the next exchange, for so long at most. */
    void idle(long millis) {
        checked = false;
        idleSince = deadline.in(millis);
    }

    /** Something went on; the exchange may stand still for so long again. */
    void allow(long millis) {
        deadline.in(millis);
    }

    /** Where packets to the node go. A failure comes as the end of the connection. */
    PacketOutput output() {
        return output;
    }

    /** The body of the response that is coming in, once its head is there. */
    @Nullable
    AjpResponseBody body() {
        return exchange == null ? null : exchange.body();
    }

    /** Reads on, or not, as that body wants it. */
    void heedBody() {
        input.heedBody();
    }

    /** That body is taken again. */
    void goOn() {
        input.goOn();
    }

    /** Whether a response to a request without a body is awaited, and nothing of it is there: it may come as a whole. */
    boolean awaitsWhole() {
        return exchange != null && exchange.awaitsWhole();
    }

    /** It came as that. */
    void whole(ShortReply reply) {
        AjpExchange running = exchange;
        if (running == null) {
            reply.body().release();
        } else {
            running.whole(reply);
        }
    }

    void replied(AjpReply reply) {
        AjpExchange running = exchange;
        if (reply instanceof AjpReply.Pong) {
            ponged();
        } else if (running != null) {
            running.replied(reply);
        } else if (reply instanceof AjpReply.Body piece) {
            piece.data().release();
        }
    }

    private void ponged() {
        Promise<AjpConnection> asked = ping;
        ping = null;
        if (asked != null && !input.hasRemainder()) {
            checked = true;
            deadline.off();
            asked.complete(this);
        } else if (asked != null) {
            close();
            asked.fail(new NodeException(FailureKind.CONNECT_FAILED, "CPONG with something behind it"));
        }
    }

    /** The exchange is over and both sides agree about that. */
    void release() {
        exchange = null;
        answered = true;
        checked = false;
        if (!isOpen() || input.hasRemainder()) {
            close();
        } else {
            transport.released(this);
        }
    }

    void refused(AjpException wrong) {
        transport.habits().refused(wrong);
        fail(FailureKind.BAD_RESPONSE, String.valueOf(wrong.getMessage()));
    }

    /** All that came in one go was looked at. */
    void allRead() {
        if (exchange != null) {
            exchange.allRead();
        }
    }

    void broken(String how) {
        if (exchange != null && exchange.awaitsHead() && !answered) {
            transport.habits().closedOnFirstRequest();
        }
        fail(isReused() ? FailureKind.STALE_CONNECTION : FailureKind.BROKEN_BEFORE_RESPONSE, how);
    }

    private void tooLate() {
        AjpExchange running = exchange;
        boolean waits = running != null && running.awaitsHead();
        fail(waits ? FailureKind.RESPONSE_TIMEOUT : FailureKind.BROKEN_BEFORE_RESPONSE, "no answer in time");
    }

    /** Ends it, and tells whom it concerns. */
    private void fail(FailureKind kind, String how) {
        AjpExchange running = exchange;
        Promise<AjpConnection> asked = ping;
        exchange = null;
        ping = null;
        close();
        if (running != null) {
            running.failed(kind, how);
        }
        if (asked != null) {
            // closed while it was idle says nothing about the node; no answer does
            boolean stale = kind == FailureKind.STALE_CONNECTION;
            asked.fail(new NodeException(stale ? kind : FailureKind.CONNECT_FAILED, "CPING: " + how));
        }
    }

    /** Ends it whatever goes on. */
    void cut() {
        Promise<AjpConnection> asked = ping;
        if (asked != null) {
            // the node has had no time to answer
            ping = null;
            asked.fail(new NodeException(FailureKind.QUEUE_FULL, "the connections are being closed"));
        }
        fail(FailureKind.BROKEN_BEFORE_RESPONSE, "the connections are being closed");
    }

    /** Ends it without a word to the exchange. What waits in it is thrown away. */
    void close() {
        exchange = null;
        deadline.off();
        if (!closed) {
            closed = true;
            transport.closed(this);
            input.close();
        }
    }
}
