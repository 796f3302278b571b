package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.options.ConnectionSettings.Effective;
import io.modcluster.balancer.options.ConnectionSettings.Origin;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionSettingsTest {
    private final BalancerOptions options = new BalancerOptions();

    private static Node node(BalancerConfig balancer, ConnectionConfig connection) {
        NodeAddress address = new NodeAddress(Scheme.HTTP, "10.0.0.1", 8080);
        NodeConfig config = new NodeConfig(address, false, "", balancer, connection);
        return Node.registered(new JvmRoute("n1"), config, new Stamp(1, "test"));
    }

    @Test
    void a_node_that_says_nothing_gets_the_defaults() {
        Node silent = node(BalancerConfig.named("shop"), ConnectionConfig.DEFAULT);

        ConnectionSettings settings = ConnectionSettings.of(silent, options);

        assertThat(settings.all()).extracting(Effective::origin).containsOnly(Origin.DEFAULT);
        assertThat(settings.all())
                .extracting(each -> each.name() + "=" + each.value())
                .containsExactly(
                        "traffic.max-connections-per-node=500",
                        "ttl=PT55S",
                        "traffic.connect-timeout=PT2S",
                        "traffic.response-timeout=PT1M",
                        "retry.max-tries=3",
                        "WaitWorker=PT0S",
                        "smax=-1");
    }

    @Test
    void what_a_node_says_holds() {
        BalancerConfig balancer =
                new BalancerConfig("shop", StickySession.DEFAULT, Duration.ofSeconds(4), OptionalInt.of(0));
        ConnectionConfig connection = new ConnectionConfig(
                FlushPackets.OFF,
                Duration.ZERO,
                Duration.ofSeconds(1),
                7,
                Duration.ofSeconds(20),
                Duration.ofSeconds(9));
        options.getTraffic().setConnectTimeout(Duration.ofSeconds(3)).setResponseTimeout(Duration.ofSeconds(3));

        ConnectionSettings settings = ConnectionSettings.of(node(balancer, connection), options);

        assertThat(settings.keepAlive()).isEqualTo(new Effective<>(Duration.ofSeconds(20), Origin.NODE, "ttl"));
        assertThat(settings.connect()).isEqualTo(new Effective<>(Duration.ofSeconds(1), Origin.NODE, "ping"));
        assertThat(settings.response()).isEqualTo(new Effective<>(Duration.ofSeconds(9), Origin.NODE, "Timeout"));
        assertThat(settings.tries()).isEqualTo(new Effective<>(1, Origin.NODE, "Maxattempts"));
        assertThat(settings.waitForNode()).isEqualTo(new Effective<>(Duration.ofSeconds(4), Origin.NODE, "WaitWorker"));
        assertThat(settings.smax()).isEqualTo(new Effective<>(7, Origin.NODE, "smax"));
    }

    @Test
    void an_option_holds_where_the_node_says_nothing_shorter() {
        options.getTraffic().setConnectTimeout(Duration.ofSeconds(3)).setMaxConnectionsPerNode(8);
        options.getRetry().setMaxTries(5);

        ConnectionSettings settings =
                ConnectionSettings.of(node(BalancerConfig.named("shop"), ConnectionConfig.DEFAULT), options);

        assertThat(settings.connect())
                .isEqualTo(new Effective<>(Duration.ofSeconds(3), Origin.OPTION, "traffic.connect-timeout"));
        assertThat(settings.connections())
                .isEqualTo(new Effective<>(8, Origin.OPTION, "traffic.max-connections-per-node"));
        assertThat(settings.tries()).isEqualTo(new Effective<>(5, Origin.OPTION, "retry.max-tries"));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT0.5S, PT1S", "PT1S, PT1S", "PT54S, PT54S", "PT60S, PT55S", "PT24H, PT55S"})
    void a_connection_is_kept_for_one_to_55_seconds(Duration ttl, Duration kept) {
        assertThat(ConnectionSettings.clamp(ttl)).isEqualTo(kept);
    }
}
