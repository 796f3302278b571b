package io.modcluster.balancer.transport.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a node's connection keeps back until all that was read at once has been looked at: the end of a response, since what
 * follows unasked must not answer the next request; and the head with a first short piece, so that a short response passes as
 * a whole, in one call. On the event loop of the connection.
 */
final class HeldResponse {
    private final DirectPieces pieces;
    private @Nullable HttpResponse head;
    private @Nullable HttpContent piece;
    private @Nullable LastHttpContent end;
    private @Nullable WholeResponse whole;

    HeldResponse(DirectPieces pieces) {
        this.pieces = pieces;
    }

    /** The head was read. */
    void head(HttpResponse response) {
        head = response;
    }

    /** Whether the end was read. */
    boolean hasEnd() {
        return end != null || whole != null;
    }

    /** All of it was read. */
    void whole(WholeResponse response) {
        whole = response;
    }

    /** A piece was read that is not the last. */
    void piece(Http1Exchange running, HttpContent content) {
        if (head != null && piece == null && isShort(content)) {
            piece = content;
        } else {
            passHead(running);
            pass(running, content);
        }
    }

    /** The end was read, and what it has of the body. */
    void end(Http1Exchange running, LastHttpContent last) {
        boolean oneBody = piece == null || !last.content().isReadable();
        if (head != null && oneBody && isShort(last) && running.isSent()) {
            end = last;
        } else {
            passHead(running);
            running.goesOn();
            end = pieces.takeLast(last);
        }
    }

    private static boolean isShort(HttpContent content) {
        return content.content().readableBytes() <= DirectPieces.SHORT;
    }

    /** There is more to come than was read at once, or it is longer than one message, or it broke off: as it came, then. */
    void passHead(Http1Exchange running) {
        HttpResponse response = head;
        HttpContent first = piece;
        head = null;
        piece = null;
        if (response != null) {
            running.answered(response, new NodeBody(pieces.channel()), pieces);
        }
        if (first != null) {
            pass(running, first);
        }
    }

    private void pass(Http1Exchange running, HttpContent content) {
        if (pieces.take(content)) {
            running.goesOn();
        } else {
            running.received(content.content());
        }
    }

    /** Nothing more was read at once: what is held goes on. */
    void passAll(Http1Exchange running) {
        WholeResponse all = whole;
        if (all != null) {
            whole = null;
            passWhole(running, all);
            return;
        }
        LastHttpContent last = end;
        HttpResponse response = head;
        HttpContent first = piece;
        if (last == null) {
            passHead(running);
            return;
        }
        end = null;
        head = null;
        piece = null;
        if (response == null) {
            pieces.ended();
            running.ended(last);
        } else {
            running.trailersCame(last);
            passWhole(running, WholeResponse.of(response, first == null ? last.content() : first.content()));
        }
    }

    private void passWhole(Http1Exchange running, WholeResponse response) {
        try {
            running.whole(response, pieces);
        } finally {
            // what stays here would be the body of the next response, whose client is another
            ReferenceCountUtil.release(pieces.takeWhole());
        }
    }

    /** Whose it was is gone. */
    void drop() {
        ReferenceCountUtil.release(piece);
        ReferenceCountUtil.release(end);
        ReferenceCountUtil.release(whole);
        head = null;
        piece = null;
        end = null;
        whole = null;
    }
}
