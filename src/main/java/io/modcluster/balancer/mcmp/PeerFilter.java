package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who may speak MCMP: option {@code mcmp.allow}. May be used from any thread. */
final class PeerFilter {
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Bounds what a scan from many addresses can make us remember. */
    private static final int MAX_REMEMBERED = 1_000;

    private final List<CidrBlock> allow;
    private final LongSupplier nanoTime;
    private final Map<String, Long> lastLogged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    PeerFilter(List<CidrBlock> allow, LongSupplier nanoTime) {
        this.allow = List.copyOf(allow);
        this.nanoTime = nanoTime;
    }

    /** Whether the peer may; a connection without IP address may not. */
    boolean isAllowed(@Nullable SocketAddress peer) {
        String host = hostOf(peer);
        return allow.stream().anyMatch(block -> block.containsLiteral(host));
    }

    /** Whether it is worth a line in the log that this peer was refused: once a minute for each. */
    boolean isNews(@Nullable SocketAddress peer) {
        String host = hostOf(peer);
        long now = nanoTime.getAsLong();
        synchronized (lastLogged) {
            Long last = lastLogged.get(host);
            if (last != null && now - last < SILENCE_NANOS) {
                return false;
            }
            lastLogged.remove(host);
            lastLogged.put(host, now);
        }
        return true;
    }

    /** How many peers the limit of the log takes into account. */
    int remembered() {
        synchronized (lastLogged) {
            return lastLogged.size();
        }
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
