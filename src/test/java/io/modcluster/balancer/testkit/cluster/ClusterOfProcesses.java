package io.modcluster.balancer.testkit.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Balancers as processes that know each other, under a cluster name nobody else has. A member keeps all its ports when it is
 * started again. One thread at a time.
 */
public final class ClusterOfProcesses implements AutoCloseable {
    private static final int PORTS_PER_MEMBER = 5;

    /** The defaults of the balancer: in a network namespace nobody else has them. */
    private static final int CLUSTER_PORT = 5701;

    private static final int BUS_PORT = 5702;

    private final List<MemberProcess> members = new ArrayList<>();

    private ClusterOfProcesses(List<MemberPlan> plans) {
        try {
            plans.forEach(plan -> members.add(MemberProcess.start(plan)));
            members.forEach(MemberProcess::waitUntilReady);
        } catch (RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** Starts {@code size} members on loopback, all at once, and waits until all are ready. */
    public static ClusterOfProcesses onLoopback(int size) throws IOException {
        return onLoopback(size, plan -> plan);
    }

    /** The same with other settings for each. */
    public static ClusterOfProcesses onLoopback(int size, UnaryOperator<MemberPlan> settings) throws IOException {
        return new ClusterOfProcesses(
                plansOnLoopback(size).stream().map(settings).toList());
    }

    /** Starts one for each plan, all at once, and waits until all are ready. */
    public static ClusterOfProcesses of(List<MemberPlan> plans) {
        return new ClusterOfProcesses(plans);
    }

    /** How {@link #onLoopback} would start them: for a test that starts some later. */
    public static List<MemberPlan> plansOnLoopback(int size) throws IOException {
        Queue<Integer> ports = FreePorts.queue(size * PORTS_PER_MEMBER);
        List<Integer> clusterPorts =
                IntStream.range(0, size).mapToObj(i -> ports.remove()).toList();
        String all = clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        String cluster = newName();
        return IntStream.range(0, size)
                .mapToObj(i -> MemberPlan.onLoopback("balancer-" + (i + 1))
                        .with("traffic.port", ports.remove().toString())
                        .with("mcmp.port", ports.remove().toString())
                        .with("manager.port", ports.remove().toString())
                        .with("cluster.enabled", "true")
                        .with("cluster.name", cluster)
                        .with("cluster.host", "127.0.0.1")
                        .with("cluster.port", clusterPorts.get(i).toString())
                        .with("cluster.bus-port", ports.remove().toString())
                        .with("cluster.members", all))
                .toList();
    }

    /** Starts one member on each host, all at once, and waits until all are ready. */
    public static ClusterOfProcesses on(NetworkHosts hosts, UnaryOperator<MemberPlan> settings) {
        return new ClusterOfProcesses(plansOn(hosts).stream().map(settings).toList());
    }

    /** How {@link #on} would start them. */
    public static List<MemberPlan> plansOn(NetworkHosts hosts) {
        String cluster = newName();
        String all = IntStream.range(0, hosts.size())
                .mapToObj(i -> hosts.address(i) + ":" + CLUSTER_PORT)
                .collect(Collectors.joining(","));
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> MemberPlan.in(hosts, i)
                        .with("cluster.enabled", "true")
                        .with("cluster.name", cluster)
                        .with("cluster.host", hosts.address(i))
                        .with("cluster.port", Integer.toString(CLUSTER_PORT))
                        .with("cluster.bus-port", Integer.toString(BUS_PORT))
                        .with("cluster.members", all))
                .toList();
    }

    /** Where requests will go at a member on loopback that was planned and not started yet. */
    public static InetSocketAddress trafficOf(MemberPlan plan) {
        return new InetSocketAddress(
                plan.address(), Integer.parseInt(requireNonNull(plan.settings().get("traffic.port"))));
    }

    /** The members, in the order of their plans. */
    public List<MemberProcess> members() {
        return List.copyOf(members);
    }

    /** One member; the first is 0. */
    public MemberProcess member(int index) {
        return members.get(index);
    }

    /** Starts one more, and waits until it is ready. */
    public MemberProcess add(MemberPlan plan) {
        MemberProcess member = MemberProcess.start(plan);
        members.add(member);
        return member.waitUntilReady();
    }

    /** Kills all. */
    @Override
    public void close() {
        members.forEach(MemberProcess::close);
    }

    private static String newName() {
        return "test-" + UUID.randomUUID();
    }
}
