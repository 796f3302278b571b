package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.Tables;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A context is taken away at one member while another one has a request for it under way. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoppedContextIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LENGTH = Duration.ofSeconds(5);

    /** What a STOP-APP may wait for other members: 500 ms; the rest is for a machine that has other things to do. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(2);

    private final ClusterOfProcesses cluster = ClusterOfProcesses.onLoopback(3);
    private final MemberProcess told = cluster.member(0);
    private final MemberProcess serving = cluster.member(1);
    private final McmpClient mcmp = new McmpClient(told.mcmp());
    private final ManyNodes nodes = ManyNodes.start(1, 2);
    private final String app = "JVMRoute=" + nodes.name(0) + "&Alias=localhost&Context=" + nodes.context(0, 1);

    StoppedContextIT() throws IOException {}

    @BeforeEach
    void register() {
        nodes.register(told.mcmp());
        Tables.untilEqual(cluster.members(), PATIENCE);
    }

    @AfterAll
    void close() {
        cluster.close();
        nodes.close();
    }

    @Test
    @DisplayName("STOP-APP told to A counts the request of 5 s that B has under way, and the request completes")
    void requests_of_all_members_are_counted() {
        long before = nodes.requests();
        CompletableFuture<RawHttp.Response> slow = get(serving, nodes.context(0, 1) + "?sleep=" + LENGTH.toMillis());
        await().atMost(LENGTH).until(() -> nodes.requests() == before + 1);

        long start = System.nanoTime();
        String stopped = stop();
        Duration answered = Duration.ofNanos(System.nanoTime() - start);
        assertThat(stopped).endsWith("&Requests=1");
        await("Requests=0 once it is over").atMost(PATIENCE).until(() -> stop().endsWith("&Requests=0"));
        assertThat(slow.join().status()).isEqualTo(200);
        assertThat(slow.join().body()).isEqualTo(nodes.name(0));
        assertThat(Tables.get(serving, nodes.context(0, 1)))
                .as("a stopped context")
                .isEqualTo(404);
        log.info("STOP-APP with a request at another member answered in {}", answered);
        assertThat(answered).isLessThan(STOP_BOUND);
    }

    @Test
    @DisplayName("STOP-APP is answered in time with a member frozen, which counts as a request")
    void a_frozen_member_does_not_hold_up_the_answer() {
        long warm = System.nanoTime();
        assertThat(stop()).endsWith("&Requests=0");
        Duration quiet = Duration.ofNanos(System.nanoTime() - warm);
        cluster.member(2).freeze();
        long start = System.nanoTime();
        String stopped = stop();
        Duration answered = Duration.ofNanos(System.nanoTime() - start);
        log.info("STOP-APP answered in {}, with a member frozen in {}", quiet, answered);
        assertThat(stopped).endsWith("&Requests=1");
        assertThat(answered).isLessThan(STOP_BOUND);
        cluster.member(2).thaw();
        await("Requests=0 once it can be asked again").atMost(PATIENCE).until(() -> stop().endsWith("&Requests=0"));
    }

    @Test
    @DisplayName("A real Tomcat that knows A only is undeployed after the request of 5 s that came through B")
    void a_real_node_waits_for_the_request_of_another_member() throws Exception {
        try (TomcatNode tomcat = TomcatNode.node("tomcat")
                .contexts("/app")
                .balancers(told.mcmp())
                .stopContextTimeout(PATIENCE)
                .start()) {
            await().atMost(PATIENCE).until(() -> Tables.get(serving, "/app/") == 200);
            CompletableFuture<RawHttp.Response> slow = get(serving, "/app/sleep?ms=" + LENGTH.toMillis());
            await().atMost(LENGTH).until(() -> tomcat.requestsInFlight("/app") == 1);

            long start = System.nanoTime();
            tomcat.undeploy("/app");
            Duration undeployed = Duration.ofNanos(System.nanoTime() - start);
            assertThat(slow).as("the request, when the application is gone").isDone();
            assertThat(slow.join().status()).isEqualTo(200);
            assertThat(slow.join().body()).isEqualTo("node=tomcat slept=" + LENGTH.toMillis());
            log.info("undeployed in {} with a request of {} under way at another member", undeployed, LENGTH);
            assertThat(undeployed).isLessThan(PATIENCE);
        }
    }

    private String stop() {
        return mcmp.send("STOP-APP", app).strip();
    }

    private static CompletableFuture<RawHttp.Response> get(MemberProcess member, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try (RawHttp http = RawHttp.connect(member.traffic())) {
                return http.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .read(PATIENCE);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }
}
