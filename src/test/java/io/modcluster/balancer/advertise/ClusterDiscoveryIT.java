package io.modcluster.balancer.advertise;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real nodes that were told of no balancer, and two balancers that share what nodes say. */
@Timeout(120)
final class ClusterDiscoveryIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final AdvertiseFixture fixture;

    ClusterDiscoveryIT() throws IOException {
        fixture = new AdvertiseFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("H-02 a real node without a list finds both balancers of a cluster and registers with each; one with a"
            + " wrong key with none")
    void a_real_node_finds_both_and_registers_with_each() throws IOException {
        ClusteredVertx cluster = fixture.keep(new ClusteredVertx(2));
        List<McmpRelay> balancers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            balancers.add(start(cluster.get(i), FreePorts.find(1).get(0)));
        }
        TomcatNode stranger = fixture.keep(TomcatNode.node("n2")
                .contexts("/app")
                .discovers(fixture.group(), fixture.loopback(), "secret43")
                .start());
        TomcatNode node = fixture.keep(TomcatNode.node("n1")
                .contexts("/app")
                .discovers(fixture.group(), fixture.loopback(), "secret42")
                .start());

        // no ENABLE-APP where the other balancer was faster: then INFO tells the node that its context is enabled there
        Awaitility.await("registered with both").atMost(BOUND).untilAsserted(() -> {
            assertThat(balancers)
                    .allSatisfy(balancer -> assertThat(commands(balancer)).contains("CONFIG", "STATUS"));
            assertThat(node.service().getProxyInfo())
                    .containsOnlyKeys(
                            balancers.get(0).address(), balancers.get(1).address())
                    .allSatisfy((address, info) ->
                            assertThat(info).contains("Name: n1,").contains("Context: /app, Status: ENABLED"));
        });
        assertThat(balancers)
                .allSatisfy(balancer -> assertThat(balancer.violations()).isEmpty());
        assertThat(stranger.service().getProxyInfo()).isEmpty();
        assertThat(node.service().getProxyInfo().values()).noneMatch(info -> info.contains("Name: n2,"));
    }

    /** A balancer that tells where its relay is. */
    private McmpRelay start(Vertx vertx, int port) throws IOException {
        McmpRelay relay = fixture.keep(McmpRelay.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setEnabled(false);
        options.getManager().setEnabled(false);
        options.getMcmp().setPort(port);
        fixture.advertise(options.getAdvertise(), "secret42")
                .setAddress("127.0.0.1:" + relay.address().getPort());
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        await(balancer.start());
        fixture.keep(() -> await(balancer.stop()));
        return relay;
    }

    private static List<String> commands(McmpRelay balancer) {
        return balancer.exchanges().stream()
                .filter(exchange -> exchange.answer().startsWith("HTTP/1.1 200"))
                .map(exchange -> exchange.command().method())
                .toList();
    }
}
