package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
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
        return verdict(policy, host, port, "127.0.0.1");
    }

    private static String verdict(AddressPolicy policy, String host, int port, String peer) {
        return McmpFixture.await(policy.admit(new NodeAddress(Scheme.HTTP, host, port), peer)
                .map("admitted")
                .recover(refused -> Future.succeededFuture(((McmpException) refused).mess())));
    }

    private String detail(String host, int port) {
        return McmpFixture.await(everything
                .admit(new NodeAddress(Scheme.HTTP, host, port), "127.0.0.1")
                .map("")
                .recover(refused -> Future.succeededFuture(((McmpException) refused).detail())));
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

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, an unspecified address",
        "[::], an unspecified address",
        "[fe80::1], a link-local address",
        "169.254.169.254, a link-local address",
        "[ff02::1], a multicast address",
        "224.0.0.1, a multicast address",
        "255.255.255.255, the broadcast address"
    })
    void the_log_says_what_is_wrong_with_an_address(String host, String what) {
        assertThat(detail(host, 80))
                .startsWith("Host: \"")
                .endsWith("\" is " + what + " (expected: the address of the node's connector)");
        assertThat(detail("localhost", 8090))
                .startsWith("Host: \"localhost (")
                .contains(" is this machine, and port 8090 is one of the balancer itself");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.9.9.9, true",
        "127.0.0.1, ::1, true",
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "[::1], 127.0.0.1, true",
        "127.0.0.1, 192.0.2.5, false",
        "127.9.9.9, 192.0.2.5, false",
        "[::1], 192.0.2.5, false",
        "[::ffff:127.0.0.1], 192.0.2.5, false",
        "127.0.0.1, 2001:db8::5, false",
        "localhost, 192.0.2.5, false",
        "127.0.0.1, '', false",
        "192.0.2.1, 192.0.2.5, true",
        "192.0.2.1, 127.0.0.1, true"
    })
    void only_who_is_here_may_name_a_loopback_address(String host, String peer, boolean allowed) {
        String verdict = verdict(everything, host, 80, peer);
        if (allowed) {
            assertThat(verdict).isEqualTo("admitted");
        } else {
            assertThat(verdict)
                    .startsWith("MEM: Node address \"")
                    .endsWith("\" is a loopback address of the balancer, not of peer \"" + peer + "\"");
        }
    }

    @Test
    void whoever_comes_from_an_address_of_this_machine_is_here() throws SocketException {
        List<String> here = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(ip -> PeerFilter.hostOf(SocketAddress.inetSocketAddress(new InetSocketAddress(ip, 1))))
                .toList();
        assertThat(here).isNotEmpty().allSatisfy(peer -> assertThat(verdict(everything, "127.0.0.1", 80, peer))
                .isEqualTo("admitted"));
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
