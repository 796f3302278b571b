package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.launcher.Main;
import io.modcluster.balancer.testkit.cluster.ClusterOnHosts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members that are processes on hosts of their own; the link of one to a node is cut. */
@Timeout(300)
final class DisagreeingMembersIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final int A = 0;
    private static final int B = 1;
    private static final int NODES = 3;

    @Test
    @Tag("long")
    @DisplayName("three members agree, or the difference is shown: in the API, by the command, on the page")
    void three_members_agree_or_the_difference_is_shown() throws Exception {
        try (ClusterOnHosts cluster = ClusterOnHosts.start(3, NODES, 2, NODES, plan -> plan)) {
            String lonely = "http://localhost" + cluster.nodes().context(0, 1);
            List.of(A, B).forEach(member -> {
                JsonObject same = explained(cluster, member);
                assertThat(same.getJsonArray("members")).hasSize(3);
                assertThat(same.getBoolean("agree")).as("%s", same).isTrue();
                assertThat(same.getJsonArray("differences")).isEmpty();
            });
            assertThat(command(cluster, lonely)).contains("all members that answered agree");

            cluster.hosts().cutFromNode(A, 1);
            assertThat(cluster.get(A, cluster.nodes().context(0, 1))).isEqualTo(503);
            // whoever is asked says the same of all three
            List.of(A, B).forEach(member -> Awaitility.await().atMost(SOON).untilAsserted(() -> {
                JsonObject differs = explained(cluster, member);
                assertThat(differs.getBoolean("agree")).isFalse();
                assertThat(outcomes(differs)).containsExactly("no_node_up", "chosen", "chosen");
                assertThat(about(differs))
                        .contains("outcome", "node " + cluster.nodes().name(0));
            }));
            assertThat(command(cluster, lonely))
                    .contains("MEMBERS DO NOT AGREE")
                    .contains("\"node node-0\"")
                    .containsPattern(cluster.hosts().name(A) + "\\S* says \"enabled: in error: ")
                    .containsPattern(cluster.hosts().name(B) + "\\S* says \"enabled\"");
            onThePage(cluster);
        }
    }

    private static void onThePage(ClusterOnHosts cluster) {
        try (Browser browser = Browser.start()) {
            browser.sends("Authorization", "Bearer " + TOKEN);
            String page = "http://" + cluster.hosts().managementAddress(B) + ":"
                    + cluster.member(B).manager().getPort() + "/ui/#/";
            browser.open(page + "explain?host=localhost&path=" + cluster.nodes().context(0, 1));
            browser.click("#explain");
            browser.shows("The balancers do not agree", "What they say differently", "node node-0");
            browser.tall(1_700).picture("explain-disagreement");
            browser.isAccessible();
            browser.open("about:blank").open(page + "reach").shows("Which balancer reaches which node", "error");
            browser.tall(700).picture("reach-disagreement");
            browser.isAccessible();
            browser.open("about:blank")
                    .open(page)
                    .shows("Nodes that need a look", "node-0", cluster.hosts().name(A));
            browser.tall(1_000).picture("overview-disagreement");
            browser.isAccessible();
        }
    }

    private static ManagerClient manager(ClusterOnHosts cluster, int member) {
        return new ManagerClient(
                cluster.hosts().managementAddress(member),
                cluster.member(member).manager().getPort(),
                "Authorization",
                "Bearer " + TOKEN);
    }

    private static JsonObject explained(ClusterOnHosts cluster, int member) {
        return manager(cluster, member)
                .get("/api/v1/explain?host=localhost&path=" + cluster.nodes().context(0, 1));
    }

    /** Of all three, in the order of their names. */
    private static List<String> outcomes(JsonObject explained) {
        JsonArray members = explained.getJsonArray("members");
        return members.stream()
                .map(JsonObject.class::cast)
                .sorted(java.util.Comparator.comparing(member -> member.getString("member")))
                .map(member -> member.getJsonObject("explanation").getString("outcome"))
                .toList();
    }

    private static List<String> about(JsonObject explained) {
        return explained.getJsonArray("differences").stream()
                .map(JsonObject.class::cast)
                .map(difference -> difference.getString("about"))
                .toList();
    }

    /** What the command prints, as a process of its own. */
    private static String command(ClusterOnHosts cluster, String url) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "explain",
                        url,
                        "--url",
                        "http://" + cluster.hosts().managementAddress(B) + ":"
                                + cluster.member(B).manager().getPort())
                .redirectErrorStream(true);
        command.environment().put("BALANCER_MANAGER_TOKEN", TOKEN);
        Process process = command.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
