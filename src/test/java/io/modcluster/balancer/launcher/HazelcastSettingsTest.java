package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigXmlGenerator;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.instance.EndpointQualifier;
import io.modcluster.balancer.options.ClusterOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Hazelcast is told, without starting it. */
final class HazelcastSettingsTest {

    @Test
    void the_example_file_says_what_is_built() throws IOException {
        Config built = HazelcastSettings.of(
                new ClusterOptions().setName("shop").setMembers(List.of("127.0.0.1")), "127.0.0.1");

        assertThat(xml(HazelcastSettings.read("conf/cluster.xml"))).isEqualTo(xml(built));
    }

    @Test
    void there_is_one_endpoint_and_it_is_for_members() {
        Config config = HazelcastSettings.of(shop().setPort(5801), "10.1.2.3");

        assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
        assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs().keySet())
                .containsExactly(EndpointQualifier.MEMBER);
        assertThat(xml(config))
                .contains("<interface>10.1.2.3</interface>", "auto-increment=\"false\">5801</port>")
                .contains("\"hazelcast.socket.bind.any\">false<", "\"hazelcast.phone.home.enabled\">false<");
    }

    @Test
    void members_are_looked_for_where_the_list_says_and_nowhere_else() {
        Config config = HazelcastSettings.of(
                shop().setMembers(List.of("balancers.shop.svc", "10.1.2.4:5802", "fd00::1", "[fd00::2]:5803")),
                "10.1.2.3");

        TcpIpConfig list = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig();
        assertThat(list.isEnabled()).isTrue();
        assertThat(list.getMembers())
                .containsExactly("balancers.shop.svc:5701", "10.1.2.4:5802", "[fd00::1]:5701", "[fd00::2]:5803");
        assertThat(config.getAdvancedNetworkConfig()
                        .getJoin()
                        .getAutoDetectionConfig()
                        .isEnabled())
                .isFalse();
        assertThat(config.getAdvancedNetworkConfig()
                        .getJoin()
                        .getMulticastConfig()
                        .isEnabled())
                .isFalse();
    }

    @Test
    void multicast_is_there_for_the_asking() {
        Config config = HazelcastSettings.of(shop().setMulticast(true), "10.1.2.3");

        assertThat(config.getAdvancedNetworkConfig()
                        .getJoin()
                        .getMulticastConfig()
                        .isEnabled())
                .isTrue();
        assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().isEnabled())
                .isFalse();
    }

    @Test
    void what_is_shared_survives_two_members_and_vertx_has_its_three() {
        Config config = HazelcastSettings.of(shop(), "127.0.0.1");

        assertThat(List.of("modcluster.nodes", "modcluster.anything", "__vertx.haInfo", "__vertx.nodeInfo"))
                .allSatisfy(map ->
                        assertThat(config.findMapConfig(map).getBackupCount()).isEqualTo(2));
        assertThat(config.findMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        assertThat(config.findMultiMapConfig("__vertx.subs").getValueCollectionType())
                .isEqualTo(ValueCollectionType.SET);
    }

    @Test
    void only_what_members_send_may_be_read_by_java_serialization() {
        ClassFilter allowed = HazelcastSettings.of(shop(), "127.0.0.1")
                .getSerializationConfig()
                .getJavaSerializationFilterConfig()
                .getWhitelist();

        assertThat(List.of(
                        "java.lang.IllegalStateException",
                        "java.lang.StackTraceElement",
                        "java.util.Collections$EmptyList",
                        "com.hazelcast.spi.exception.TargetNotMemberException",
                        "io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo"))
                .allMatch(allowed::isListed);
        assertThat(List.of(
                        "java.net.URL",
                        "java.lang.invoke.SerializedLambda",
                        "java.rmi.server.UnicastRemoteObject",
                        "javax.management.BadAttributeValueExpException",
                        "io.vertx.core.json.JsonObject",
                        "org.apache.commons.collections.functors.InvokerTransformer"))
                .noneMatch(allowed::isListed);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 1, 1", "15, 12, 3", "20, 12, 3", "60, 46, 3", "600, 586, 3"})
    void the_last_round_of_asking_ends_before_the_patience_does(int patience, int lastRound, int round) {
        Config config = HazelcastSettings.of(shop().setJoinTimeout(Duration.ofSeconds(patience)), "127.0.0.1");

        assertThat(config.getProperty("hazelcast.max.join.seconds")).isEqualTo(Integer.toString(lastRound));
        assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getConnectionTimeoutSeconds())
                .isEqualTo(round);
    }

    @Test
    void the_event_bus_listens_on_the_same_address_and_tells_it() {
        assertThat(VertxStart.eventBus(shop().setBusPort(5802), "10.1.2.3"))
                .satisfies(bus -> assertThat(bus.getHost()).isEqualTo("10.1.2.3"))
                .satisfies(bus -> assertThat(bus.getPort()).isEqualTo(5802))
                .satisfies(bus -> assertThat(bus.getClusterPublicHost()).isEqualTo("10.1.2.3"))
                .satisfies(bus -> assertThat(bus.getClusterPublicPort()).isEqualTo(5802));
    }

    private static ClusterOptions shop() {
        return new ClusterOptions().setName("shop");
    }

    private static String xml(Config config) {
        // the order of properties is that of a hash table
        return new ConfigXmlGenerator(true, false)
                .generate(config)
                .lines()
                .sorted()
                .reduce("", (all, line) -> all + line + "\n");
    }
}
