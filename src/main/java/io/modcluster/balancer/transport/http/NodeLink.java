package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/** What an exchange needs of the connection that it is on, which HTTP/1.1 and HTTP/2 do in different ways. */
interface NodeLink {
    /** Whether the connection has answered an exchange before this one. */
    boolean hasAnswered();

    /** The header fields are there, nothing is sent yet. */
    void beforeSending(HttpClientRequest request);

    /** Sends a piece of the body. */
    Future<Void> write(HttpClientRequest request, Buffer piece);

    /** Sends the end of the body. */
    Future<Void> end(HttpClientRequest request);

    /** What is wrong with a response, or null. */
    @Nullable
    String flawOf(HttpClientResponse head);

    /** The response as the relay gets it. */
    NodeResponse response(HttpClientResponse head);

    /** The body of the response to a request was taken as a whole, or will not be. */
    void bodyTaken(HttpClientRequest request);

    /** Gives up an exchange that was begun. One whose response waits for a client only must not end the next one. */
    void abandon(HttpClientRequest request);
}
