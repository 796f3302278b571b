package io.modcluster.balancer.transport.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Requests of a client of Vert.x that have a connection and are not sent: taken from its pool, or left over by others. */
final class RequestLeases {
    /** Connections found closed in the moment they were handed out, until it counts as failed. */
    private static final int MAX_CLOSED = 8;

    private final HttpClient client;
    /** The client library would never count a stream as free that was not begun. */
    private final Deque<HttpClientRequest> unused = new ArrayDeque<>();

    RequestLeases(HttpClient client) {
        this.client = client;
    }

    /** A connection that the node has closed in the meantime is not the one: nothing was sent, so the next is taken. */
    Future<HttpClientRequest> lease(RequestOptions options) {
        return lease(options, MAX_CLOSED);
    }

    private Future<HttpClientRequest> lease(RequestOptions options, int triesLeft) {
        HttpClientRequest left = unused();
        Future<HttpClientRequest> request = left == null ? client.request(options) : Future.succeededFuture(left);
        return request.transform(leased -> {
            boolean closed = leased.succeeded()
                    ? !ResponseGuard.isOpen(leased.result().connection())
                    : leased.cause() instanceof HttpClosedException;
            if (!closed || triesLeft == 0) {
                return leased.succeeded()
                        ? Future.succeededFuture(leased.result())
                        : Future.failedFuture(leased.cause());
            }
            if (leased.succeeded()) {
                leased.result().exceptionHandler(Failures::ignore).reset();
            }
            return lease(options, triesLeft - 1);
        });
    }

    /** One that was left over and can still be sent, or null. */
    @Nullable
    HttpClientRequest unused() {
        HttpClientRequest left = unused.poll();
        while (left != null && !ResponseGuard.isOpen(left.connection())) {
            left = unused.poll();
        }
        return left;
    }

    /** Nothing was sent. */
    void giveBack(HttpClientRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // what was filled in is of another client
            request.headers().clear();
            unused.push(request);
        } else {
            request.reset();
        }
    }
}
