package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same where Vert.x serves, as it does for an application whose Vert.x has metrics or a tracer. */
class EdgeConnectionOfVertxIT extends EdgeConnectionIT {
    @Override
    boolean isServedByUs() {
        return false;
    }

    @Test
    void a_tunnel_gets_all_bytes_and_no_deadline() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(101);
            assertThat(client.isClosedWithin(Duration.ofMillis(1200))).isFalse();
            client.send("\u0000not http\r\n\r\n");
            assertThat(client.readUntilQuiet(SHORT).rest()).isEqualTo("\u0000not http\r\n\r\n");
        }
    }
}
