package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.RequestFields;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What policies may ask of the request of a client. */
record ClientFields(HttpServerRequest clientRequest, ClientOrigin client) implements RequestFields {
    /** What routing looks at in a request. */
    static RequestHead headOf(HttpServerRequest clientRequest, Accepted accepted, ClientOrigin client) {
        MultiMap headers = clientRequest.headers();
        List<String> cookies = headers.contains(HttpHeaders.COOKIE) ? headers.getAll(HttpHeaders.COOKIE) : List.of();
        ClientFields fields = new ClientFields(clientRequest, client);
        return new RequestHead(accepted.host(), accepted.matchPath(), accepted.forwardTarget(), cookies, fields);
    }

    @Override
    public @Nullable String header(String name) {
        return clientRequest.getHeader(name);
    }

    @Override
    public String clientAddress() {
        return client.address();
    }
}
