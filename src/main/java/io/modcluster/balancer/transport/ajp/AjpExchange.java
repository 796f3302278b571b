package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
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
    private @Nullable AjpUpload upload;
    private @Nullable AjpResponse response;
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
        HeaderFields fields = new HeaderFields();
        request.writeFields(fields);
        long length = lengthOf(framing, fields);
        ByteBuf packet;
        try {
            packet = ForwardRequests.of(
                            transport.identity(),
                            request.method().name(),
                            request.target(),
                            fields,
                            length,
                            request.client())
                    .encode(transport.writer(), connection.output().memory());
        } catch (AjpException unsendable) {
            transport.habits().notSent(unsendable);
            giveBack();
            to.failed(AjpFailures.unsendable(unsendable));
            return;
        }
        response = new AjpResponse(transport, connection, to, HttpMethod.HEAD.equals(request.method()));
        AjpUpload started = new AjpUpload(connection.output(), packet, length, asked -> to.continued());
        upload = started;
        connection.begin(this);
        connection.allow(framing == BodyFraming.NONE ? transport.responseMillis() : transport.standstillMillis());
        started.start();
    }

    private static long lengthOf(BodyFraming framing, HeaderFields fields) {
        return switch (framing) {
            case NONE -> 0;
            case STREAM -> ForwardRequest.UNKNOWN;
            case LENGTH -> fields.contentLength();
        };
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
        return body() == null && upload != null && upload.isEnded();
    }

    void replied(AjpReply reply) {
        AjpUpload sending = upload;
        AjpResponse coming = response;
        if (over || sending == null || coming == null) {
            if (reply instanceof AjpReply.Body piece) {
                piece.data().release();
            }
            return;
        }
        stillGoing(sending, coming);
        if (reply instanceof AjpReply.Head head) {
            coming.begin(head);
            connection.allow(transport.standstillMillis());
        } else if (reply instanceof AjpReply.Body piece) {
            received(sending, coming, piece.data());
        } else if (reply instanceof AjpReply.BodyWanted wanted) {
            if (!sending.wanted(wanted.most())) {
                connection.close();
                failed(FailureKind.BAD_RESPONSE, "it asks for a body that has ended, or does not read what it gets");
            }
        } else if (reply instanceof AjpReply.End end) {
            ended(sending, coming, end.reusable());
        }
    }

    private void stillGoing(AjpUpload sending, AjpResponse coming) {
        // the time for the head counts from the end of the request, and asking for the body is not answering
        if (coming.body() != null || !sending.isEnded()) {
            connection.allow(transport.standstillMillis());
        }
    }

    private void received(AjpUpload sending, AjpResponse coming, ByteBuf piece) {
        if (!coming.received(piece)) {
            // the client has all that was promised, and nothing that comes now can make the connection good again
            over = true;
            sending.stop();
            coming.end();
            connection.close();
        }
    }

    /** All that came in one go was looked at. */
    void allRead() {
        AjpResponse coming = response;
        if (coming != null) {
            coming.readComplete();
            // a response without a body is complete with its head, whatever the node goes on doing
            if (!over && coming.isBodyless() && upload != null && upload.isComplete()) {
                told = true;
                coming.end();
            }
        }
    }

    private void ended(AjpUpload sending, AjpResponse coming, boolean reusable) {
        if (coming.isShort()) {
            connection.close();
            failed(FailureKind.BROKEN_AFTER_RESPONSE, "the response ended before its Content-Length");
            return;
        }
        over = true;
        sending.stop();
        // a node that has not had all of the request may still want the rest, or ask for it too late
        boolean clean = reusable && sending.isComplete();
        transport.habits().answered(coming.status(), reusable);
        // free before the client knows, who may ask for the next at once
        if (clean) {
            connection.release();
        } else {
            connection.close();
        }
        coming.end();
    }

    /** The connection is gone. */
    void failed(FailureKind kind, String how) {
        if (over) {
            return;
        }
        over = true;
        if (upload != null) {
            upload.stop();
        }
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
        if (upload == null) {
            giveBack();
            return;
        }
        over = true;
        upload.stop();
        connection.close();
        if (response != null) {
            response.drop();
        }
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

    /** Ignored: it holds two packets, as a node takes them one by one. */
    @Override
    public NodeExchange setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public NodeExchange drainHandler(@Nullable Handler<Void> handler) {
        if (upload != null) {
            upload.drainHandler(handler);
        }
        return this;
    }
}
