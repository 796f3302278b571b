package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.addressBlocks;
import static io.modcluster.balancer.options.OptionTypes.choice;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.oneOf;
import static io.modcluster.balancer.options.OptionTypes.size;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The table of all options: name, type and range, getter and setter, and the sentence that explains it. */
final class OptionTables {
    private static final int MIB = 1024 * 1024;

    private static final OptionType<Integer> PORT = number(0, 65_535);

    private static final OptionType<String> HOST =
            OptionTypes.text(Pattern.compile("[A-Za-z0-9._:-]+"), "a host name or an IP address");

    private static final OptionType<String> NAME =
            OptionTypes.text(Pattern.compile("[A-Za-z0-9._-]{1,63}"), "1..63 characters of A-Z a-z 0-9 . _ -");

    /** Length and characters: section 2.1 of the protocol, parameter Balancer. */
    private static final OptionType<String> BALANCER =
            OptionTypes.text(Pattern.compile("[A-Za-z0-9._-]{1,40}"), "1..40 characters of A-Z a-z 0-9 . _ -");

    static final OptionTable<TrafficOptions> TRAFFIC = new OptionTable<>(List.of(
            new OptionKey<>(
                    "host",
                    HOST,
                    TrafficOptions::getHost,
                    TrafficOptions::setHost,
                    "Address to listen on for requests."),
            new OptionKey<>(
                    "port",
                    PORT,
                    TrafficOptions::getPort,
                    TrafficOptions::setPort,
                    "Port to listen on for requests; 0 takes any free one."),
            new OptionKey<>(
                    "virtual-hosts",
                    choice(VirtualHostMode.class),
                    TrafficOptions::getVirtualHosts,
                    TrafficOptions::setVirtualHosts,
                    "strict: the host of a request must be an alias; ignore: aliases play no part; prefer: an"
                            + " alias wins, and where none serves the path, as ignore."),
            new OptionKey<>(
                    "encoded-slashes",
                    choice(EncodedSlashes.class),
                    TrafficOptions::getEncodedSlashes,
                    TrafficOptions::setEncodedSlashes,
                    "refuse: a path with %2f or %5c is answered 400; pass: it is forwarded as it is."),
            new OptionKey<>(
                    "instances",
                    number(0, 256),
                    TrafficOptions::getInstances,
                    TrafficOptions::setInstances,
                    "Event loops that serve requests; 0 is one for each core."),
            new OptionKey<>(
                    "max-request-line",
                    size(256, MIB),
                    TrafficOptions::getMaxRequestLine,
                    TrafficOptions::setMaxRequestLine,
                    "Longest request line; longer is answered 414."),
            new OptionKey<>(
                    "max-header-size",
                    size(1024, MIB),
                    TrafficOptions::getMaxHeaderSize,
                    TrafficOptions::setMaxHeaderSize,
                    "Most bytes of all header lines of a request; more is answered 431."),
            new OptionKey<>(
                    "max-headers",
                    number(10, 10_000),
                    TrafficOptions::getMaxHeaders,
                    TrafficOptions::setMaxHeaders,
                    "Most header lines of a request; more is answered 431."),
            new OptionKey<>(
                    "header-timeout",
                    duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
                    TrafficOptions::getHeaderTimeout,
                    TrafficOptions::setHeaderTimeout,
                    "How long a client may take for the head of a request; longer is answered 408."),
            new OptionKey<>(
                    "idle-timeout",
                    duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    TrafficOptions::getIdleTimeout,
                    TrafficOptions::setIdleTimeout,
                    "How long a client connection may stay without a request."),
            new OptionKey<>(
                    "connect-timeout",
                    duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
                    TrafficOptions::getConnectTimeout,
                    TrafficOptions::setConnectTimeout,
                    "How long connecting to a node may take before another one is tried."),
            new OptionKey<>(
                    "response-timeout",
                    duration(Duration.ofMillis(100), Duration.ofHours(1)),
                    TrafficOptions::getResponseTimeout,
                    TrafficOptions::setResponseTimeout,
                    "How long a node may take for the head of a response; longer is answered 504."),
            new OptionKey<>(
                    "stream-idle-timeout",
                    duration(Duration.ofSeconds(1), Duration.ofHours(24)),
                    TrafficOptions::getStreamIdleTimeout,
                    TrafficOptions::setStreamIdleTimeout,
                    "How long a body may stand still, either way, before the exchange is cut."),
            new OptionKey<>(
                    "max-connections-per-node",
                    number(1, 65_535),
                    TrafficOptions::getMaxConnectionsPerNode,
                    TrafficOptions::setMaxConnectionsPerNode,
                    "Most connections to one node."),
            new OptionKey<>(
                    "queue-per-node",
                    number(0, 100_000),
                    TrafficOptions::getQueuePerNode,
                    TrafficOptions::setQueuePerNode,
                    "Most requests that wait for a connection to one node."),
            new OptionKey<>(
                    "queue-timeout",
                    duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
                    TrafficOptions::getQueueTimeout,
                    TrafficOptions::setQueueTimeout,
                    "How long a request may wait for a connection to a node before another one is tried."),
            new OptionKey<>(
                    "max-connections",
                    number(1, 1_000_000),
                    TrafficOptions::getMaxConnections,
                    TrafficOptions::setMaxConnections,
                    "Most client connections at a time; further ones are closed."),
            new OptionKey<>(
                    "drain-timeout",
                    duration(Duration.ZERO, Duration.ofHours(1)),
                    TrafficOptions::getDrainTimeout,
                    TrafficOptions::setDrainTimeout,
                    "How long a stop waits for requests in flight; 0s cuts them at once.")));

    static final OptionTable<McmpOptions> MCMP = new OptionTable<>(List.of(
            new OptionKey<>(
                    "host",
                    HOST,
                    McmpOptions::getHost,
                    McmpOptions::setHost,
                    "Address to listen on for the messages of nodes."),
            new OptionKey<>(
                    "port",
                    PORT,
                    McmpOptions::getPort,
                    McmpOptions::setPort,
                    "Port to listen on for the messages of nodes; 0 takes any free one."),
            new OptionKey<>(
                            "allow",
                            addressBlocks(),
                            McmpOptions::getAllow,
                            McmpOptions::setAllow,
                            "Address blocks that may send MCMP, and that CONFIG and PING may name; needed when"
                                    + " mcmp.host is not a loopback address.")
                    .onlyWhen(McmpOptions::isAllowSet),
            new OptionKey<>(
                    "on-traffic-port",
                    trueOrFalse(),
                    McmpOptions::isOnTrafficPort,
                    McmpOptions::setOnTrafficPort,
                    "Whether the traffic port takes MCMP too, from the peers in mcmp.allow; else it answers 501."),
            new OptionKey<>(
                    "default-balancer",
                    BALANCER,
                    McmpOptions::getDefaultBalancer,
                    McmpOptions::setDefaultBalancer,
                    "Balancer of a node whose CONFIG names none."),
            new OptionKey<>(
                    "max-message-size",
                    size(1024, 16 * MIB),
                    McmpOptions::getMaxMessageSize,
                    McmpOptions::setMaxMessageSize,
                    "Longest body of a message; longer is answered 413 and nothing is applied."),
            new OptionKey<>(
                    "max-nodes",
                    number(0, 1_000_000),
                    McmpOptions::getMaxNodes,
                    McmpOptions::setMaxNodes,
                    "Most nodes; 0 is no limit."),
            new OptionKey<>(
                    "max-aliases-per-node",
                    number(0, 1_000_000),
                    McmpOptions::getMaxAliasesPerNode,
                    McmpOptions::setMaxAliasesPerNode,
                    "Most aliases of one node; 0 is no limit."),
            new OptionKey<>(
                    "max-contexts-per-node",
                    number(0, 1_000_000),
                    McmpOptions::getMaxContextsPerNode,
                    McmpOptions::setMaxContextsPerNode,
                    "Most contexts of one node; 0 is no limit."),
            new OptionKey<>(
                    "check-timeout",
                    duration(Duration.ofMillis(10), Duration.ofSeconds(10)),
                    McmpOptions::getCheckTimeout,
                    McmpOptions::setCheckTimeout,
                    "How long STATUS and PING wait for the check of a node before they answer NOTOK."),
            new OptionKey<>(
                    "remove-after",
                    durationOrNever(Duration.ofSeconds(1), Duration.ofHours(24)),
                    McmpOptions::getRemoveAfter,
                    McmpOptions::setRemoveAfter,
                    "How long a node may be in error before it is removed; 0s is never.")));

    static final OptionTable<ManagerOptions> MANAGER = new OptionTable<>(List.of(
            new OptionKey<>(
                    "host",
                    HOST,
                    ManagerOptions::getHost,
                    ManagerOptions::setHost,
                    "Address to listen on for health checks."),
            new OptionKey<>(
                    "port",
                    PORT,
                    ManagerOptions::getPort,
                    ManagerOptions::setPort,
                    "Port to listen on for health checks; 0 takes any free one.")));

    static final OptionTable<RoutingOptions> ROUTING = new OptionTable<>(List.of(
            new OptionKey<>(
                    "no-context-status",
                    oneOf(404, 503),
                    RoutingOptions::getNoContextStatus,
                    RoutingOptions::setNoContextStatus,
                    "Status of the answer to a request that no context serves."),
            new OptionKey<>(
                    "deterministic-failover",
                    trueOrFalse(),
                    RoutingOptions::isDeterministicFailover,
                    RoutingOptions::setDeterministicFailover,
                    "Whether a session that lost its node moves to the node that its id decides, the same one"
                            + " on each balancer; else to the least elected."),
            new OptionKey<>(
                    "recalculation-period",
                    duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
                    RoutingOptions::getRecalculationPeriod,
                    RoutingOptions::setRecalculationPeriod,
                    "How often the shares of nodes are computed anew from their loads."),
            new OptionKey<>(
                    "retry-after-error",
                    duration(Duration.ofMillis(100), Duration.ofHours(1)),
                    RoutingOptions::getRetryAfterError,
                    RoutingOptions::setRetryAfterError,
                    "How long a node in error gets no requests before one tries it again.")));

    static final OptionTable<BalancerOptions> BALANCER_OPTIONS = new OptionTable<>(all());

    private OptionTables() {}

    private static List<OptionKey<BalancerOptions, ?>> all() {
        List<OptionKey<BalancerOptions, ?>> keys = new ArrayList<>();
        keys.add(new OptionKey<>(
                "balancer.name",
                NAME,
                BalancerOptions::getName,
                BalancerOptions::setName,
                "Name of this balancer among others, used in Via and in stamps."));
        keys.addAll(TRAFFIC.within("traffic", BalancerOptions::getTraffic));
        keys.addAll(MCMP.within("mcmp", BalancerOptions::getMcmp));
        keys.addAll(MANAGER.within("manager", BalancerOptions::getManager));
        keys.addAll(ROUTING.within("routing", BalancerOptions::getRouting));
        return keys;
    }
}
