package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpReply;
import io.modcluster.balancer.mcmp.codec.Replies;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** Writes answers the way nodes can read them (MCMP §1.6 to §1.8): 200 with a length, or an error and the end. */
final class McmpResponder {
    static final String SERVER = "vertx-mod-cluster";
    /** How long the rest of a refused message is thrown away: closing on unread bytes would destroy the answer. */
    private static final long LINGER_SECONDS = 2;

    private McmpResponder() {}

    static void succeed(HttpServerRequest request, McmpReply reply) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.putHeader(HttpHeaders.SERVER, SERVER);
        if (!reply.contentType().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, reply.contentType());
        }
        response.putHeader(
                HttpHeaders.CONTENT_LENGTH, Integer.toString(reply.body().length()));
        response.end(reply.body());
    }

    /** 500 with the headers that nodes look at. */
    static void refuse(HttpServerRequest request, McmpException refusal) {
        request.response()
                .putHeader("Version", Replies.PROTOCOL)
                .putHeader("Type", refusal.type().name())
                .putHeader("Mess", refusal.mess());
        fail(request, 500, refusal.mess());
    }

    /** An HTTP error, for whoever is not a node. The connection ends with it. */
    static void fail(HttpServerRequest request, int statusCode, String sentence) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        boolean ownConnection = request.version() != HttpVersion.HTTP_2;
        response.setStatusCode(statusCode)
                .putHeader(HttpHeaders.SERVER, SERVER)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html");
        if (ownConnection) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        String title = statusCode + " " + response.getStatusMessage();
        Future<Void> written = response.end("<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1><p>" + escaped(sentence) + "</p></body></html>\n");
        if (ownConnection) {
            written.transform(done -> rest(request))
                    .onComplete(done -> request.connection().close());
        }
    }

    /** What the peer is still sending, thrown away. */
    private static Future<Void> rest(HttpServerRequest request) {
        if (request.isEnded() || MessageBody.isContinueExpected(request)) {
            return Future.succeededFuture();
        }
        request.handler(thrownAway -> {});
        request.resume();
        return request.end().timeout(LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
