package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.McmpOptions;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerFilterTest {
    private final PeerFilter peers = new PeerFilter(McmpOptions.DEFAULT_ALLOW);

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "127.8.8.8,true",
        "::1,true",
        "::ffff:127.0.0.1,true",
        "10.0.0.1,false",
        "::2,false",
        "::ffff:10.0.0.1,false"
    })
    void a_peer_is_judged_by_its_address(String peer, boolean allowed) {
        assertThat(peers.isAllowed(SocketAddress.inetSocketAddress(1, peer))).isEqualTo(allowed);
    }

    @Test
    void a_peer_without_address_is_a_stranger() {
        assertThat(peers.isAllowed(null)).isFalse();
        assertThat(peers.isAllowed(SocketAddress.domainSocketAddress("/run/x"))).isFalse();
    }

    @Test
    void the_zone_and_the_port_are_not_part_of_an_address() throws UnknownHostException {
        byte[] linkLocal = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertThat(PeerFilter.hostOf(SocketAddress.inetSocketAddress(
                        new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 3), 7))))
                .isEqualTo("fe80:0:0:0:0:0:0:1");
        assertThat(PeerFilter.hostOf(
                        SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7))))
                .isEqualTo("127.0.0.1");
    }
}
