package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.Node;
import java.time.Duration;
import java.util.List;

/**
 * How connections to a node are used: what holds in the end, of what the node said in CONFIG, what the options of the
 * balancer say, and the defaults.
 *
 * @param connections most at a time, over all event loops, each of which has its share
 * @param keepAlive   how long one is kept without use
 * @param connect     for making one, and for a check or CPING
 * @param response    for the head of a response
 * @param tries       of one request, each at another node
 * @param waitForNode how long a request waits while no node is up
 * @param smax        what the node said; shown only, see {@link #LONGEST_KEEP_ALIVE}
 */
public record ConnectionSettings(
        Effective<Integer> connections,
        Effective<Duration> keepAlive,
        Effective<Duration> connect,
        Effective<Duration> response,
        Effective<Integer> tries,
        Effective<Duration> waitForNode,
        Effective<Integer> smax) {
    /**
     * An idle connection is given up after this at the latest, and after the node's {@code ttl} if that is shorter, within
     * {@code smax} as beyond it: nodes close theirs after 60 s as a rule, and a request on one that is just being closed
     * fails if it cannot be sent again.
     */
    public static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(55);

    /** What a ttl below it counts as. */
    public static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(1);

    /** Where a value comes from. */
    public enum Origin {
        /** CONFIG of the node, or of the node of the same balancer that registered last. */
        NODE,
        /** An option of the balancer that is not at its default. */
        OPTION,
        /** A default of MCMP or of the balancer. */
        DEFAULT
    }

    /**
     * A value and where it comes from.
     *
     * @param <T>    type of the value
     * @param value  that holds
     * @param origin where it comes from
     * @param name   of the field of CONFIG, or of the option, that it is or would be set by
     */
    public record Effective<T>(T value, Origin origin, String name) {}

    /** What holds for a node with these options. */
    public static ConnectionSettings of(Node node, BalancerOptions options) {
        TrafficOptions traffic = options.getTraffic();
        ConnectionConfig said = node.config().value().connection();
        BalancerConfig balancer = node.config().value().balancer();
        Effective<Duration> connect =
                option(traffic.getConnectTimeout(), TrafficOptions.DEFAULT_CONNECT_TIMEOUT, "traffic.connect-timeout");
        Duration ttl = clamp(said.ttl());
        return new ConnectionSettings(
                option(
                        traffic.getMaxConnectionsPerNode(),
                        TrafficOptions.DEFAULT_MAX_CONNECTIONS_PER_NODE,
                        "traffic.max-connections-per-node"),
                ttl.equals(said.ttl()) && !said.ttl().equals(ConnectionConfig.DEFAULT.ttl())
                        ? new Effective<>(ttl, Origin.NODE, "ttl")
                        : new Effective<>(ttl, Origin.DEFAULT, "ttl"),
                isShorter(said.ping(), connect.value()) ? node(said.ping(), "ping") : connect,
                said.timeout().isZero()
                        ? option(
                                traffic.getResponseTimeout(),
                                TrafficOptions.DEFAULT_RESPONSE_TIMEOUT,
                                "traffic.response-timeout")
                        : node(said.timeout(), "Timeout"),
                balancer.maxAttempts().isPresent()
                        ? node(balancer.maxAttempts().getAsInt() + 1, "Maxattempts")
                        : option(options.getRetry().getMaxTries(), RetryOptions.DEFAULT_MAX_TRIES, "retry.max-tries"),
                balancer.waitWorker().isZero()
                        ? new Effective<>(Duration.ZERO, Origin.DEFAULT, "WaitWorker")
                        : node(balancer.waitWorker(), "WaitWorker"),
                said.smax() < 0 ? new Effective<>(said.smax(), Origin.DEFAULT, "smax") : node(said.smax(), "smax"));
    }

    /** All of them, in the order above. */
    public List<Effective<?>> all() {
        return List.of(connections, keepAlive, connect, response, tries, waitForNode, smax);
    }

    /** How long a connection is kept when the node says so. */
    public static Duration clamp(Duration ttl) {
        Duration atLeast = isShorter(ttl, SHORTEST_KEEP_ALIVE) || ttl.isZero() ? SHORTEST_KEEP_ALIVE : ttl;
        return atLeast.compareTo(LONGEST_KEEP_ALIVE) > 0 ? LONGEST_KEEP_ALIVE : atLeast;
    }

    private static boolean isShorter(Duration said, Duration than) {
        return !said.isZero() && said.compareTo(than) < 0;
    }

    private static <T> Effective<T> node(T value, String field) {
        return new Effective<>(value, Origin.NODE, field);
    }

    private static <T> Effective<T> option(T value, T byDefault, String key) {
        return new Effective<>(value, value.equals(byDefault) ? Origin.DEFAULT : Origin.OPTION, key);
    }
}
