package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.ListTypes.addressBlocks;
import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.oneOf;
import static io.modcluster.balancer.options.OptionTypes.path;
import static io.modcluster.balancer.options.OptionTypes.size;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The table of all options: name, type and range, getter and setter, and the sentence that explains it. */
final class OptionTables {
    private static final int MIB = 1024 * 1024;

    private static final OptionType<String> NAME =
            OptionTypes.text(Pattern.compile("[A-Za-z0-9._-]{1,63}"), "1..63 characters of A-Z a-z 0-9 . _ -");

    /** What CONFIG can carry as Balancer: at most 39 characters, lower-cased by who receives it (MCMP section 2.1). */
    static final OptionType<String> BALANCER =
            OptionTypes.text(Pattern.compile("[a-z0-9._-]{1,39}"), "1..39 characters of a-z 0-9 . _ -");

    static final OptionTable<TrafficOptions> TRAFFIC = TrafficKeys.TABLE;

    static final OptionTable<ClusterOptions> CLUSTER = ClusterKeys.TABLE;

    static final OptionTable<AdvertiseOptions> ADVERTISE = AdvertiseKeys.TABLE;

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
                    "ping-any-address",
                    trueOrFalse(),
                    McmpOptions::isPingAnyAddress,
                    McmpOptions::setPingAnyAddress,
                    "Whether PING with Scheme ajp may ask any address in mcmp.allow; else only those of nodes."),
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

    static final OptionTable<ManagerOptions> MANAGER = ManagerKeys.TABLE;

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

    static final OptionTable<RegistryOptions> REGISTRY = new OptionTable<>(List.of(new OptionKey<>(
            "snapshot",
            path(),
            RegistryOptions::getSnapshot,
            RegistryOptions::setSnapshot,
            "File that keeps what nodes said over a restart of the balancer; empty is none.")));

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
        keys.addAll(TlsKeys.TABLE.within("tls", BalancerOptions::getTls));
        keys.addAll(Http2Keys.TABLE.within("http2", BalancerOptions::getHttp2));
        keys.addAll(AjpKeys.TABLE.within("ajp", BalancerOptions::getAjp));
        keys.addAll(UpgradeKeys.TABLE.within("upgrade", BalancerOptions::getUpgrade));
        keys.addAll(ForwardedKeys.TABLE.within("forwarded", BalancerOptions::getForwarded));
        keys.addAll(ProxyProtocolKeys.TABLE.within("proxy-protocol", BalancerOptions::getProxyProtocol));
        keys.addAll(NodeTlsKeys.TABLE.within("nodes-tls", BalancerOptions::getNodeTls));
        keys.addAll(NodeHttp2Keys.TABLE.within("nodes-http2", BalancerOptions::getNodeHttp2));
        keys.addAll(RetryKeys.TABLE.within("retry", BalancerOptions::getRetry));
        keys.addAll(HealthKeys.TABLE.within("health", BalancerOptions::getHealth));
        keys.addAll(MCMP.within("mcmp", BalancerOptions::getMcmp));
        keys.addAll(ADVERTISE.within("advertise", BalancerOptions::getAdvertise));
        keys.addAll(MANAGER.within("manager", BalancerOptions::getManager));
        keys.addAll(ROUTING.within("routing", BalancerOptions::getRouting));
        keys.addAll(BalancingKeys.TABLE.within("balancing", BalancerOptions::getBalancing));
        keys.add(new OptionKey<>(
                        "balancing.cookie-secret",
                        OptionTypes.text(
                                Pattern.compile("[ -~]{0,128}"), "16..128 printable ASCII characters, or nothing"),
                        BalancerOptions::getCookieSecret,
                        BalancerOptions::setCookieSecret,
                        "Secret of all balancers of a cluster, by which they know the cookies that one of them made; empty lets"
                                + " clients choose their node.")
                .secret());
        keys.add(new OptionKey<>(
                NamedBalancersReader.KEY,
                NamedBalancersReader.TYPE,
                BalancerOptions::getBalancers,
                BalancerOptions::setBalancers,
                "What is different for the nodes of some balancer names."));
        keys.addAll(ServerKeys.TABLE.within("server", BalancerOptions::getServer));
        keys.addAll(OverloadKeys.TABLE.within("overload", BalancerOptions::getOverload));
        keys.addAll(ObserveKeys.METRICS.within("metrics", BalancerOptions::getMetrics));
        keys.addAll(ObserveKeys.AUDIT.within("audit", BalancerOptions::getAudit));
        keys.addAll(ObserveKeys.EVENTS.within("events", BalancerOptions::getEvents));
        keys.addAll(TracingKeys.TABLE.within("tracing", BalancerOptions::getTracing));
        keys.addAll(ExplainKeys.TABLE.within("explain", BalancerOptions::getExplain));
        keys.addAll(RequestKeys.TABLE.within("request", BalancerOptions::getRequest));
        keys.addAll(AccessLogKeys.TABLE.within("access-log", BalancerOptions::getAccessLog));
        keys.addAll(PagesKeys.TABLE.within("pages", BalancerOptions::getPages));
        keys.addAll(CLUSTER.within("cluster", BalancerOptions::getCluster));
        keys.addAll(REGISTRY.within("registry", BalancerOptions::getRegistry));
        keys.add(
                new OptionKey<>(
                        "limits",
                        LimitKeys.LIST,
                        BalancerOptions::getLimits,
                        BalancerOptions::setLimits,
                        "What holds for the requests of some contexts in place of request.*; the longest path that fits decides."));
        keys.add(new OptionKey<>(
                StaticNodesReader.KEY,
                StaticNodesReader.TYPE,
                BalancerOptions::getNodes,
                BalancerOptions::setNodes,
                "Services that cannot speak MCMP, which this balancer alone sends requests to beside the nodes that"
                        + " register."));
        return keys;
    }
}
