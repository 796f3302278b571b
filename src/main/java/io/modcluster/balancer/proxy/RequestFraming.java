package io.modcluster.balancer.proxy;

import io.modcluster.balancer.proxy.edge.Http2Edge;
import io.modcluster.balancer.transport.BodyFraming;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** How a node is to be told where the body of a request ends. */
final class RequestFraming {
    private RequestFraming() {}

    /** As the client told it. */
    static BodyFraming of(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return BodyFraming.STREAM;
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return length.equals("0") ? BodyFraming.NONE : BodyFraming.LENGTH;
        }
        // HTTP/2 need not say how long a body is, only that there is one
        return request.version() == HttpVersion.HTTP_2 && Http2Edge.mayHaveBody(request)
                ? BodyFraming.STREAM
                : BodyFraming.NONE;
    }
}
