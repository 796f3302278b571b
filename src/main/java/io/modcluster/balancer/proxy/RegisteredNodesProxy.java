package io.modcluster.balancer.proxy;

import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;

/** A proxy of vertx-http-proxy whose nodes register themselves. What else that contract offers is refused, not ignored. */
interface RegisteredNodesProxy extends HttpProxy {
    /** Refused: nodes come from MCMP. */
    @Override
    default HttpProxy origin(OriginRequestProvider provider) {
        throw new UnsupportedOperationException(
                "origin: nodes register themselves over MCMP, there is no fixed origin");
    }

    /** Refused: an interceptor would be ignored, and silence about that would be worse. */
    @Override
    default HttpProxy addInterceptor(ProxyInterceptor interceptor, boolean supportsWebSocketUpgrade) {
        throw new UnsupportedOperationException(
                "addInterceptor: interceptors of vertx-http-proxy are not run; put a handler in front of this one instead");
    }
}
