package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.RequestFields;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What policies may ask of the request of a client. */
record ClientFields(HttpServerRequest clientRequest, ClientOrigin client) implements RequestFields {
    @Override
    public @Nullable String header(String name) {
        return clientRequest.getHeader(name);
    }

    @Override
    public String clientAddress() {
        return client.address();
    }
}
