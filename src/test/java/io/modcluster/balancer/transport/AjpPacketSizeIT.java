package io.modcluster.balancer.transport;

import static io.modcluster.balancer.testkit.container.Containers.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.container.ConformanceClient;
import io.modcluster.balancer.testkit.container.ConformanceClient.Received;
import io.modcluster.balancer.testkit.container.TomcatContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Tomcat with the longest packets that there are. */
class AjpPacketSizeIT {
    private static final int LENGTH = 300_000;
    private static final int PACKET = 64 * 1024;

    private TomcatContainer tomcat;

    @BeforeEach
    void start() throws Exception {
        tomcat = TomcatContainer.ajp("", PACKET);
    }

    @AfterEach
    void stop() {
        tomcat.close();
    }

    private RunningBalancer balancer(int packetSize) throws Exception {
        RunningBalancer balancer =
                RunningBalancer.start(options -> options.getAjp().setPacketSize(packetSize));
        balancer.mcmp("CONFIG", "/", "JVMRoute=n&Host=127.0.0.1&Port=" + tomcat.port() + "&Type=ajp");
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n&Alias=n&Context=/app");
        balancer.mcmp("STATUS", "/", "JVMRoute=n&Load=100");
        return balancer;
    }

    private static void upload(ConformanceClient client, boolean chunked) throws Exception {
        client.upload(head("n", "POST", "/count"), LENGTH, chunked, LENGTH);
        assertThat(client.receive()).isEqualTo(new Received(200, ConformanceClient.sumOf(LENGTH)));
    }

    @Test
    void both_know_of_it() throws Exception {
        try (RunningBalancer balancer = balancer(PACKET);
                ConformanceClient client = new ConformanceClient(balancer.traffic())) {
            for (int i = 0; i < 3; i++) {
                upload(client, false);
                upload(client, true);
                client.send(head("n", "GET", "/bytes?n=" + LENGTH) + "\r\n");
                assertThat(client.receiveSum()).isEqualTo(new Received(200, ConformanceClient.sumOf(LENGTH)));
            }
            client.send(head("n", "GET", "/facts") + "X-Long: " + "x".repeat(12_000) + "\r\n\r\n");
            assertThat(client.receive().body()).contains("x".repeat(12_000));
        }
    }

    @Test
    void a_balancer_that_does_not_know_gives_it_what_it_asks_for() throws Exception {
        try (RunningBalancer balancer = balancer(8 * 1024);
                ConformanceClient client = new ConformanceClient(balancer.traffic())) {
            for (int i = 0; i < 3; i++) {
                upload(client, false);
                upload(client, true);
            }
        }
    }
}
