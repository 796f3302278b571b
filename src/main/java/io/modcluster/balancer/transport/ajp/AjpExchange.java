package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One request to a node and its response, on a connection that is its own until both are over. */
final class AjpExchange implements NodeExchange {
    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;
    private static final int NOT_MODIFIED = 304;

    private final AjpNodeTransport transport;
    private final AjpConnection connection;
    private final MultiMap headers = HttpHeaders.headers();
    private final Promise<NodeResponse> head = Promise.promise();
    private @Nullable AjpUpload upload;
    private @Nullable AjpResponseBody body;
    private boolean toHead;
    private boolean told;
    private int status;
    private boolean over;

    AjpExchange(AjpNodeTransport transport, AjpConnection connection) {
        this.transport = transport;
        this.connection = connection;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public Future<NodeResponse> send(
            HttpMethod method, String target, BodyFraming framing, ClientConnection client, Handler<Void> onContinue) {
        toHead = HttpMethod.HEAD.equals(method);
        if (!connection.isOpen()) {
            over = true;
            return Future.failedFuture(new NodeException(FailureKind.STALE_CONNECTION, "closed before the request"));
        }
        long length = lengthOf(framing);
        Buffer packet;
        try {
            ForwardRequest request =
                    ForwardRequests.of(transport.identity(), method.name(), target, headers, length, client);
            packet = request.encode(transport.writer());
        } catch (AjpException unsendable) {
            transport.habits().notSent(unsendable);
            giveBack();
            return Future.failedFuture(AjpFailures.unsendable(unsendable));
        }
        AjpUpload started = new AjpUpload(connection.output(), packet, length, onContinue);
        upload = started;
        connection.begin(this);
        connection.allow(framing == BodyFraming.NONE ? transport.responseMillis() : transport.standstillMillis());
        started.start();
        return head.future();
    }

    private long lengthOf(BodyFraming framing) {
        return switch (framing) {
            case NONE -> 0;
            case STREAM -> ForwardRequest.UNKNOWN;
            case LENGTH -> Long.parseLong(headers.get(HttpHeaders.CONTENT_LENGTH));
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
        return body;
    }

    boolean awaitsHead() {
        return body == null && upload != null && upload.isEnded();
    }

    void replied(AjpReply reply) {
        AjpUpload sending = upload;
        if (over || sending == null) {
            if (reply instanceof AjpReply.Body piece) {
                piece.data().release();
            }
            return;
        }
        stillGoing(sending);
        if (reply instanceof AjpReply.Head answer) {
            answered(answer);
        } else if (reply instanceof AjpReply.Body piece && body != null) {
            body.received(piece.data());
            if (body.isTooLong()) {
                // the client has all that was promised, and nothing that comes now can make the connection good again
                over = true;
                sending.stop();
                body.end();
                connection.close();
            }
        } else if (reply instanceof AjpReply.BodyWanted wanted) {
            if (!sending.wanted(wanted.most())) {
                connection.close();
                failed(FailureKind.BAD_RESPONSE, "it asks for a body that has ended, or does not read what it gets");
            }
        } else if (reply instanceof AjpReply.End end && body != null) {
            ended(sending, body, end.reusable());
        }
    }

    private void stillGoing(AjpUpload sending) {
        // the time for the head counts from the end of the request, and asking for the body is not answering
        if (body != null || !sending.isEnded()) {
            connection.allow(transport.standstillMillis());
        }
    }

    private void answered(AjpReply.Head answer) {
        status = answer.status();
        AjpResponseBody started = new AjpResponseBody(connection, isBodyless() ? 0 : answer.contentLength());
        body = started;
        connection.allow(transport.standstillMillis());
        head.complete(new NodeResponse(
                status, reasonOf(answer), fieldsOf(answer), started, HttpHeaders::headers, started.direct()));
    }

    private boolean isBodyless() {
        return toHead || status == NO_CONTENT || status == RESET_CONTENT || status == NOT_MODIFIED;
    }

    private MultiMap fieldsOf(AjpReply.Head answer) {
        MultiMap fields = HttpHeaders.headers();
        for (AjpReply.Header header : answer.headers()) {
            fields.add(header.name(), header.value());
        }
        if (status == RESET_CONTENT) {
            // Tomcat tells the length of a body that it does not send
            fields.set(HttpHeaders.CONTENT_LENGTH, "0");
        }
        if (!fields.contains(HttpHeaders.DATE)) {
            fields.add("Date", transport.date());
        }
        return fields;
    }

    /** Tomcat puts the status where the phrase belongs. */
    private static String reasonOf(AjpReply.Head answer) {
        return answer.reason().equals(Integer.toString(answer.status()))
                ? HttpResponseStatus.valueOf(answer.status()).reasonPhrase()
                : answer.reason();
    }

    /** All that came in one go was looked at. */
    void allRead() {
        if (body != null) {
            body.readComplete();
            endEarly(body);
        }
    }

    /** A response without a body is complete with its head, whatever the node goes on doing. */
    private void endEarly(AjpResponseBody response) {
        if (!over && isBodyless() && upload != null && upload.isComplete()) {
            told = true;
            response.end();
        }
    }

    private void ended(AjpUpload sending, AjpResponseBody response, boolean reusable) {
        if (response.isShort()) {
            connection.close();
            failed(FailureKind.BROKEN_AFTER_RESPONSE, "the response ended before its Content-Length");
            return;
        }
        over = true;
        sending.stop();
        // a node that has not had all of the request may still want the rest, or ask for it too late
        boolean clean = reusable && sending.isComplete();
        transport.habits().answered(status, reusable);
        response.end();
        if (clean) {
            connection.release();
        } else {
            connection.close();
        }
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
        if (body == null) {
            head.fail(new NodeException(kind, how));
        } else {
            body.fail(new NodeException(FailureKind.BROKEN_AFTER_RESPONSE, how));
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
        if (body != null) {
            body.drop();
        }
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (!over && upload != null) {
            connection.allow(transport.standstillMillis());
            upload.write(data);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        if (!over && upload != null) {
            connection.allow(body == null ? transport.responseMillis() : transport.standstillMillis());
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
