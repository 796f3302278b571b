package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.ShortReply;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The response of one exchange on its way to who asked. Its head waits for what was read with it: a short response is given as
 * a whole, in one call.
 */
final class AjpResponse {
    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;
    private static final int NOT_MODIFIED = 304;

    private final AjpNodeTransport transport;
    private final AjpConnection connection;
    private final NodeAnswer answer;
    private final boolean toHead;
    private AjpReply.@Nullable Head head;
    private @Nullable AjpResponseBody body;
    private boolean dropped;
    private int status;

    AjpResponse(AjpNodeTransport transport, AjpConnection connection, NodeAnswer answer, boolean toHead) {
        this.transport = transport;
        this.connection = connection;
        this.answer = answer;
        this.toHead = toHead;
    }

    void begin(AjpReply.Head begun) {
        head = begun;
        status = begun.status();
        body = new AjpResponseBody(connection, hasNoBody() ? 0 : begun.contentLength());
    }

    /** Whether nothing of it is there, and its status decides whether it has a body. */
    boolean mayComeWhole() {
        return body == null && !toHead;
    }

    /** All of it is there. */
    void whole(ShortReply reply) {
        begin(reply.head());
        AjpResponseBody begun = body;
        if (begun != null) {
            begun.offerWhole(reply.body());
            passHead(begun);
            begun.endWhole();
        }
    }

    /** Null before the head has come. */
    @Nullable
    AjpResponseBody body() {
        return body;
    }

    int status() {
        return status;
    }

    /** Whether it has no body, by its status or by the request. */
    boolean isBodyless() {
        return body != null && hasNoBody();
    }

    private boolean hasNoBody() {
        return toHead || status == NO_CONTENT || status == RESET_CONTENT || status == NOT_MODIFIED;
    }

    /** Whether the body has not reached the length that was told. */
    boolean isShort() {
        return body != null && body.isShort();
    }

    /** Takes a piece over. False when it goes beyond the length that was told. */
    boolean received(ByteBuf piece) {
        AjpResponseBody begun = body;
        if (begun == null) {
            piece.release();
            return true;
        }
        if (!begun.waitsForMore(piece)) {
            passHead(begun);
        }
        if (dropped) {
            // whoever got the head has given up the exchange
            piece.release();
            return true;
        }
        begun.received(piece);
        return !begun.isTooLong();
    }

    void readComplete() {
        if (body != null) {
            passHead(body);
            body.readComplete();
        }
    }

    void end() {
        AjpResponseBody begun = body;
        if (begun != null && head == null) {
            begun.end();
        } else if (begun != null) {
            begun.offerWhole();
            passHead(begun);
            begun.endWhole();
        }
    }

    void fail(FailureKind kind, String how) {
        if (body == null) {
            answer.failed(new NodeException(kind, how));
        } else {
            passHead(body);
            body.fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, how));
        }
    }

    /** Nobody wants it any more. */
    void drop() {
        dropped = true;
        head = null;
        if (body != null) {
            body.drop();
        }
    }

    private void passHead(AjpResponseBody begun) {
        AjpReply.Head held = head;
        if (held != null) {
            head = null;
            answer.responded(new NodeResponse(
                    status, reasonOf(held), fieldsOf(held), begun, HttpHeaders::headers, begun.direct()));
        }
    }

    private MultiMap fieldsOf(AjpReply.Head held) {
        MultiMap fields = transport.loop().fields().of(held.headers());
        if (status == RESET_CONTENT) {
            // Tomcat tells the length of a body that it does not send
            fields.set(HttpHeaders.CONTENT_LENGTH, "0");
        }
        return fields;
    }

    /** Tomcat puts the status where the phrase belongs. */
    private static String reasonOf(AjpReply.Head held) {
        return isNumber(held.reason(), held.status())
                ? HttpResponseStatus.valueOf(held.status()).reasonPhrase()
                : held.reason();
    }

    /** Without making a text of the status, which has three digits. */
    private static boolean isNumber(String reason, int status) {
        return reason.length() == 3
                && reason.charAt(0) == '0' + status / 100
                && reason.charAt(1) == '0' + status / 10 % 10
                && reason.charAt(2) == '0' + status % 10;
    }
}
