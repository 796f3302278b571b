package io.modcluster.balancer.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
    private static SocketAddress peer(String address) {
        return SocketAddress.inetSocketAddress(new InetSocketAddress(address, 1234));
    }

    private static Clients.Place entered(Clients clients, @Nullable SocketAddress peer) {
        return Objects.requireNonNull(clients.enter(peer), "refused");
    }

    private static Clients clients(int most, int mostOfOne) {
        return new Clients("traffic", most, mostOfOne, new LongAdder());
    }

    @Test
    void a_client_that_has_its_share_gets_no_more_and_others_do() {
        Clients clients = clients(100, 2);
        Clients.Place first = entered(clients, peer("192.0.2.1"));
        assertThat(clients.enter(peer("192.0.2.1"))).isNotNull();
        assertThat(clients.enter(peer("192.0.2.1"))).isNull();
        assertThat(clients.enter(peer("192.0.2.2"))).isNotNull();

        first.leave();
        assertThat(clients.enter(peer("192.0.2.1"))).isNotNull();
    }

    @Test
    void all_together_have_a_limit_too() {
        Clients clients = clients(2, 0);
        assertThat(clients.enter(peer("192.0.2.1"))).isNotNull();
        assertThat(clients.enter(peer("192.0.2.2"))).isNotNull();
        assertThat(clients.enter(peer("192.0.2.3"))).isNull();
    }

    @Test
    void whoever_is_refused_is_not_counted() {
        LongAdder all = new LongAdder();
        Clients clients = new Clients("traffic", 2, 1, all);
        clients.enter(peer("192.0.2.1"));
        clients.enter(peer("192.0.2.1"));
        assertThat(clients.connections()).isEqualTo(1);
        clients.enter(peer("192.0.2.2"));
        clients.enter(peer("192.0.2.3"));
        assertThat(clients.connections()).isEqualTo(2);
        assertThat(clients.size()).isEqualTo(2);
        assertThat(all.sum()).isEqualTo(2);
    }

    @Test
    void leaving_twice_counts_once_and_leaves_nothing() {
        LongAdder all = new LongAdder();
        Clients clients = new Clients("traffic", 100, 0, all);
        Clients.Place place = entered(clients, peer("192.0.2.1"));
        clients.enter(peer("192.0.2.1"));
        place.leave();
        place.leave();
        assertThat(clients.connections()).isEqualTo(1);
        assertThat(clients.size()).isEqualTo(1);
        assertThat(all.sum()).isEqualTo(1);
    }

    @Test
    void whose_a_connection_is_may_be_told_later() {
        Clients clients = clients(100, 1);
        Clients.Place first = entered(clients, null);
        Clients.Place second = entered(clients, null);
        assertThat(clients.size()).isZero();
        assertThat(first.belongsTo(peer("192.0.2.1"))).isTrue();
        assertThat(second.belongsTo(peer("192.0.2.1"))).isFalse();
        second.leave();
        assertThat(clients.size()).isEqualTo(1);
        first.leave();
        assertThat(clients.size()).isZero();
        assertThat(clients.connections()).isZero();
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
}
