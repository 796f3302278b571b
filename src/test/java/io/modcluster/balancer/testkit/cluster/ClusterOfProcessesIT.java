package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members of the kit find each other, judged by what they log. */
@Tag("long")
@Timeout(180)
final class ClusterOfProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void members_on_loopback_join_and_one_that_was_killed_joins_again_on_its_ports() throws IOException {
        try (ClusterOfProcesses cluster = ClusterOfProcesses.onLoopback(2)) {
            assertThat(cluster.member(0).tell("ping")).isEqualTo("pong");
            awaitLogged(cluster.member(0), "cluster member up");
            awaitLogged(cluster.member(1), "cluster member up");

            cluster.member(1).kill9();
            awaitLogged(cluster.member(0), "cluster member gone");
            cluster.member(1).restart().waitUntilReady();
            awaitLogged(cluster.member(1), "cluster joined");
        }
    }

    @Test
    void members_on_hosts_join_lose_each_other_with_the_cable_and_join_again() throws IOException {
        try (NetworkHosts hosts = NetworkHosts.create(2);
                ClusterOfProcesses cluster = ClusterOfProcesses.on(hosts, plan -> plan)) {
            MemberProcess one = cluster.member(0);
            awaitLogged(one, "cluster member up address=" + hosts.address(1));

            hosts.cut(1);
            awaitLogged(one, "cluster member gone address=" + hosts.address(1));
            long before = logged(one, "cluster member up");
            hosts.heal(1);
            await().atMost(PATIENCE).until(() -> logged(one, "cluster member up") > before);
        }
    }

    private static void awaitLogged(MemberProcess member, String text) {
        await().atMost(PATIENCE).until(() -> logged(member, text) > 0);
    }

    private static long logged(MemberProcess member, String text) throws IOException {
        List<String> lines = Files.readAllLines(member.log());
        return lines.stream().filter(line -> line.contains(text)).count();
    }
}
