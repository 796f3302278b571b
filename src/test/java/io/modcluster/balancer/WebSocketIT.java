package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.testkit.ws.TunnelClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets of real Tomcats that the real client of mod_cluster registers. */
@Timeout(60)
class WebSocketIT {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final String GOING_AWAY = "\u0003\u00e9";

    private RunningBalancer balancer;
    private TomcatNode first;
    private TomcatNode second;

    @BeforeEach
    void start() throws IOException {
        balancer = RunningBalancer.start();
        first = tomcat("t1");
        second = tomcat("t2");
        await().until(() -> balancer.info().split("Status: ENABLED", -1).length == 3);
    }

    private TomcatNode tomcat(String route) throws IOException {
        return TomcatNode.node(route)
                .webSockets()
                .contexts("/app")
                .balancers(balancer.mcmp())
                .statusPeriod(Duration.ofMillis(500))
                .stopContextTimeout(DRAIN)
                .start();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        balancer.close();
    }

    private TunnelClient open(String more) throws IOException {
        TunnelClient client =
                TunnelClient.connect(balancer.traffic().getPort()).send(Frames.request("/app/ws") + more + "\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private static String say(TunnelClient client, String words) throws IOException {
        client.send(Frames.masked(Frames.TEXT, words));
        return client.frame().substring(2);
    }

    @Test
    void they_are_shared_and_stick_to_the_node_of_their_session() throws Exception {
        Set<String> nodes = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            try (TunnelClient client = open("")) {
                nodes.add(say(client, "hi"));
            }
        }
        assertThat(nodes).containsExactly("node=t1 heard=hi", "node=t2 heard=hi");

        HttpResponse<String> page = balancer.get("/app/session");
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        String home = cookie.substring(cookie.lastIndexOf('.') + 1);
        for (int i = 0; i < 10; i++) {
            try (TunnelClient client = open("Cookie: " + cookie + "\r\n")) {
                assertThat(say(client, "again")).isEqualTo("node=" + home + " heard=again");
            }
        }
    }

    @Test
    void a_path_without_an_endpoint_makes_no_tunnel_and_the_client_may_go_on() throws Exception {
        try (RawHttp client = RawHttp.connect(balancer.traffic())) {
            for (int i = 0; i < 5; i++) {
                RawHttp.Response page =
                        client.send(Frames.request("/app/none") + "\r\n").read(Duration.ofSeconds(5));
                assertThat(page.status()).isEqualTo(200);
                assertThat(page.body()).contains("context=/app");
            }
        }
    }

    @Test
    void an_application_that_leaves_waits_for_them_and_then_closes_them() throws Exception {
        String cookie = balancer.get("/app/session")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
        TomcatNode home = cookie.endsWith(".t1") ? first : second;
        TomcatNode other = cookie.endsWith(".t1") ? second : first;
        // without a session of its own, else the client of mod_cluster waits for that and not for requests
        assertThat(balancer.get("/app/session?end=true", "Cookie", cookie).statusCode())
                .isEqualTo(200);
        try (TunnelClient client = open("Cookie: " + cookie + "\r\n")) {
            assertThat(say(client, "hi")).contains("node=" + home.jvmRoute());
            long began = System.nanoTime();
            CompletableFuture<Void> left = CompletableFuture.runAsync(() -> home.undeploy("/app"));
            await().until(() -> balancer.info().contains("Status: STOPPED"));
            assertThat(say(client, "still here")).endsWith("still here");
            try (TunnelClient next = open("")) {
                assertThat(say(next, "hi")).contains("node=" + other.jvmRoute());
            }
            left.join();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("STOP-APP counts it, so the client of mod_cluster waits its whole time")
                    .isGreaterThanOrEqualTo(DRAIN.minusMillis(100));
            assertThat(client.frame())
                    .startsWith(Frames.frame(Frames.CLOSE, "xx").substring(0, 1));
        }
    }

    @Test
    void a_balancer_that_stops_says_so_to_both() throws Exception {
        try (TunnelClient client = open("")) {
            say(client, "hi");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(balancer::stop);
            assertThat(client.frame()).isEqualTo(Frames.frame(Frames.CLOSE, GOING_AWAY));
            stopped.join();
        }
    }
}
