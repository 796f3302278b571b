package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Also pins the internal call that resolves names: this fails when a new Vert.x has no such call, or another meaning. */
class AddressPolicyTest {
    private final Vertx vertx = Vertx.vertx();
    private final AddressPolicy everything = policy("0.0.0.0/0", "::/0");

    @AfterEach
    void stop() {
        McmpFixture.await(vertx.close());
    }

    private AddressPolicy policy(String... allow) {
        return new AddressPolicy(
                vertx, List.of(allow).stream().map(CidrBlock::parse).toList(), () -> Set.of(8090));
    }

    private static String verdict(AddressPolicy policy, String host, int port) {
        return McmpFixture.await(policy.admit(new NodeAddress(Scheme.HTTP, host, port))
                .map("admitted")
                .recover(refused -> Future.succeededFuture(((McmpException) refused).mess())));
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254",
        "0.0.0.0",
        "0.0.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "[::]",
        "[fe80::1]",
        "[ff02::1]",
        "[::ffff:169.254.169.254]",
        "[::ffff:0.0.0.0]"
    })
    void some_addresses_are_never_allowed(String host) {
        assertThat(verdict(everything, host, 80)).isEqualTo("SYNTAX: Host field has bad value");
    }

    @Test
    void own_ports_are_never_allowed_on_this_machine_only() {
        assertThat(verdict(everything, "127.0.0.1", 8090)).isEqualTo("SYNTAX: Host field has bad value");
        assertThat(verdict(everything, "[::1]", 8090)).isEqualTo("SYNTAX: Host field has bad value");
        assertThat(verdict(everything, "192.0.2.1", 8090)).isEqualTo("admitted");
        assertThat(verdict(everything, "127.0.0.1", 8091)).isEqualTo("admitted");
    }

    @Test
    void other_addresses_are_a_matter_of_configuration() {
        AddressPolicy policy = policy("10.0.0.0/8", "fd00::/8");
        assertThat(verdict(policy, "10.1.2.3", 80)).isEqualTo("admitted");
        assertThat(verdict(policy, "[fd00::1]", 80)).isEqualTo("admitted");
        assertThat(verdict(policy, "192.0.2.1", 80)).isEqualTo("MEM: Node address \"192.0.2.1\" is not in mcmp.allow");
    }

    @Test
    void names_are_judged_by_their_addresses() {
        assertThat(verdict(everything, "localhost", 80)).isEqualTo("admitted");
        assertThat(verdict(policy("10.0.0.0/8"), "localhost", 80))
                .startsWith("MEM: Node address \"localhost (")
                .endsWith(")\" is not in mcmp.allow");
        assertThat(verdict(everything, "nowhere.invalid", 80))
                .isEqualTo("MEM: Node address \"nowhere.invalid\" cannot be resolved");
    }
}
