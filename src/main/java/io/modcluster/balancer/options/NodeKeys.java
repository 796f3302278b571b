package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.ListTypes.balancers;
import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.text;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.NodeHost;
import io.modcluster.balancer.domain.Scheme;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tables of the options of a node that registers itself. */
final class NodeKeys {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration ONE_DAY = Duration.ofHours(24);

    /** What every balancer takes as JVMRoute, in a cookie as in a path: no separator of either, no blank. */
    private static final OptionType<String> ROUTE =
            text(Pattern.compile("[A-Za-z0-9._:-]{1,63}"), "1..63 characters of A-Z a-z 0-9 . _ : -");

    private static final OptionType<String> HOST_OR_NONE = text(
            Pattern.compile("[A-Za-z0-9._:-]{0,63}"),
            "a host name or an IP address of at most 63 characters, or nothing");

    private static final OptionType<String> LB_GROUP =
            text(Pattern.compile("[A-Za-z0-9._-]{0,19}"), "0..19 characters of A-Z a-z 0-9 . _ -");

    /** Characters of a token (RFC 9110 section 5.6.2) that MCMP does not forbid; 29 is what httpd has room for. */
    private static final OptionType<String> SESSION_NAME =
            text(Pattern.compile("[A-Za-z0-9!#$*+.^_`|~-]{1,29}"), "1..29 characters of a cookie name");

    private static final OptionType<String> INTERFACE = text(
            Pattern.compile("[A-Za-z0-9._:@-]{0,63}"),
            "the name of a network interface, an IP address of it, or nothing");

    /** The listeners of real nodes spoil other characters (MCMP section 5.3). */
    private static final OptionType<String> KEY =
            text(Pattern.compile("[\\x20-\\x7e]{0,200}"), "at most 200 characters of ASCII");

    static final OptionTable<StickyOptions> STICKY = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    StickyOptions::isEnabled,
                    StickyOptions::setEnabled,
                    "Whether the route of a session id is looked at."),
            new OptionKey<>(
                    "cookie",
                    SESSION_NAME,
                    StickyOptions::getCookie,
                    StickyOptions::setCookie,
                    "Name of the session cookie."),
            new OptionKey<>(
                    "path",
                    SESSION_NAME,
                    StickyOptions::getPath,
                    StickyOptions::setPath,
                    "Name of the path parameter that carries the session id."),
            new OptionKey<>(
                    "force",
                    trueOrFalse(),
                    StickyOptions::isForce,
                    StickyOptions::setForce,
                    "Whether a request is refused rather than moved when its node is gone."),
            new OptionKey<>(
                    "remove",
                    trueOrFalse(),
                    StickyOptions::isRemove,
                    StickyOptions::setRemove,
                    "Whether the session id is cut out of a request that moves to another group.")));

    static final OptionTable<NodeConfigOptions> CONFIG = new OptionTable<>(List.of(
            new OptionKey<>(
                    "flush-packets",
                    OptionTypes.choice(FlushPackets.class),
                    NodeConfigOptions::getFlushPackets,
                    NodeConfigOptions::setFlushPackets,
                    "When response data is passed on at once."),
            new OptionKey<>(
                    "flush-wait",
                    duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
                    NodeConfigOptions::getFlushWait,
                    NodeConfigOptions::setFlushWait,
                    "How long auto-flushing waits for more."),
            new OptionKey<>(
                    "ping",
                    duration(ONE_SECOND, ONE_HOUR),
                    NodeConfigOptions::getPing,
                    NodeConfigOptions::setPing,
                    "How long a balancer waits for the answer to a check, in whole seconds."),
            new OptionKey<>(
                    "smax",
                    number(-1, 65_535),
                    NodeConfigOptions::getSmax,
                    NodeConfigOptions::setSmax,
                    "Idle connections that are kept beyond the ttl; -1 leaves it to the balancer."),
            new OptionKey<>(
                    "ttl",
                    duration(ONE_SECOND, ONE_DAY),
                    NodeConfigOptions::getTtl,
                    NodeConfigOptions::setTtl,
                    "Idle time after which connections beyond smax close, in whole seconds."),
            new OptionKey<>(
                    "timeout",
                    durationOrNever(ONE_SECOND, ONE_DAY),
                    NodeConfigOptions::getTimeout,
                    NodeConfigOptions::setTimeout,
                    "How long a balancer waits for a response, in whole seconds; 0s leaves it to the balancer."),
            new OptionKey<>(
                    "wait-worker",
                    durationOrNever(ONE_SECOND, ONE_HOUR),
                    NodeConfigOptions::getWaitWorker,
                    NodeConfigOptions::setWaitWorker,
                    "How long a request waits for a usable node, in whole seconds; 0s not at all."),
            new OptionKey<>(
                    "max-attempts",
                    number(-1, 100),
                    NodeConfigOptions::getMaxAttempts,
                    NodeConfigOptions::setMaxAttempts,
                    "Further tries after the first; -1 leaves it to the balancer.")));

    static final OptionTable<DiscoveryOptions> DISCOVERY = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    DiscoveryOptions::isEnabled,
                    DiscoveryOptions::setEnabled,
                    "Whether balancers that advertise themselves are looked for."),
            new OptionKey<>(
                    "group",
                    HOST,
                    DiscoveryOptions::getGroup,
                    DiscoveryOptions::setGroup,
                    "Multicast group of the adverts."),
            new OptionKey<>(
                    "port",
                    number(1, 65_535),
                    DiscoveryOptions::getPort,
                    DiscoveryOptions::setPort,
                    "Port of the adverts."),
            new OptionKey<>(
                    "interface",
                    INTERFACE,
                    DiscoveryOptions::getInterface,
                    DiscoveryOptions::setInterface,
                    "Network interface the group is joined on, its name or an IP address of it; empty is each that takes multicast."),
            new OptionKey<>(
                            "key",
                            KEY,
                            DiscoveryOptions::getKey,
                            DiscoveryOptions::setKey,
                            "Key that adverts are signed with; empty is none.")
                    .secret()));

    static final OptionTable<NodeOptions> NODE = new OptionTable<>(all());

    private NodeKeys() {}

    private static List<OptionKey<NodeOptions, ?>> all() {
        List<OptionKey<NodeOptions, ?>> keys = new ArrayList<>(List.of(
                new OptionKey<>(
                        "jvm-route",
                        ROUTE,
                        NodeOptions::getJvmRoute,
                        NodeOptions::setJvmRoute,
                        "Identity of the node and suffix of its session ids; has to be given."),
                new OptionKey<>(
                        "host",
                        HOST_OR_NONE,
                        NodeOptions::getHost,
                        NodeOptions::setHost,
                        "Where balancers reach the node; empty is the local end of the connection to each balancer."),
                new OptionKey<>(
                        "port",
                        number(1, 65_535),
                        NodeOptions::getPort,
                        NodeOptions::setPort,
                        "Port where balancers reach the node; has to be given."),
                new OptionKey<>(
                        "type",
                        OptionTypes.choice(List.of(Scheme.HTTP, Scheme.HTTPS, Scheme.AJP)),
                        NodeOptions::getType,
                        NodeOptions::setType,
                        "What is spoken there."),
                new OptionKey<>(
                        "balancers",
                        balancers(),
                        NodeOptions::getBalancers,
                        NodeOptions::setBalancers,
                        "Balancers to register with; without port it is 8090."),
                new OptionKey<>(
                        "contexts",
                        ListTypes.contexts(true),
                        NodeOptions::getContexts,
                        NodeOptions::setContexts,
                        "Paths that are enabled at the start."),
                new OptionKey<>(
                        "aliases",
                        ListTypes.aliases(false),
                        NodeOptions::getAliases,
                        NodeOptions::setAliases,
                        "Host names of the contexts; *.name stands for all names below."),
                new OptionKey<>(
                        "lb-group",
                        LB_GROUP,
                        NodeOptions::getLbGroup,
                        NodeOptions::setLbGroup,
                        "Group of nodes in which sessions fail over first; empty is none."),
                new OptionKey<>(
                        "balancer",
                        OptionTables.BALANCER,
                        NodeOptions::getBalancer,
                        NodeOptions::setBalancer,
                        "Name of the set of nodes with shared session settings."),
                new OptionKey<>(
                        "period",
                        duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
                        NodeOptions::getPeriod,
                        NodeOptions::setPeriod,
                        "How often the load is told, and failed balancers are tried again."),
                new OptionKey<>(
                        "answer-timeout",
                        duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                        NodeOptions::getAnswerTimeout,
                        NodeOptions::setAnswerTimeout,
                        "How long a balancer may take for an answer."),
                new OptionKey<>(
                        "drain-timeout",
                        duration(Duration.ZERO, ONE_HOUR),
                        NodeOptions::getDrainTimeout,
                        NodeOptions::setDrainTimeout,
                        "How long a stop lets requests in flight end before sessions are refused."),
                new OptionKey<>(
                        "stop-timeout",
                        duration(Duration.ZERO, ONE_HOUR),
                        NodeOptions::getStopTimeout,
                        NodeOptions::setStopTimeout,
                        "How long a stop then waits for requests that balancers still have in flight.")));
        keys.addAll(STICKY.within("sticky", NodeOptions::getSticky));
        keys.addAll(CONFIG.within("config", NodeOptions::getConfig));
        keys.addAll(DISCOVERY.within("discovery", NodeOptions::getDiscovery));
        return keys;
    }

    /** What is wrong with each value, and with them together. */
    static List<OptionsProblem> check(NodeOptions options) {
        List<OptionsProblem> problems = new ArrayList<>(NODE.check(options));
        if (options.getBalancers().isEmpty() && !options.getDiscovery().isEnabled()) {
            problems.add(new OptionsProblem(
                    "balancers", "options", "", "at least one balancer, or discovery.enabled: true"));
        }
        if (!isReachable(options.getHost())) {
            problems.add(new OptionsProblem(
                    "host", "options", options.getHost(), "an address that balancers can connect to, or nothing"));
        }
        String group = options.getDiscovery().getGroup();
        if (!address(group).map(InetAddress::isMulticastAddress).orElse(false)) {
            problems.add(new OptionsProblem(
                    "discovery.group", "options", group, "a multicast address, such as 224.0.1.105"));
        }
        return problems;
    }

    /** Nothing stands for the local end of each connection. */
    private static boolean isReachable(String host) {
        String written = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return host.isEmpty()
                || (NodeHost.parse(written).isPresent()
                        && address(host).filter(InetAddress::isAnyLocalAddress).isEmpty());
    }

    private static Optional<InetAddress> address(String literal) {
        return IpLiteral.parse(literal).map(NodeKeys::addressOf);
    }

    private static InetAddress addressOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", impossible);
        }
    }
}
