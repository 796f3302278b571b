package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@Timeout(120)
final class NetworkHostsIT {
    private final NetworkHosts hosts = NetworkHosts.create(3);

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void a_cut_cable_separates_a_host_from_all_others_until_it_is_healed() throws Exception {
        assertThat(reaches(0, 1)).isTrue();

        hosts.cut(0);
        assertThat(reaches(0, 1)).isFalse();
        assertThat(reaches(2, 0)).isFalse();
        assertThat(reaches(1, 2)).isTrue();

        hosts.heal(0);
        assertThat(reaches(0, 1)).isTrue();
        assertThat(reaches(2, 0)).isTrue();
    }

    @Test
    void two_hosts_may_lose_only_each_other_and_a_split_separates_groups() throws Exception {
        assertThat(reaches(0, 1)).isTrue();
        hosts.cut(0, 1);
        assertThat(reaches(0, 1)).isFalse();
        assertThat(reaches(1, 0)).isFalse();
        assertThat(reaches(0, 2)).isTrue();
        hosts.heal(0, 1);
        assertThat(reaches(0, 1)).isTrue();

        hosts.split(List.of(2));
        assertThat(reaches(0, 2)).isFalse();
        assertThat(reaches(1, 2)).isFalse();
        assertThat(reaches(0, 1)).isTrue();
        hosts.unite(List.of(2));
        assertThat(reaches(2, 0)).isTrue();
        assertThat(reaches(2, 1)).isTrue();
    }

    @Test
    void hosts_do_not_reach_each_other_over_the_network_of_the_test() throws Exception {
        assertThat(connects(0, hosts.managementAddress(1))).isFalse();
        assertThat(connects(0, hosts.nodeAddress(7))).isTrue();
    }

    @Test
    void the_test_and_a_node_reach_a_member_whose_cable_is_cut() throws Exception {
        try (MemberProcess member = MemberProcess.start(MemberPlan.in(hosts, 0));
                ManyNodes nodes = ManyNodes.start(hosts, 3, 2)) {
            member.waitUntilReady();
            hosts.cut(0);

            nodes.register(member.mcmp());
            try (RawHttp http = RawHttp.connect(member.traffic())) {
                RawHttp.Response answer = http.send(
                                "GET " + nodes.context(2, 1) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .read(Duration.ofSeconds(5));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(nodes.name(2));
            }
            assertThat(new McmpClient(member.mcmp()).info()).contains("Name: " + nodes.name(0));
        }
    }

    private boolean reaches(int from, int to) throws IOException, InterruptedException {
        return connects(from, hosts.address(to));
    }

    /** A port where nobody listens is refused by a host that is reached; what is not reached gives another error, or none. */
    private boolean connects(int host, String address) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(hosts.exec(host));
        command.addAll(List.of("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/9"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        return said.contains("refused");
    }
}
