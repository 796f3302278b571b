package io.modcluster.balancer.testkit.cluster;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Hosts of a network that exists only in this machine, as network namespaces of Linux, with links that can be cut.
 *
 * <pre>
 *   host 0 (10.77.x.1)──┐                          for the cluster: cut and healed
 *   host 1 (10.77.x.2)──┤ a bridge, in a namespace of its own
 *   host 0 (10.78.x.1)──┐                          for the test: never cut
 *   host 1 (10.78.x.2)──┤ a bridge here (10.78.x.254), which carries nothing from host to host
 *                       └ 10.79.x.0/24: all these addresses are here, for nodes
 * </pre>
 *
 * <p>Needs root and {@code ip(8)}. Where they are missing, the test is aborted with a message that says so; with the system
 * property {@code network.hosts=required} it fails. Whatever a run leaves behind, because it was killed, the next one takes
 * away. One thread at a time.
 */
public final class NetworkHosts implements AutoCloseable {
    private static final int MAX_HOSTS = 100;

    /** No interface has this address, so what is sent to it arrives nowhere (locally administered, RFC 7042 section 2.1). */
    private static final String NOBODY = "02:00:00:00:00:00";

    private final NetworkNames names;
    private final int size;
    private final int block;
    private final Thread cleaner;

    private NetworkHosts(NetworkNames names, int size, int block) {
        this.names = names;
        this.size = size;
        this.block = block;
        this.cleaner = new Thread(names::deleteAll, "delete-" + names.prefix());
    }

    /** Makes so many hosts, all connected with each other. */
    public static NetworkHosts create(int size) {
        if (size < 1 || size > MAX_HOSTS) {
            throw new IllegalArgumentException("hosts: " + size + " (expected: 1.." + MAX_HOSTS + ")");
        }
        NetworkNames names = NetworkNames.newOnes();
        try {
            NetworkNames.deleteLeftovers();
            NetworkHosts hosts = new NetworkHosts(names, size, freeBlock());
            Runtime.getRuntime().addShutdownHook(hosts.cleaner);
            hosts.build();
            return hosts;
        } catch (IpCommand.Refused why) {
            names.deleteAll();
            String message = "needs root and ip(8) to make network namespaces: " + why.getMessage();
            if ("required".equals(System.getProperty("network.hosts"))) {
                throw new AssertionError(message, why);
            }
            return Assumptions.abort(message);
        }
    }

    /** How many. */
    public int size() {
        return size;
    }

    /** Name of a host; the first is 0. */
    public String name(int host) {
        return "host-" + (check(host) + 1);
    }

    /** Its address for the other hosts; this link can be cut. */
    public String address(int host) {
        return "10.77." + block + "." + (check(host) + 1);
    }

    /** Its address for the test; always reachable from here. */
    public String managementAddress(int host) {
        return "10.78." + block + "." + (check(host) + 1);
    }

    /** All addresses of the network between hosts and test, in CIDR notation. */
    public String managementBlock() {
        return "10.78." + block + ".0/24";
    }

    /** An address of the test that all hosts reach, for a node; {@code number} is 1..254. */
    public String nodeAddress(int number) {
        return "10.79." + block + "." + number;
    }

    /** All {@link #nodeAddress node addresses}, in CIDR notation. */
    public String nodeBlock() {
        return "10.79." + block + ".0/24";
    }

    /** What to put before a command to run it on a host; the process is that command itself, not a child. */
    public List<String> exec(int host) {
        return List.of("ip", "netns", "exec", names.host(check(host)));
    }

    /** Pulls the cable of a host: it loses its carrier, and all others. */
    public void cut(int host) {
        IpCommand.run("-n " + names.hub() + " link set " + names.port(check(host)) + " down");
    }

    /** Plugs the cable in again. */
    public void heal(int host) {
        IpCommand.run("-n " + names.hub() + " link set " + names.port(check(host)) + " up");
    }

    /** Two hosts lose each other, silently; both still reach the others. */
    public void cut(int one, int other) {
        cutOneWay(one, other);
        cutOneWay(other, one);
    }

    /** What {@code from} sends to {@code to} gets lost, silently; the other direction works. */
    public void cutOneWay(int from, int to) {
        IpCommand.run("-n " + names.host(check(from)) + " neigh replace " + address(to) + " lladdr " + NOBODY
                + " dev eth0 nud permanent");
    }

    /** Ends {@link #cut(int, int)}, and {@link #cutOneWay} in both directions. */
    public void heal(int one, int other) {
        healOneWay(one, other);
        healOneWay(other, one);
    }

    /** A host cannot send to a {@link #nodeAddress node's address} any more, and learns so at once; the others can. */
    public void cutFromNode(int host, int number) {
        IpCommand.run("-n " + names.host(check(host)) + " route add unreachable " + nodeAddress(number));
    }

    /** Ends {@link #cutFromNode}. */
    public void healToNode(int host, int number) {
        IpCommand.run("-n " + names.host(check(host)) + " route del unreachable " + nodeAddress(number));
    }

    /** Separates some hosts from all others, silently; within each side all reach each other. */
    public void split(List<Integer> hosts) {
        forEachPairAcross(hosts, this::cut);
    }

    /** Ends {@link #split} of the same hosts. */
    public void unite(List<Integer> hosts) {
        forEachPairAcross(hosts, this::heal);
    }

    /** Kills what still runs on the hosts and deletes them. */
    @Override
    public void close() {
        names.deleteAll();
        Runtime.getRuntime().removeShutdownHook(cleaner);
    }

    private interface Pair {
        void accept(int one, int other);
    }

    private void forEachPairAcross(List<Integer> hosts, Pair pair) {
        for (int one : hosts) {
            IntStream.range(0, size).filter(other -> !hosts.contains(other)).forEach(other -> pair.accept(one, other));
        }
    }

    private void healOneWay(int from, int to) {
        String host = names.host(check(from));
        if (IpCommand.run("-n " + host + " neigh show to " + address(to)).contains(NOBODY)) {
            IpCommand.run("-n " + host + " neigh del " + address(to) + " dev eth0");
        }
    }

    private void build() {
        IpCommand.run("netns add " + names.hub());
        IpCommand.run("-n " + names.hub() + " link add hub type bridge");
        IpCommand.run("-n " + names.hub() + " link set hub up");
        IpCommand.run("link add " + names.bridge() + " type bridge");
        IpCommand.run("addr add 10.78." + block + ".254/24 dev " + names.bridge());
        IpCommand.run("link set " + names.bridge() + " up");
        IpCommand.run("route add local " + nodeBlock() + " dev " + names.bridge());
        IntStream.range(0, size).forEach(this::build);
    }

    private void build(int host) {
        String name = names.host(host);
        String link = names.managementLink(host);
        IpCommand.run("netns add " + name);
        IpCommand.run("-n " + name + " link set lo up");
        IpCommand.run(
                "link add eth0 netns " + name + " type veth peer name " + names.port(host) + " netns " + names.hub());
        IpCommand.run("-n " + names.hub() + " link set " + names.port(host) + " master hub up");
        IpCommand.run("-n " + name + " addr add " + address(host) + "/24 dev eth0");
        IpCommand.run("-n " + name + " link set eth0 up");
        IpCommand.run("link add test netns " + name + " type veth peer name " + link);
        IpCommand.run("link set " + link + " master " + names.bridge());
        IpCommand.run("link set " + link + " type bridge_slave isolated on");
        IpCommand.run("link set " + link + " up");
        IpCommand.run("-n " + name + " addr add " + managementAddress(host) + "/24 dev test");
        IpCommand.run("-n " + name + " link set test up");
        IpCommand.run("-n " + name + " route add " + nodeBlock() + " via 10.78." + block + ".254");
    }

    private int check(int host) {
        if (host < 0 || host >= size) {
            throw new IllegalArgumentException("host: " + host + " (expected: 0.." + (size - 1) + ")");
        }
        return host;
    }

    /** Another run may have hosts at the same time. */
    private static int freeBlock() {
        String used = IpCommand.run("-4 -o addr show")
                .lines()
                .flatMap(line -> Stream.of(line.split(" ")))
                .filter(word -> word.startsWith("10.78."))
                .collect(Collectors.joining(" "));
        int first = (int) (ProcessHandle.current().pid() % 250);
        return IntStream.range(0, 250)
                .map(i -> (first + i) % 250)
                .filter(i -> !used.contains("10.78." + i + "."))
                .findFirst()
                .orElseThrow();
    }
}
