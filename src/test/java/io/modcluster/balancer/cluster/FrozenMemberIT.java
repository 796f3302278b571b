package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import io.modcluster.balancer.testkit.cluster.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of three stands still for a while; the others are told this and that meanwhile, and serve. */
@Tag("long")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrozenMemberIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int NODES = 70;
    private static final int CONTEXTS = 5;

    /** The first ones only serve, the next talk all the time, these come and go while a member is frozen. */
    private static final int TALKING = 20;

    private static final int REMOVED = 40;
    private static final int NEW = 50;
    private static final int MORE = 10;
    private static final int MCMP_PER_SECOND = 40;
    private static final int MCMP_CONNECTIONS = 4;
    private static final int PER_SECOND = Extent.isFull() ? 1_000 : 200;
    private static final Duration QUIET = Extent.seconds(4, 10);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(15);

    /**
     * 50 ms on a quiet machine. Who waits for the frozen member waits for 5 s, which the short run finds on a busy one, too.
     * What the same run needs with nobody frozen counts where that is more.
     */
    private static final Duration BOUND = Duration.ofMillis(Extent.isFull() ? 50 : 1_500);

    private static final int NOISE = 3;

    private final ClusterOfProcesses cluster = ClusterOfProcesses.onLoopback(3);
    private final ManyNodes nodes = ManyNodes.start(NODES, CONTEXTS);
    private final MemberProcess one = cluster.member(0);
    private final MemberProcess two = cluster.member(1);
    private final MemberProcess frozen = cluster.member(2);

    /** Nodes that nobody has heard of yet begin here. */
    private int unknown = NEW;

    FrozenMemberIT() throws IOException {}

    List<Duration> times() {
        return List.of(Duration.ofSeconds(3), Extent.seconds(8, 20));
    }

    @AfterAll
    void close() {
        cluster.close();
        nodes.close();
    }

    @ParameterizedTest
    @MethodSource("times")
    @DisplayName("F-10 a frozen member slows nobody down, and is not ready again before it knows what it missed")
    void a_frozen_member_slows_nobody_down_and_is_not_ready_with_an_old_table(Duration time) throws Exception {
        nodes.register(one.mcmp(), 0, NEW);
        Tables.untilEqual(cluster.members(), EQUAL_BOUND);
        try (SteadyLoad traffic = SteadyLoad.start(traffic())) {
            try (SteadyLoad mcmp = SteadyLoad.start(mcmp())) {
                Extent.pass(QUIET);
                mcmp.lap();
                traffic.lap();
                Extent.pass(QUIET);
                LoadReport quietMcmp = flawless(mcmp.lap());
                LoadReport quiet = flawless(traffic.lap());
                frozen.freeze();
                Extent.pass(time);
                LoadReport frozenMcmp = flawless(mcmp.lap());
                LoadReport during = flawless(traffic.lap());
                log.info("F-10 {} frozen, MCMP: quiet {}\nfrozen {}", time, quietMcmp, frozenMcmp);
                log.info("F-10 {} frozen, traffic: quiet {}\nfrozen {}", time, quiet, during);
                for (MemberProcess other : List.of(one, two)) {
                    assertNotSlower(other, quietMcmp, frozenMcmp);
                    assertNotSlower(other, quiet, during);
                }
            }
            nodes.register(one.mcmp(), unknown, unknown + MORE);
            for (int node = REMOVED; node < NEW; node++) {
                assertThat(new McmpClient(two.mcmp()).send("REMOVE-APP", "/*", "JVMRoute=" + nodes.name(node)))
                        .startsWith("200");
            }
            log.info("F-10 tables of the two others equal {} later", Tables.untilEqual(List.of(one, two), EQUAL_BOUND));
            thawAndCompare(time);
            log.info("F-10 traffic until all tables were equal {}", flawless(traffic.lap()));
        }
    }

    /** Asks the one that was frozen for its table the moment that it says it is ready. */
    private void thawAndCompare(Duration time) {
        CompletableFuture<String> firstReady = new CompletableFuture<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread poll = new Thread(() -> {
            while (!over.get() && !firstReady.isDone()) {
                if (Tables.readiness(frozen) == 200) {
                    firstReady.complete(Tables.of(frozen));
                }
            }
        });
        long start = System.nanoTime();
        poll.start();
        frozen.thaw();
        String seen = firstReady.orTimeout(30, TimeUnit.SECONDS).join();
        Duration ready = Duration.ofNanos(System.nanoTime() - start);
        over.set(true);
        assertThat(newcomers(seen))
                .as("nodes that came while it was frozen, the first time it is ready")
                .isEqualTo(MORE);
        unknown += MORE;
        Duration equal = Tables.untilEqual(cluster.members(), EQUAL_BOUND);
        log.info("F-10 {} frozen: ready {} after SIGCONT, all equal {} later", time, ready, equal);
    }

    private long newcomers(String table) {
        return IntStream.range(unknown, unknown + MORE)
                .filter(node -> table.contains("Name: " + nodes.name(node) + ","))
                .count();
    }

    private static void assertNotSlower(MemberProcess member, LoadReport quiet, LoadReport frozen) {
        Duration noise = quiet.target(member.name()).p99().multipliedBy(NOISE);
        assertThat(frozen.target(member.name()).p99())
                .as("p99 of %s with a member frozen, quiet: %s", member.name(), quiet.target(member.name()))
                .isLessThan(noise.compareTo(BOUND) > 0 ? noise : BOUND);
    }

    private LoadPlan traffic() {
        LoadPlan plan = LoadPlan.get("", PER_SECOND).over(10).sending((target, connection, number) -> LoadPlan.get(
                        nodes.context((int) (number % TALKING), connection % CONTEXTS))
                .bytes(target, connection, number));
        return plan.to(one).to(two);
    }

    /** Nodes that say all that nodes say, each to one member. */
    private LoadPlan mcmp() {
        LoadPlan plan = LoadPlan.get("/", MCMP_PER_SECOND)
                .over(MCMP_CONNECTIONS)
                .sending((target, connection, number) -> {
                    int first = target.equals(one.name()) ? TALKING : TALKING + MCMP_CONNECTIONS;
                    return message(first + connection, number).getBytes(StandardCharsets.ISO_8859_1);
                });
        return plan.to(one.name(), one.mcmp()).to(two.name(), two.mcmp());
    }

    private String message(int node, long number) {
        String route = "JVMRoute=" + nodes.name(node);
        String app = route + "&Alias=localhost&Context=" + nodes.context(node, 1);
        return switch ((int) (number % 6)) {
            case 0 -> McmpClient.request("CONFIG", "/", nodes.config(node), "");
            case 1 -> McmpClient.request("ENABLE-APP", "/", app, "");
            case 2 -> McmpClient.request("STATUS", "/", route + "&Load=" + (1 + number % 100), "");
            case 3 -> McmpClient.request("DISABLE-APP", "/", app, "");
            case 4 -> McmpClient.request("PING", "/", route, "");
            default -> McmpClient.request("INFO", "/", "", "");
        };
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).as("%s", report).isEmpty();
        return report;
    }
}
