package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the client connections of one event loop, and those of each client among them. Belongs to that loop. */
final class Clients {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    /** Whoever opens too many does so often. */
    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** An IPv6 customer has this much of an address to himself, written as four groups. */
    private static final int GROUPS_OF_NETWORK = 4;

    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> byClient = new HashMap<>();
    private final LongAdder all;
    private int connections;
    private long warned = System.nanoTime() - WARN_EVERY_NANOS;

    /**
     * Nobody yet.
     *
     * @param most      connections at a time, 1 or more
     * @param mostOfOne connections of one client at a time, 0 for no limit
     */
    Clients(int most, int mostOfOne) {
        this(most, mostOfOne, new LongAdder());
    }

    private Clients(int most, int mostOfOne, LongAdder all) {
        this.all = all;
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** The share of one of the instances; connections come to each in turn, so that of one client is rounded up. */
    static Clients of(ProxySettings settings) {
        return of(settings, new LongAdder());
    }

    /** The same; {@code counted} has the connections of all instances. */
    static Clients of(ProxySettings settings, LongAdder counted) {
        int all = settings.traffic().getMaxConnections();
        int ofOne = settings.traffic().getMaxConnectionsPerClient();
        int instances = settings.instances();
        return new Clients(Math.max(1, all / instances), (ofOne + instances - 1) / instances, counted);
    }

    /** As {@link #isOneTooMany(SocketAddress, boolean)} for a client that speaks for itself. */
    boolean isOneTooMany(SocketAddress remote) {
        return isOneTooMany(remote, false);
    }

    /**
     * Counts a connection, which {@link #gone} has to take off again; whether it is one too many.
     *
     * @param speaksForMany whether it is a proxy in front, for which the limit of one client does not hold
     */
    boolean isOneTooMany(SocketAddress remote, boolean speaksForMany) {
        connections++;
        all.increment();
        int ofOne = byClient.merge(clientOf(remote), 1, Integer::sum);
        if (connections > most) {
            warn("traffic.max-connections", remote);
            return true;
        }
        if (mostOfOne > 0 && ofOne > mostOfOne && !speaksForMany) {
            warn("traffic.max-connections-per-client", remote);
            return true;
        }
        return false;
    }

    /** Takes a connection off. */
    void gone(SocketAddress remote) {
        connections--;
        all.decrement();
        byClient.computeIfPresent(clientOf(remote), (client, count) -> count == 1 ? null : count - 1);
    }

    /** Of how many clients there are connections. */
    int size() {
        return byClient.size();
    }

    /** Java writes all eight groups of an IPv6 address; one that stands for IPv4 is an IPv4 address there. */
    static String clientOf(SocketAddress remote) {
        String address = remote.hostAddress();
        if (address == null) {
            return "";
        }
        int end = -1;
        for (int group = 0; group < GROUPS_OF_NETWORK; group++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return address.substring(0, end);
    }

    private void warn(String option, SocketAddress remote) {
        long now = System.nanoTime();
        if (now - warned >= WARN_EVERY_NANOS) {
            warned = now;
            LOG.warn(
                    "client connection closed peer={} reason=\"more than {} allows\", and so further ones, told once a"
                            + " minute",
                    Quoted.of(String.valueOf(remote.hostAddress())),
                    option);
        }
    }
}
