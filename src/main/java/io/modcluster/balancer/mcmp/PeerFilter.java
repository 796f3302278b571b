package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may speak MCMP: option {@code mcmp.allow}. May be used from any thread. */
final class PeerFilter {
    private final List<CidrBlock> allow;

    PeerFilter(List<CidrBlock> allow) {
        this.allow = List.copyOf(allow);
    }

    /** Whether the peer may; a connection without IP address may not. */
    boolean isAllowed(@Nullable SocketAddress peer) {
        String host = hostOf(peer);
        return allow.stream().anyMatch(block -> block.containsLiteral(host));
    }

    /** The address without port and zone, empty when there is none. */
    static String hostOf(@Nullable SocketAddress peer) {
        String host = peer == null ? null : peer.hostAddress();
        if (host == null) {
            return "";
        }
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}
