package io.modcluster.balancer.mcmp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/** Reads the body of one message, never holding more than the limit and one network buffer. Used once. */
final class MessageBody {
    private final HttpServerRequest request;
    private final int limit;
    private final Promise<byte[]> promise = Promise.promise();
    private Buffer received = Buffer.buffer();

    /** The body did not come as it has to. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int statusCode;

        Refused(int statusCode, String message) {
            super(message, null, false, false);
            this.statusCode = statusCode;
        }

        int statusCode() {
            return statusCode;
        }
    }

    private MessageBody(HttpServerRequest request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    /** The bytes; fails with {@link Refused}, or when the connection breaks. To be called when the head arrives. */
    static Future<byte[]> of(Vertx vertx, HttpServerRequest request, int limit, Duration time) {
        MessageBody body = new MessageBody(request, limit);
        if (body.isAnnouncedTooLarge()) {
            return Future.failedFuture(body.tooLarge());
        }
        if (isContinueExpected(request)) {
            request.response().writeContinue();
        }
        long timer = vertx.setTimer(
                Math.max(1, time.toMillis()), late -> body.refuse(new Refused(408, "the message took too long")));
        return body.read().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Whether the peer waits for a word before it sends the body. */
    static boolean isContinueExpected(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    private Future<byte[]> read() {
        request.exceptionHandler(promise::tryFail);
        request.handler(this::receive);
        request.endHandler(end -> promise.tryComplete(received.getBytes()));
        request.resume();
        return promise.future();
    }

    private void receive(Buffer bytes) {
        if (promise.future().isComplete()) {
            return;
        }
        if (received.length() + bytes.length() > limit) {
            refuse(tooLarge());
        } else {
            received.appendBuffer(bytes);
        }
    }

    private void refuse(Refused reason) {
        if (promise.tryFail(reason)) {
            received = Buffer.buffer();
        }
    }

    private boolean isAnnouncedTooLarge() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // the HTTP codec has refused everything that is not a number
        return length != null && (length.length() > 18 || Long.parseLong(length) > limit);
    }

    private Refused tooLarge() {
        return new Refused(413, "the body is longer than " + limit + " bytes (mcmp.max-message-size)");
    }
}
