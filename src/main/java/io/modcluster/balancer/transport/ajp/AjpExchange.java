package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.modcluster.balancer.transport.ajp.codec.ShortReply;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
// The bytes of a buffer without a copy of them, as Vert.x' own client takes them; AjpNodeIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** One request to a node and its response, on a connection that is its own until both are over. */
final class AjpExchange implements NodeExchange {
    private final AjpNodeTransport transport;
    private final AjpConnection connection;
    /** None for a request without a body, unless the node asks for one. */
    private @Nullable AjpUpload upload;

    /** There once the request is on its way. */
    private @Nullable AjpResponse response;

    private boolean goesOn;
    private boolean told;
    private boolean over;

    AjpExchange(AjpNodeTransport transport, AjpConnection connection) {
        this.transport = transport;
        this.connection = connection;
    }

    @Override
    public void send(NodeRequest request, NodeAnswer to) {
        if (!connection.isOpen()) {
            over = true;
            to.failed(new NodeException(FailureKind.STALE_CONNECTION, "closed before the request"));
            return;
        }
        BodyFraming framing = request.framing();
        ForwardRequest head = transport.request();
        long length;
        ByteBuf packet;
        try {
            ClientConnection client = request.client();
            head.begin(
                    request.method().name(),
                    request.target(),
                    transport.loop().clients().of(client),
                    client.serverName(),
                    client.serverPort(),
                    ClientTls.of(client));
            request.writeFields(transport.requestFields());
            length = lengthOf(framing, head.contentLength());
            packet = head.end(length, connection.output().memory());
        } catch (AjpException unsendable) {
            transport.habits().notSent(unsendable);
            giveBack();
            to.failed(AjpFailures.unsendable(unsendable));
            return;
        }
        response = new AjpResponse(transport, connection, to, HttpMethod.HEAD.equals(request.method()));
        connection.begin(this);
        connection.allow(length == 0 ? transport.responseMillis() : transport.standstillMillis());
        if (length == 0) {
            connection.output().write(packet);
        } else {
            AjpUpload started = new AjpUpload(connection.output(), packet, length, asked -> to.continued());
            upload = started;
            started.start();
        }
    }

    private static long lengthOf(BodyFraming framing, @Nullable String contentLength) {
        if (framing != BodyFraming.LENGTH) {
            return framing == BodyFraming.NONE ? 0 : ForwardRequest.UNKNOWN;
        }
        if (contentLength == null) {
            throw new IllegalArgumentException("a body with a length, and no Content-Length");
        }
        return Long.parseLong(contentLength);
    }

    private void giveBack() {
        over = true;
        if (connection.isOpen()) {
            transport.released(connection);
        }
    }

    /** The body of the response, once its head is there. */
    @Nullable
    AjpResponseBody body() {
        return response == null ? null : response.body();
    }

    boolean awaitsHead() {
        return response != null && body() == null && isSent();
    }

    /** Whether the client has sent everything. */
    private boolean isSent() {
        return upload == null || upload.isEnded();
    }

    /** Whether the node has got everything, and knows it. */
    private boolean isTaken() {
        return upload == null || upload.isComplete();
    }

    private void stopUpload() {
        if (upload != null) {
            upload.stop();
        }
    }

    boolean awaitsWhole() {
        return !over && upload == null && response != null && response.mayComeWhole();
    }

    /** The response is there. Its connection is free before the client knows, who may ask for the next at once. */
    void whole(ShortReply reply) {
        AjpResponse coming = response;
        if (over || coming == null) {
            reply.body().release();
            return;
        }
        over = true;
        free(reply.head().status(), reply.reusable());
        coming.whole(reply);
    }

    private void free(int status, boolean reusable) {
        transport.habits().answered(status, reusable);
        // a node that has not had all of the request may still want the rest, or ask for it too late
        if (reusable && isTaken()) {
            connection.release();
        } else {
            connection.close();
        }
    }

    void replied(AjpReply reply) {
        AjpResponse coming = response;
        if (over || coming == null) {
            if (reply instanceof AjpReply.Body piece) {
                piece.data().release();
            }
            return;
        }
        // the time for the head counts from the end of the request, and asking for the body is not answering
        goesOn |= coming.body() != null || !isSent();
        if (reply instanceof AjpReply.Head head) {
            coming.begin(head);
            goesOn = true;
        } else if (reply instanceof AjpReply.Body piece) {
            received(coming, piece.data());
        } else if (reply instanceof AjpReply.BodyWanted wanted) {
            if (!wanted(wanted.most())) {
                connection.close();
                failed(FailureKind.BAD_RESPONSE, "it asks for a body that has ended, or does not read what it gets");
            }
        } else if (reply instanceof AjpReply.End end) {
            ended(coming, end.reusable());
        }
    }

    private boolean wanted(int most) {
        AjpUpload asked = upload == null ? new AjpUpload(connection.output(), null, 0, never -> {}) : upload;
        upload = asked;
        return asked.wanted(most);
    }

    private void received(AjpResponse coming, ByteBuf piece) {
        if (!coming.received(piece)) {
            // the client has all that was promised, and nothing that comes now can make the connection good again
            over = true;
            stopUpload();
            coming.end();
            connection.close();
        }
    }

    /** All that came in one go was looked at. */
    void allRead() {
        AjpResponse coming = response;
        if (goesOn && !over) {
            goesOn = false;
            connection.allow(transport.standstillMillis());
        }
        if (coming != null) {
            coming.readComplete();
            // a response without a body is complete with its head, whatever the node goes on doing
            if (!over && coming.isBodyless() && isTaken()) {
                told = true;
                coming.end();
            }
        }
    }

    private void ended(AjpResponse coming, boolean reusable) {
        if (coming.isShort()) {
            connection.close();
            failed(FailureKind.BROKEN_AFTER_RESPONSE, "the response ended before its Content-Length");
            return;
        }
        over = true;
        stopUpload();
        // before the client knows, who may ask for the next at once
        free(coming.status(), reusable);
        coming.end();
    }

    /** The connection is gone. */
    void failed(FailureKind kind, String how) {
        if (over) {
            return;
        }
        over = true;
        stopUpload();
        if (response != null) {
            response.fail(kind, how);
        }
    }

    @Override
    public void flushHead() {
        if (upload != null) {
            upload.flushHead();
        }
    }

    @Override
    public void cancel() {
        if (over || told) {
            // who has been told all need not wait for the node, which has the connection until it is ready
            return;
        }
        AjpResponse coming = response;
        if (coming == null) {
            giveBack();
            return;
        }
        over = true;
        stopUpload();
        connection.close();
        coming.drop();
    }

    @Override
    public Future<Void> write(Buffer data) {
        take(((BufferInternal) data).getByteBuf());
        return Future.succeededFuture();
    }

    @Override
    public void take(ByteBuf piece) {
        if (over || upload == null) {
            piece.release();
        } else {
            connection.allow(transport.standstillMillis());
            upload.take(piece);
        }
    }

    @Override
    public Future<Void> end() {
        if (!over && upload != null) {
            connection.allow(body() == null ? transport.responseMillis() : transport.standstillMillis());
            if (!upload.end()) {
                connection.close();
                failed(FailureKind.BROKEN_BEFORE_RESPONSE, "the request ended before its Content-Length");
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return !over && upload != null && upload.isFull();
    }

    @Override
    public NodeExchange drainHandler(@Nullable Handler<Void> handler) {
        if (upload != null) {
            upload.drainHandler(handler);
        }
        return this;
    }
}
