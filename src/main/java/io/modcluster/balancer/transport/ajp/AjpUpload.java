package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ajp.codec.AjpPackets;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The request on its way to a node. The node asks for each packet of the body; only the first of a body whose length was told
 * goes unasked, as AJP wants it. So a node decides how fast it takes a body, and holds up the client by not asking.
 */
final class AjpUpload {
    /** Tomcat and Undertow ask once. Each question costs an answer, which waits in memory where the node does not read. */
    private static final int MOST_ASKED_IN_VAIN = 8;

    /** Less stops and starts the client for each packet, which costs more than the round trip. */
    private static final int MOST_QUEUED = 64 * 1024;

    /** So much of a body is cheaper copied behind what stands before it in the packet: both are one for the system then. */
    private static final int COPIED = 2048;

    private final PacketOutput output;
    private final Handler<Void> onContinue;
    private final boolean unknownLength;
    private final WaitingBody body = new WaitingBody();
    private @Nullable ByteBuf head;
    private @Nullable Handler<Void> drained;
    private long left;
    private int wanted;
    private int askedInVain;
    private boolean later;
    private boolean ended;
    private boolean toldEnd;
    private boolean stopped;
    private boolean headLost;

    /** A request with this head; null when that has gone, and there is no body. */
    AjpUpload(PacketOutput output, @Nullable ByteBuf head, long length, Handler<Void> onContinue) {
        this.output = output;
        this.head = head;
        this.unknownLength = length == ForwardRequest.UNKNOWN;
        this.left = length;
        this.onContinue = onContinue;
        this.ended = length == 0;
    }

    void start() {
        if (left > 0) {
            wanted = output.mostUnasked();
            onContinue.handle(null);
        } else {
            sendHead();
        }
    }

    /** Sends the head soon, alone unless bytes of the body come with what was read of the client in one go. */
    void flushHead() {
        if (head != null) {
            sendSoon();
        }
    }

    private void sendHead() {
        ByteBuf waiting = head;
        if (waiting != null && !stopped) {
            head = null;
            output.write(waiting);
        }
    }

    /** Takes bytes of the body over; those beyond the length that was told never go. */
    void take(ByteBuf piece) {
        if (stopped || !piece.isReadable()) {
            piece.release();
            return;
        }
        body.add(piece, output.memory());
        send();
    }

    /** No more bytes come. False when that is too soon. */
    boolean end() {
        ended = true;
        if (!unknownLength && body.length() < left) {
            return false;
        }
        send();
        return true;
    }

    /**
     * The node asks for so many bytes at most. False when it has been told often enough that there are none, or asks on and on
     * and does not read what it gets: that would all be memory here.
     */
    boolean wanted(int most) {
        if ((toldEnd && ++askedInVain > MOST_ASKED_IN_VAIN) || output.isUnread()) {
            return false;
        }
        if (unknownLength && wanted == 0 && !ended) {
            onContinue.handle(null);
        }
        // asked twice without an answer in between is asked once
        wanted = output.asked(most);
        send();
        if (drained != null && !isFull()) {
            Handler<Void> handler = drained;
            drained = null;
            handler.handle(null);
        }
        return true;
    }

    /** Sends what is wanted, or the last of it; less than that only {@link #sendSoon soon}: each packet costs a round trip. */
    private void send() {
        if (wanted == 0 || stopped) {
            return;
        }
        int length = sendable();
        if (length == wanted || (length > 0 && (ended || length == left))) {
            send(length);
        } else if (length > 0) {
            sendSoon();
        } else if (unknownLength ? ended : left == 0) {
            wanted = 0;
            toldEnd = true;
            sendHead();
            output.write(AjpPackets.endOfBody());
        }
    }

    private int sendable() {
        int length = Math.min(wanted, body.length());
        return unknownLength ? length : (int) Math.min(length, left);
    }

    /** Behind what was read of the client in one go, which comes here in pieces. */
    private void sendSoon() {
        if (!later) {
            later = true;
            output.soon(this::sendNow);
        }
    }

    private void sendNow() {
        later = false;
        if (stopped) {
            return;
        }
        int length = sendable();
        if (length > 0) {
            send(length);
        } else {
            sendHead();
        }
    }

    private void send(int length) {
        wanted = 0;
        if (!unknownLength) {
            left -= length;
        }
        ByteBuf front = output.front(head, length <= COPIED ? length : 0);
        head = null;
        AjpPackets.beginBody(front, length);
        if (length <= COPIED) {
            body.copyTo(front, length);
            output.write(front);
            return;
        }
        output.add(front);
        for (int open = length; open > 0; ) {
            ByteBuf part = body.next(open);
            open -= part.readableBytes();
            output.add(part);
        }
        output.flush();
    }

    /** What the client library keeps of an upload over HTTP, too; two packets at least. */
    boolean isFull() {
        return !stopped && body.length() >= Math.max(MOST_QUEUED, 2 * output.mostUnasked());
    }

    void drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
    }

    /** Whether the client has sent everything. */
    boolean isEnded() {
        return ended;
    }

    /** Whether the node has got everything, and knows it. */
    boolean isComplete() {
        return head == null && !headLost && wanted == 0 && (unknownLength ? toldEnd : left == 0);
    }

    /** Nothing goes any more. */
    void stop() {
        stopped = true;
        body.drop();
        ByteBuf unsent = head;
        head = null;
        if (unsent != null) {
            unsent.release();
            headLost = true;
        }
    }
}
