package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.NodeNames;

/** What the options say of each node: its {@link NodeDialect}. Any thread. */
public final class NodeDialects {
    private static final NodeDialect CLEAR = new NodeDialect(null, false);
    private static final NodeDialect CLEAR_HTTP2 = new NodeDialect(null, true);

    private final NodeDialect verified;
    private final NodeDialect unverified;
    private final NodeNames withoutCheck;
    private final NodeNames clearHttp2;

    /** Those of these options, as they are now. */
    public NodeDialects(BalancerOptions options) {
        NodeTls tls = NodeTls.of(options.getNodeTls());
        boolean http2 = options.getNodeHttp2().isEnabled();
        this.verified = new NodeDialect(tls, http2);
        this.unverified = new NodeDialect(tls.unverified(), http2);
        this.withoutCheck = NodeNames.of(options.getNodeTls().getUnverified());
        this.clearHttp2 = NodeNames.of(options.getNodeHttp2().getClearText());
    }

    /** That of a node. */
    public NodeDialect of(JvmRoute route, NodeConfig config) {
        Scheme scheme = config.address().scheme();
        boolean tls = scheme.isTls();
        if (!tls && scheme != Scheme.HTTP) {
            return CLEAR;
        }
        NodeNames names = tls ? withoutCheck : clearHttp2;
        boolean named =
                names.contain(route.value(), config.lbGroup(), config.balancer().name());
        return tls ? (named ? unverified : verified) : (named ? CLEAR_HTTP2 : CLEAR);
    }

    /** That of an address which no node is known at: the strict one. */
    NodeDialect of(Scheme scheme) {
        return scheme.isTls() ? verified : CLEAR;
    }
}
