package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main job over AJP, with nobody faked: two Tomcats with the real mod_cluster client, each with a secret of its own. */
class AjpRealNodesIT {
    private static final Pattern SESSION = Pattern.compile("JSESSIONID=([^;]+)");

    private final List<TomcatNode> nodes = new ArrayList<>();
    private RunningBalancer balancer;

    @BeforeEach
    void start() throws Exception {
        balancer = RunningBalancer.start(
                options -> options.getAjp().setSecret("of-all").setSecrets(List.of("node:t2=of-t2")));
        nodes.add(node("t1", "of-all"));
        nodes.add(node("t2", "of-t2"));
        await().atMost(Duration.ofSeconds(15)).until(() -> enabledContexts() == 4);
    }

    @AfterEach
    void stop() {
        nodes.forEach(TomcatNode::close);
        balancer.close();
    }

    private TomcatNode node(String jvmRoute, String secret) throws Exception {
        return TomcatNode.node(jvmRoute)
                .ajp(secret)
                .contexts("/app", "/shop")
                .statusPeriod(Duration.ofMillis(500))
                .balancers(balancer.mcmp())
                .start();
    }

    private long enabledContexts() {
        return balancer.info()
                .lines()
                .filter(line -> line.contains("Status: ENABLED"))
                .count();
    }

    private static String nodeOf(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().contains("node=t1 ") ? "t1" : "t2";
    }

    @Test
    void nodes_register_share_requests_and_keep_sessions() {
        assertThat(balancer.info()).contains("Type: ajp").doesNotContain("of-all", "of-t2");
        assertThat(balancer.mcmp("DUMP", "/", "").body()).doesNotContain("of-all", "of-t2");
        List<String> served = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            served.add(nodeOf(balancer.get("/app/")));
        }
        assertThat(served).contains("t1", "t2");

        HttpResponse<String> first = balancer.get("/app/session");
        Matcher matcher =
                SESSION.matcher(first.headers().firstValue("Set-Cookie").orElse(""));
        assertThat(matcher.find()).isTrue();
        String home = nodeOf(first);
        assertThat(matcher.group(1)).endsWith("." + home);
        for (int i = 2; i < 12; i++) {
            HttpResponse<String> next = balancer.get("/app/session", "Cookie", "JSESSIONID=" + matcher.group(1));
            assertThat(nodeOf(next)).isEqualTo(home);
            assertThat(next.body()).endsWith("count=" + i);
            assertThat(nodeOf(balancer.get("/app/;jsessionid=" + matcher.group(1))))
                    .isEqualTo(home);
        }
    }

    @Test
    void a_request_survives_the_undeploy_of_its_context_and_a_clean_shutdown_hurts_nobody() {
        List<CompletableFuture<HttpResponse<String>>> slow =
                List.of(balancer.getLater("/app/sleep?ms=1500"), balancer.getLater("/app/sleep?ms=1500"));
        await().until(() ->
                nodes.stream().mapToInt(node -> node.requestsInFlight("/app")).sum() == 2);
        nodes.get(0).undeploy("/app");
        slow.forEach(answer -> assertThat(nodeOf(answer.join())).isNotEmpty());
        for (int i = 0; i < 10; i++) {
            assertThat(nodeOf(balancer.get("/app/"))).isEqualTo("t2");
        }

        CompletableFuture<Void> leaving = CompletableFuture.runAsync(nodes.get(0)::shutdown);
        while (!leaving.isDone()) {
            assertThat(balancer.get("/shop/").statusCode()).isEqualTo(200);
        }
        leaving.join();
        assertThat(nodeOf(balancer.get("/shop/"))).isEqualTo("t2");
        assertThat(enabledContexts()).isEqualTo(2);
    }
}
