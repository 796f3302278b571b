package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.ProxyProtocolOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The PROXY header in front of a connection, versions 1 and 2. Vert.x reads it before anything else, TLS included, closes a
 * connection whose first bytes are none, and gives the connection the addresses in it; whether the sender may say so is
 * judged here, when it connects. A header that names no addresses (LOCAL, UNKNOWN) leaves those of the connection.
 */
public final class ProxyProtocol {
    private final boolean enabled;
    private final List<CidrBlock> trusted;
    private final long timeoutMillis;

    /** As the options say. */
    public ProxyProtocol(ProxyProtocolOptions options) {
        this.enabled = options.isEnabled();
        this.trusted = options.getTrusted();
        this.timeoutMillis = options.getTimeout().toMillis();
    }

    /** Sets what it needs of the server's options and returns the same object. */
    public HttpServerOptions applyTo(HttpServerOptions options) {
        return enabled
                ? options.setUseProxyProtocol(true)
                        .setProxyProtocolTimeout(timeoutMillis)
                        .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
                : options;
    }

    /** Whether connections begin with a header. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Whether this is somebody who may not send the header: what he said must not be believed. */
    public boolean isFromStranger(SocketAddress peer) {
        if (!enabled) {
            return false;
        }
        String address = peer.hostAddress();
        // without its zone, which a block has none of
        String plain =
                address == null ? "" : address.indexOf('%') < 0 ? address : address.substring(0, address.indexOf('%'));
        return trusted.stream().noneMatch(block -> block.containsLiteral(plain));
    }
}
