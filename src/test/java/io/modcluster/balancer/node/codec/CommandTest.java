package io.modcluster.balancer.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.StickySession;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes are those of the mod_cluster client, as captured. */
class CommandTest {
    private static final JvmRoute ROUTE = new JvmRoute("cap1");
    private static final NodeAddress ADDRESS = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8091);

    private static NodeConfig config(String lbGroup, BalancerConfig balancer, ConnectionConfig connection) {
        return new NodeConfig(ADDRESS, false, lbGroup, balancer, connection);
    }

    @Test
    void config_with_the_defaults_of_the_client_is_what_was_captured() {
        StickySession sticky = new StickySession(true, "JSESSIONID", "jsessionid", false, false);
        BalancerConfig balancer = new BalancerConfig("mycluster", sticky, Duration.ZERO, OptionalInt.empty());
        assertThat(Command.config(ROUTE, config("groupA", balancer, ConnectionConfig.DEFAULT)))
                .isEqualTo(new Command(
                        "CONFIG",
                        "/",
                        "JVMRoute=cap1&Domain=groupA&Host=127.0.0.1&Port=8091&StickySessionForce=No&Type=http"));
    }

    @Test
    void nothing_that_is_the_default_of_balancers_is_sent() {
        assertThat(Command.config(ROUTE, config("", BalancerConfig.named("mycluster"), ConnectionConfig.DEFAULT))
                        .body())
                .isEqualTo("JVMRoute=cap1&Host=127.0.0.1&Port=8091&Type=http");
    }

    @Test
    void everything_else_is_sent_upper_case_names_first_in_the_units_of_the_protocol() {
        StickySession sticky = new StickySession(false, "SID", "sid", true, true);
        BalancerConfig balancer = new BalancerConfig("shop", sticky, Duration.ofSeconds(3), OptionalInt.of(4));
        ConnectionConfig connection = new ConnectionConfig(
                FlushPackets.AUTO,
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                7,
                Duration.ofMinutes(2),
                Duration.ofMinutes(1));
        assertThat(Command.config(ROUTE, config("", balancer, connection)).body())
                .isEqualTo("JVMRoute=cap1&Balancer=shop&Host=127.0.0.1&Maxattempts=4&Port=8091&StickySession=No"
                        + "&StickySessionCookie=SID&StickySessionPath=sid&StickySessionRemove=Yes&Timeout=60&Type=http"
                        + "&WaitWorker=3&flushpackets=Auto&flushwait=20&ping=5&smax=7&ttl=120");
    }

    @ParameterizedTest
    @CsvSource({"ENABLED,ENABLE-APP", "DISABLED,DISABLE-APP", "STOPPED,STOP-APP", "REMOVED,REMOVE-APP"})
    void a_context_is_told_with_all_its_aliases(ContextStatus status, String method) {
        List<Alias> aliases = List.of(new Alias("localhost"), new Alias("www.example.com"), new Alias("example.com"));
        assertThat(Command.context(ROUTE, aliases, new ContextPath("/my app"), status))
                .isEqualTo(new Command(
                        method,
                        "/",
                        "JVMRoute=cap1&Alias=localhost%2Cwww.example.com%2Cexample.com&Context=%2Fmy+app"));
    }

    @Test
    void the_node_is_removed_as_a_whole_and_tells_its_load() {
        assertThat(Command.removeNode(ROUTE)).isEqualTo(new Command("REMOVE-APP", "/*", "JVMRoute=cap1"));
        assertThat(Command.status(ROUTE, LoadFactor.DOWN))
                .isEqualTo(new Command("STATUS", "/", "JVMRoute=cap1&Load=-1"));
        assertThat(Command.info()).isEqualTo(new Command("INFO", "/", ""));
    }
}
