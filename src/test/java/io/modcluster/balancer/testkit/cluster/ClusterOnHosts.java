package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A member on each of some hosts, whose links can be cut, and nodes that all of them reach; and the questions whether the
 * members know the same. Members and hosts have the same numbers. One thread at a time.
 */
public final class ClusterOnHosts implements AutoCloseable {
    /** Shorter than what is measured by far. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration LOAD_PATIENCE = Duration.ofSeconds(30);
    private static final Duration GET_PATIENCE = Duration.ofSeconds(10);

    private final NetworkHosts hosts;
    private final ManyNodes nodes;
    private final ClusterOfProcesses cluster;
    private final List<MemberPlan> plans;

    private ClusterOnHosts(NetworkHosts hosts, ManyNodes nodes, ClusterOfProcesses cluster, List<MemberPlan> plans) {
        this.hosts = hosts;
        this.nodes = nodes;
        this.cluster = cluster;
        this.plans = plans;
    }

    /** A member on each host, see below. */
    public static ClusterOnHosts start(
            int members, int nodes, int contexts, int registered, UnaryOperator<MemberPlan> settings)
            throws IOException {
        return start(members, members, nodes, contexts, registered, settings);
    }

    /** Starts so many members on the first of so many hosts, and nodes with so many contexts each; the first {@code registered} of these register. */
    public static ClusterOnHosts start(
            int onHosts, int members, int nodes, int contexts, int registered, UnaryOperator<MemberPlan> settings)
            throws IOException {
        NetworkHosts hosts = NetworkHosts.create(onHosts);
        try {
            ManyNodes many = ManyNodes.start(hosts, nodes, contexts);
            List<MemberPlan> plans =
                    ClusterOfProcesses.plansOn(hosts).stream().map(settings).toList();
            ClusterOnHosts started =
                    new ClusterOnHosts(hosts, many, ClusterOfProcesses.of(plans.subList(0, members)), plans);
            many.register(started.member(0).mcmp(), 0, registered);
            started.untilEqual(Duration.ofSeconds(30));
            assertThat(started.cluster.member(members - 1).tell("table").lines())
                    .hasSize(registered);
            return started;
        } catch (IOException | RuntimeException | AssertionError failed) {
            hosts.close();
            throw failed;
        }
    }

    /** The links. */
    public NetworkHosts hosts() {
        return hosts;
    }

    /** The nodes. */
    public ManyNodes nodes() {
        return nodes;
    }

    /** A member; the first is 0. */
    public MemberProcess member(int index) {
        return cluster.member(index);
    }

    /** Where a member is told about nodes. */
    public McmpClient mcmp(int member) {
        return new McmpClient(member(member).mcmp());
    }

    /** Tells a member a command about one context of a node; it must be obeyed. */
    public void tell(int member, String method, int node, int context) {
        String body = "JVMRoute=" + nodes.name(node) + "&Alias=localhost&Context=" + nodes.context(node, context);
        assertThat(mcmp(member).send(method, body)).startsWith("200");
    }

    /** Tells a member that a node is gone. */
    public void remove(int member, int node) {
        assertThat(mcmp(member).send("REMOVE-APP", "/*", "JVMRoute=" + nodes.name(node)))
                .startsWith("200");
    }

    /** Tells a member the load of a node until it is taken: on a busy machine the check of the node may be late. */
    public void load(int member, int node, int load) {
        await("State=OK").atMost(LOAD_PATIENCE).pollInterval(POLL).until(() -> mcmp(member)
                .send("STATUS", "JVMRoute=" + nodes.name(node) + "&Load=" + load)
                .contains("State=OK"));
    }

    /** Tells a member what an operator wants of a context, in the words of {@code Wish}. */
    public void intend(int member, String wish, int node, int context) {
        String target = "context:" + nodes.name(node) + "||" + nodes.context(node, context);
        assertThat(member(member).tell("intend " + wish + " " + target)).isEqualTo("done");
    }

    /** The state of a context that no other node has, in the words of INFO; empty if there is none. */
    public String state(int member, int node, int context) {
        String row = "Context: " + nodes.context(node, context) + ", Status: ";
        return mcmp(member)
                .info()
                .lines()
                .filter(line -> line.contains(row))
                .map(line -> line.substring(line.indexOf(row) + row.length()))
                .findFirst()
                .orElse("");
    }

    /** Whether a member knows a node as registered. */
    public boolean knows(int member, int node) {
        return member(member)
                .tell("table")
                .lines()
                .anyMatch(line -> line.startsWith("Node[route=" + nodes.name(node) + ","));
    }

    /** Status of the answer to a GET at a member, −1 if there is none. */
    public int get(int member, String path) {
        try (RawHttp http = RawHttp.connect(member(member).traffic())) {
            return http.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read(GET_PATIENCE)
                    .status();
        } catch (IOException none) {
            return -1;
        }
    }

    /**
     * All that a member knows: what nodes said and when, what operators want, the rows of INFO without those figures that are its own, and the
     * number of the table.
     */
    public String table(int member) {
        String info = mcmp(member).info().replaceAll(",(Elected|Read|Transfered|Connected): [0-9]+", "");
        return mcmp(member).send("PING", "") + "\n" + info + "\n"
                + member(member).tell("table");
    }

    /** Waits until all members that are alive know the same, and says how long it took. */
    public Duration untilEqual(Duration bound) {
        return untilEqual(bound, alive());
    }

    /** Waits until these members know the same, and says how long it took. */
    public Duration untilEqual(Duration bound, List<Integer> members) {
        long start = System.nanoTime();
        await("equal tables").atMost(bound).pollInterval(POLL).untilAsserted(() -> assertThat(differences(members))
                .isEmpty());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Fails unless all members that are alive know the same for so long. A node that is removed changes its name in INFO 10 s
     * later and goes 25 s later; members that are asked one after the other may be asked before and after that.
     */
    public void stayEqual(Duration time) {
        List<Integer> alive = alive();
        await("tables that stay equal")
                .during(time)
                .atMost(time.plusSeconds(5))
                .pollInterval(POLL)
                .until(() -> {
                    List<String> first = differences(alive);
                    List<String> again = first.isEmpty() ? first : differences(alive);
                    assertThat(again).isEmpty();
                    return true;
                });
    }

    /** Lines of {@link #table} that not all of these members have. */
    private List<String> differences(List<Integer> members) {
        List<List<String>> tables =
                members.stream().map(i -> table(i).lines().toList()).toList();
        return IntStream.range(0, tables.size())
                .boxed()
                .flatMap(i -> tables.get(i).stream()
                        .filter(line -> !tables.stream().allMatch(table -> table.contains(line)))
                        .map(line -> member(members.get(i)).name() + ": " + line))
                .toList();
    }

    private List<Integer> alive() {
        return IntStream.range(0, cluster.members().size())
                .filter(i -> member(i).isAlive())
                .boxed()
                .toList();
    }

    /** Starts one more member, on the next host, and waits until it is ready. */
    public MemberProcess add() {
        return cluster.add(plans.get(cluster.members().size()));
    }

    @Override
    public void close() {
        try (hosts;
                nodes) {
            cluster.close();
        }
    }
}
