package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import java.util.ArrayList;
import java.util.List;

/** What must hold between options, each of which may be good for itself. */
final class CrossRules {
    static final String ORIGIN = "options";

    private CrossRules() {}

    static List<OptionsProblem> check(BalancerOptions options) {
        List<OptionsProblem> problems = new ArrayList<>();
        peersAreNamed(options.getMcmp(), problems);
        EdgeRules.check(options, problems);
        CookieRules.check(options, problems);
        if (options.getManager().isEnabled()) {
            ManagerRules.check(options.getManager(), problems);
        }
        if (options.getAdvertise().isEnabled()) {
            AdvertiseRules.check(options.getAdvertise(), options.getMcmp(), problems);
        }
        if (options.getCluster().isEnabled()) {
            membersCanMeet(options.getCluster(), problems);
        }
        TlsRules.check(options, problems);
        certificateHasKey(options.getNodeTls(), problems);
        List<Listener> listeners = listeners(options);
        NodeRules.check(options, listeners, problems);
        for (int second = 1; second < listeners.size(); second++) {
            for (Listener first : listeners.subList(0, second)) {
                doNotMeet(first, listeners.get(second), problems);
            }
        }
        return problems;
    }

    /** Whoever may send MCMP decides where requests go, so opening that port is never done by one option alone. */
    private static void peersAreNamed(McmpOptions mcmp, List<OptionsProblem> problems) {
        if (!mcmp.isLoopback() && !mcmp.isAllowSet()) {
            problems.add(new OptionsProblem(
                    "mcmp.host",
                    ORIGIN,
                    mcmp.getHost(),
                    "a loopback address, or mcmp.allow set to the address blocks of your nodes, for instance"
                            + " mcmp.allow: [127.0.0.0/8, 10.1.0.0/16]"));
        }
    }

    /** Whoever joins has all of it, so nobody joins by a name that others have too, or by an address for everybody. */
    private static void membersCanMeet(ClusterOptions cluster, List<OptionsProblem> problems) {
        if (isWildcard(cluster.getHost())) {
            problems.add(new OptionsProblem(
                    "cluster.host",
                    ORIGIN,
                    cluster.getHost(),
                    "one address of this machine, in a network that only the balancers reach"));
        }
        if (!cluster.getConfig().isEmpty()) {
            return;
        }
        if (cluster.getName().isEmpty()) {
            problems.add(new OptionsProblem(
                    "cluster.name",
                    ORIGIN,
                    "",
                    "a name that all balancers of this cluster have, and no other cluster"));
        }
        if (cluster.getMembers().isEmpty() && !cluster.isMulticast()) {
            problems.add(new OptionsProblem(
                    "cluster.members",
                    ORIGIN,
                    "",
                    "where the other members are, for instance cluster.members: [10.0.0.1, 10.0.0.2], or"
                            + " cluster.multicast: true"));
        }
    }

    private static void certificateHasKey(NodeTlsOptions tls, List<OptionsProblem> problems) {
        if (tls.getCertificate().isEmpty() != tls.getKey().isEmpty()) {
            boolean key = tls.getKey().isEmpty();
            problems.add(new OptionsProblem(
                    key ? "nodes-tls.key" : "nodes-tls.certificate",
                    ORIGIN,
                    "",
                    key ? "the key of nodes-tls.certificate" : "the certificate that nodes-tls.key is for"));
        }
    }

    /** Those that will be opened. */
    private static List<Listener> listeners(BalancerOptions options) {
        List<Listener> listeners = new ArrayList<>();
        TrafficOptions traffic = options.getTraffic();
        if (traffic.isEnabled()) {
            listeners.add(new Listener("traffic.port", traffic.getHost(), traffic.getPort()));
        }
        listeners.addAll(TlsRules.listeners(options));
        McmpOptions mcmp = options.getMcmp();
        listeners.add(new Listener("mcmp.port", mcmp.getHost(), mcmp.getPort()));
        ManagerOptions manager = options.getManager();
        if (manager.isEnabled()) {
            listeners.add(new Listener("manager.port", manager.getHost(), manager.getPort()));
        }
        ClusterOptions cluster = options.getCluster();
        if (cluster.isEnabled()) {
            listeners.add(new Listener("cluster.port", cluster.getHost(), cluster.getPort()));
            listeners.add(new Listener("cluster.bus-port", cluster.getHost(), cluster.getBusPort()));
        }
        return listeners;
    }

    private static void doNotMeet(Listener first, Listener second, List<OptionsProblem> problems) {
        if (first.meets(second)) {
            problems.add(new OptionsProblem(
                    second.key,
                    ORIGIN,
                    Integer.toString(second.port),
                    "another port than " + first.key + ", which listens on " + first.host + ":" + first.port));
        }
    }

    /** An address of nothing but zeros, in any spelling. */
    private static boolean isWildcard(String host) {
        return IpLiteral.parse(host).filter(CrossRules::isZero).isPresent();
    }

    private static boolean isZero(byte[] address) {
        for (byte part : address) {
            if (part != 0) {
                return false;
            }
        }
        return true;
    }

    /** Port 0 meets nobody: the system picks a free one. A wildcard address meets every address. */
    record Listener(String key, String host, int port) {
        /** Whether a node at {@code address} would be this listener, as far as that is known without DNS. */
        boolean isAt(NodeAddress address) {
            if (port != address.port()) {
                return false;
            }
            boolean bothLoopback = StaticAddress.isLoopback(address)
                    && StaticAddress.isLoopback(new NodeAddress(Scheme.HTTP, host, port));
            return bothLoopback
                    || host.equalsIgnoreCase(address.socketHost())
                    || (isWildcard(host) && StaticAddress.isHere(address));
        }

        boolean meets(Listener other) {
            return port != 0
                    && port == other.port
                    && (host.equalsIgnoreCase(other.host) || isWildcard(host) || isWildcard(other.host));
        }
    }
}
