package io.modcluster.balancer.listen;

import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of one event loop, and those of each client among them. Belongs to that loop. */
public final class Clients {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    /** Whoever opens too many does so often. */
    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** An IPv6 customer has this much of an address to himself, written as four groups. */
    private static final int GROUPS_OF_NETWORK = 4;

    private final String options;
    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> byClient = new HashMap<>();
    private final LongAdder all;
    private int connections;
    private long warned = System.nanoTime() - WARN_EVERY_NANOS;

    /**
     * Nobody yet.
     *
     * @param options   whose {@code max-connections} and {@code max-connections-per-client} these are, such as {@code traffic}
     * @param most      connections at a time, 1 or more
     * @param mostOfOne connections of one client at a time, 0 for no limit
     * @param all       has them too, and those of other event loops
     */
    public Clients(String options, int most, int mostOfOne, LongAdder all) {
        this.options = options;
        this.all = all;
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /**
     * Counts a connection until it leaves.
     *
     * @param client whose it is; null where that is not known yet, or where it is a proxy in front, for which the limit of
     *     one client does not hold
     * @return null when it is one too many, and is not counted
     */
    public @Nullable Place enter(@Nullable SocketAddress client) {
        if (connections >= most) {
            warn("max-connections", client);
            return null;
        }
        Place place = new Place();
        if (client != null && !place.belongsTo(client)) {
            return null;
        }
        connections++;
        all.increment();
        return place;
    }

    /** One connection among those that are counted. */
    public final class Place {
        private @Nullable String client;
        private boolean left;

        private Place() {}

        /** Counts it as one of this client, once; false when the client has as many as it may, and then it is not. */
        public boolean belongsTo(SocketAddress address) {
            String name = clientOf(address);
            if (mostOfOne > 0 && byClient.getOrDefault(name, 0) >= mostOfOne) {
                warn("max-connections-per-client", address);
                return false;
            }
            client = name;
            byClient.merge(name, 1, Integer::sum);
            return true;
        }

        /** Takes it off; a second time changes nothing. */
        public void leave() {
            if (!left) {
                left = true;
                connections--;
                all.decrement();
                if (client != null) {
                    byClient.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    /** Whether all have as many as they may, and it is not this client who does. */
    public boolean isFullFor(SocketAddress client) {
        return connections >= most && (mostOfOne == 0 || byClient.getOrDefault(clientOf(client), 0) < mostOfOne);
    }

    /** How many connections there are. */
    public int connections() {
        return connections;
    }

    /** Of how many clients there are connections. */
    public int size() {
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

    private void warn(String option, @Nullable SocketAddress client) {
        long now = System.nanoTime();
        if (now - warned >= WARN_EVERY_NANOS) {
            warned = now;
            LOG.warn(
                    "client connection closed peer={} reason=\"more than {}.{} allows\", and so further ones, told once a"
                            + " minute",
                    Quoted.of(client == null ? "unknown" : String.valueOf(client.hostAddress())),
                    options,
                    option);
        }
    }
}
