package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ajp.codec.AjpPackets;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
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

    private final AjpConnection connection;
    private final int packetRoom;
    private final Handler<Void> onContinue;
    private final boolean unknownLength;
    private final ArrayDeque<Buffer> queue = new ArrayDeque<>();
    private @Nullable Buffer head;
    private @Nullable Handler<Void> drained;
    private long left;
    private int offset;
    private int queued;
    private int wanted;
    private int askedInVain;
    private boolean ended;
    private boolean toldEnd;
    private boolean stopped;

    AjpUpload(AjpConnection connection, Buffer head, long length, int packetSize, Handler<Void> onContinue) {
        this.connection = connection;
        this.head = head;
        this.unknownLength = length == ForwardRequest.UNKNOWN;
        this.left = length;
        this.packetRoom = AjpPackets.bodyRoom(packetSize);
        this.onContinue = onContinue;
        this.ended = length == 0;
    }

    void start() {
        if (left > 0) {
            // a node takes so much without being asked, whatever its packet size
            wanted = AjpPackets.bodyRoom(AjpPackets.SMALLEST);
            onContinue.handle(null);
        } else {
            flushHead();
        }
    }

    void flushHead() {
        Buffer waiting = head;
        if (waiting != null && !stopped) {
            head = null;
            connection.write(waiting);
        }
    }

    /** Takes bytes of the body; those beyond the length that was told never go. */
    void write(Buffer data) {
        if (stopped || data.length() == 0) {
            return;
        }
        queue.add(data);
        queued += data.length();
        send();
    }

    /** No more bytes come. False when that is too soon. */
    boolean end() {
        ended = true;
        if (!unknownLength && queued < left) {
            return false;
        }
        send();
        return true;
    }

    /** The node asks for so many bytes at most. False when it has been told often enough that there are none. */
    boolean wanted(int most) {
        if (toldEnd && ++askedInVain > MOST_ASKED_IN_VAIN) {
            return false;
        }
        if (unknownLength && wanted == 0 && !ended) {
            onContinue.handle(null);
        }
        // asked twice without an answer in between is asked once
        wanted = Math.min(most, packetRoom);
        send();
        if (drained != null && !isFull()) {
            Handler<Void> handler = drained;
            drained = null;
            handler.handle(null);
        }
        return true;
    }

    private void send() {
        if (wanted == 0 || stopped) {
            return;
        }
        int length = Math.min(wanted, queued);
        if (!unknownLength) {
            length = (int) Math.min(length, left);
        }
        if (length > 0) {
            wanted = 0;
            send(length);
        } else if (unknownLength ? ended : left == 0) {
            wanted = 0;
            toldEnd = true;
            flushHead();
            connection.write(AjpPackets.endOfBody());
        }
    }

    private void send(int length) {
        Buffer packet = AjpPackets.body(length);
        take(packet, length);
        if (!unknownLength) {
            left -= length;
        }
        Buffer waiting = head;
        head = null;
        connection.write(waiting == null ? packet : waiting.appendBuffer(packet));
    }

    private void take(Buffer packet, int length) {
        int open = length;
        while (open > 0) {
            Buffer first = queue.element();
            int part = Math.min(open, first.length() - offset);
            packet.appendBuffer(first, offset, part);
            open -= part;
            offset += part;
            if (offset == first.length()) {
                queue.remove();
                offset = 0;
            }
        }
        queued -= length;
    }

    /** What the client library keeps of an upload over HTTP, too; two packets at least. */
    boolean isFull() {
        return !stopped && queued >= Math.max(MOST_QUEUED, 2 * packetRoom);
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
        return head == null && wanted == 0 && (unknownLength ? toldEnd : left == 0);
    }

    /** Nothing goes any more. */
    void stop() {
        stopped = true;
        queue.clear();
        queued = 0;
    }
}
