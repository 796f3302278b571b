package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.TrafficOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
    private static SocketAddress peer(String address) {
        return SocketAddress.inetSocketAddress(new InetSocketAddress(address, 1234));
    }

    @Test
    void a_client_that_has_its_share_gets_no_more_and_others_do() {
        Clients clients = new Clients(100, 2);
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isTrue();
        assertThat(clients.isOneTooMany(peer("192.0.2.2"))).isFalse();

        clients.gone(peer("192.0.2.1"));
        clients.gone(peer("192.0.2.1"));
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
    }

    @Test
    void all_together_have_a_limit_too() {
        Clients clients = new Clients(2, 0);
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.2"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.3"))).isTrue();
    }

    @Test
    void nothing_is_remembered_of_clients_that_are_gone() {
        Clients clients = new Clients(100, 0);
        clients.isOneTooMany(peer("192.0.2.1"));
        clients.isOneTooMany(peer("192.0.2.1"));
        clients.gone(peer("192.0.2.1"));
        assertThat(clients.size()).isEqualTo(1);
        clients.gone(peer("192.0.2.1"));
        assertThat(clients.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
        "2001:db8::1, 2001:db8:0:0",
        "::1, 0:0:0:0",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void a_client_is_an_ipv4_address_or_a_network_of_ipv6(String address, String client) {
        assertThat(Clients.clientOf(peer(address))).isEqualTo(client);
    }

    @Test
    void instances_share_the_limits() {
        TrafficOptions traffic = new TrafficOptions().setMaxConnections(10).setMaxConnectionsPerClient(3);
        Clients clients = Clients.of(new ProxySettings(new BalancerOptions().setTraffic(traffic), 2));
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isFalse();
        assertThat(clients.isOneTooMany(peer("192.0.2.1"))).isTrue();
    }
}
