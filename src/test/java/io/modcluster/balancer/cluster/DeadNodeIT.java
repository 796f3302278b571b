package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node dies; members take it out of the table when all of them can tell that it is dead, and not before. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeadNodeIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Members that objected are asked again after 10 s; a member needs some seconds to be known again. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(60);

    /** Longer than {@code mcmp.remove-after} and the 5 s after which a silent member counts as lost. */
    private static final Duration LONG_ENOUGH = Extent.seconds(9, 30);

    private static final int REMOVED = 404;
    private static final int IN_ERROR = 503;

    private final ClusterOfProcesses cluster =
            ClusterOfProcesses.onLoopback(3, plan -> plan.with("mcmp.remove-after", "1s"));
    private final MemberProcess first = cluster.member(0);
    private final MemberProcess second = cluster.member(1);
    private final MemberProcess third = cluster.member(2);

    DeadNodeIT() throws IOException {}

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    @DisplayName("§5.3 a node that no member reaches is taken out of the table of all")
    void a_node_that_is_dead_for_all_is_removed_everywhere() throws IOException {
        Duration removed = removedEverywhere(dies("gone"));
        log.info("remove-after 1 s: removed everywhere {} after the node died", removed);
    }

    @Test
    @DisplayName("§5.3 a dead node stays while a member that was killed might still reach it, until that one is back")
    void a_dead_node_stays_while_a_killed_member_cannot_be_asked() throws IOException {
        third.kill9();
        String path = dies("missed");
        staysInError(path);
        assertThat(Files.readString(first.log())).contains("node not removed jvmroute=\"missed\"");
        third.restart().waitUntilReady();
        log.info("a killed member came back: removed everywhere {} later", removedEverywhere(path));
    }

    @Test
    @Tag("long")
    @DisplayName("§5.3 a dead node stays while a frozen member might still reach it, until that one is back")
    void a_dead_node_stays_while_a_frozen_member_cannot_be_asked() throws IOException {
        third.freeze();
        String path = dies("frozen");
        staysInError(path);
        assertThat(Files.readString(first.log())).contains("node not removed jvmroute=\"frozen\"");
        third.thaw();
        log.info("a frozen member came back: removed everywhere {} later", removedEverywhere(path));
    }

    /** Registers a node at the first member, sees that the second serves it, too, and kills it; its context. */
    private String dies(String route) throws IOException {
        String path = "/" + route;
        try (RecordingNode node = RecordingNode.start(route)) {
            McmpClient mcmp = new McmpClient(first.mcmp());
            String who = "JVMRoute=" + route;
            assertThat(mcmp.send("CONFIG", who + "&Host=127.0.0.1&Type=http&Port=" + node.port()))
                    .isEqualTo("200");
            assertThat(mcmp.send("ENABLE-APP", who + "&Alias=localhost&Context=" + path))
                    .startsWith("200");
            await().atMost(PATIENCE)
                    .until(() -> mcmp.send("STATUS", who + "&Load=100").contains("State=OK"));
            await().atMost(PATIENCE).until(() -> Tables.get(second, path) == 200);
        }
        return path;
    }

    private void staysInError(String path) {
        await().during(LONG_ENOUGH).atMost(LONG_ENOUGH.plusSeconds(5)).until(() -> {
            int atFirst = Tables.get(first, path);
            int atSecond = Tables.get(second, path);
            assertThat(List.of(atFirst, atSecond))
                    .as("answers of the two that are there")
                    .containsOnly(IN_ERROR);
            return true;
        });
    }

    private Duration removedEverywhere(String path) {
        long start = System.nanoTime();
        for (MemberProcess member : cluster.members()) {
            await("removed at " + member.name()).atMost(ASKED_AGAIN).until(() -> Tables.get(member, path) == REMOVED);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
