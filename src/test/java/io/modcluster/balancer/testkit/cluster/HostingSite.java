package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.ManyHosts;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A site of many nodes with {@link ManyHosts} each, to which backends come and from which they go: half of them with hosts of
 * their own, half as second backends of hosts that have one. Blocking; for one test thread, but for {@link #requests}.
 */
public final class HostingSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WAYS_TO_GO = 3;

    private final int nodes;
    private final ManyNodes all;
    private int added;
    private int removed;
    private final int guests;

    /** {@code nodes} that stay, and so many more of which each may be there at a time. */
    public HostingSite(int nodes, int guests) throws IOException {
        this.nodes = nodes;
        this.guests = guests;
        all = ManyNodes.start(nodes + guests, 1, node -> String.join(",", ManyHosts.aliases(siteOf(node))));
    }

    /** Whose hosts a node has: those that stay and every other guest their own. */
    private int siteOf(int node) {
        int guest = node - nodes;
        return guest >= 0 && guest % 2 == 1 ? guest : node;
    }

    /** Registers the nodes that stay. */
    public void register(InetSocketAddress mcmp) {
        all.register(mcmp, 0, nodes);
    }

    /** Aliases that there are without guests. */
    public int aliases() {
        return nodes * ManyHosts.ALIASES_PER_NODE;
    }

    /** How many guests came. */
    public int added() {
        return added;
    }

    /** How many guests went. */
    public int removed() {
        return removed;
    }

    /** Requests that guests got. */
    public long servedByGuests() {
        return IntStream.range(nodes, nodes + guests).mapToLong(all::requests).sum();
    }

    /** Nodes whose hosts guests have, too. */
    public List<Integer> shared() {
        return IntStream.range(nodes, nodes + guests)
                .map(this::siteOf)
                .filter(node -> node < nodes)
                .boxed()
                .toList();
    }

    /** GETs of random hosts, half of them of nodes whose hosts guests have, too. */
    public LoadPlan.Requests requests() {
        Random random = new Random(50_000);
        List<Integer> shared = shared();
        return (target, connection, number) -> {
            int node = random.nextBoolean() ? shared.get(random.nextInt(shared.size())) : random.nextInt(nodes);
            return get(node, random.nextInt(ManyHosts.ALIASES_PER_NODE)).getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private static String get(int node, int alias) {
        return "GET " + ManyNodes.SHARED + " HTTP/1.1\r\nHost: " + ManyHosts.host(node, alias) + "\r\n\r\n";
    }

    /** Random hosts of nodes that stay are answered by these nodes, others are not found. */
    public void isRouted(InetSocketAddress traffic, int samples) throws IOException {
        Random random = new Random(7);
        try (RawHttp client = RawHttp.connect(traffic)) {
            for (int i = 0; i < samples; i++) {
                int node = random.nextInt(nodes);
                String request = get(node, random.nextInt(ManyHosts.ALIASES_PER_NODE));
                RawHttp.Response answer = client.send(request).read(PATIENCE);
                assertThat(answer.status() + " " + answer.body()).as(request).isEqualTo("200 " + all.name(node));
                request = request.replace("Host: ", "Host: none-");
                boolean wildcard = request.contains("www.shop.");
                assertThat(client.send(request).read(PATIENCE).status())
                        .as(request)
                        .isEqualTo(wildcard ? 200 : 404);
            }
        }
    }

    /** One more guest comes: CONFIG, ENABLE-APP, STATUS. */
    public void add(List<InetSocketAddress> balancers) {
        int node = nodes + added % guests;
        balancers.forEach(mcmp -> all.register(mcmp, node, node + 1));
        added++;
    }

    /**
     * The guest that came first goes, in one of the ways nodes go: DISABLE-APP, STOP-APP until no request is left and
     * REMOVE-APP of its contexts, then of the node; without DISABLE-APP; or nothing but REMOVE-APP of the node. Each message
     * to all balancers before the next one, as the mod_cluster client does.
     */
    public void remove(List<InetSocketAddress> balancers) throws IOException {
        int node = nodes + removed % guests;
        String name = "JVMRoute=" + all.name(node);
        String contexts = name + "&Alias=" + String.join(",", ManyHosts.aliases(siteOf(node))) + "&Context=/shared";
        int way = removed % WAYS_TO_GO;
        if (way == 0) {
            send(balancers, "DISABLE-APP", "/", contexts);
        }
        if (way < 2) {
            Awaitility.await("Requests=0 for " + name)
                    .atMost(PATIENCE)
                    .until(() -> send(balancers, "STOP-APP", "/", contexts).stream()
                            .allMatch(answer -> answer.endsWith("Requests=0")));
            send(balancers, "REMOVE-APP", "/", contexts);
        }
        send(balancers, "REMOVE-APP", "/*", name);
        removed++;
    }

    private static List<String> send(List<InetSocketAddress> balancers, String method, String target, String body)
            throws IOException {
        List<String> answers = new ArrayList<>();
        for (InetSocketAddress mcmp : balancers) {
            RawHttp.Response answer = new McmpClient(mcmp).exchange(method, target, body, "");
            assertThat(answer.status())
                    .as("%s %s → %s", method, body, answer.head())
                    .isEqualTo(200);
            answers.add(answer.body().trim());
        }
        return answers;
    }

    @Override
    public void close() {
        all.close();
    }
}
