package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.choice;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.size;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import io.modcluster.balancer.domain.routing.EncodedSlashes;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.time.Duration;
import java.util.List;

/** The table of {@code traffic.*}. */
final class TrafficKeys {
    private static final int MIB = 1024 * 1024;

    static final OptionTable<TrafficOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    TrafficOptions::isEnabled,
                    TrafficOptions::setEnabled,
                    "Whether the port for requests is opened at all."),
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
                    "body-timeout",
                    duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    TrafficOptions::getBodyTimeout,
                    TrafficOptions::setBodyTimeout,
                    "How long a client may take for the body of a request, and a second more for each"
                            + " traffic.min-body-rate bytes that came; longer is answered 408."),
            new OptionKey<>(
                    "min-body-rate",
                    number(0, 1_000_000_000),
                    TrafficOptions::getMinBodyRate,
                    TrafficOptions::setMinBodyRate,
                    "Bytes of a body that give its client a second more; 0 gives all the time."),
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
                    "max-connections-per-client",
                    number(0, 1_000_000),
                    TrafficOptions::getMaxConnectionsPerClient,
                    TrafficOptions::setMaxConnectionsPerClient,
                    "Most connections of one client address, of IPv6 one /64 network; further ones are closed; 0 is no"
                            + " limit, for balancers behind a proxy."),
            new OptionKey<>(
                    "stop-delay",
                    duration(Duration.ZERO, Duration.ofMinutes(10)),
                    TrafficOptions::getStopDelay,
                    TrafficOptions::setStopDelay,
                    "How long a stop goes on accepting requests after readiness says no, so that whoever is in"
                            + " front can notice."),
            new OptionKey<>(
                    "drain-timeout",
                    duration(Duration.ZERO, Duration.ofHours(1)),
                    TrafficOptions::getDrainTimeout,
                    TrafficOptions::setDrainTimeout,
                    "How long a stop waits for requests in flight; 0s cuts them at once.")));

    private TrafficKeys() {}
}
