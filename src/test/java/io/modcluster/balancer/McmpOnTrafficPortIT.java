package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** MCMP on the port for requests: refused, unless the operator wants it as the seed had it. */
class McmpOnTrafficPortIT {
    private static final List<String> METHODS = List.of(
            "CONFIG",
            "ENABLE-APP",
            "DISABLE-APP",
            "STOP-APP",
            "REMOVE-APP",
            "STATUS",
            "INFO",
            "DUMP",
            "PING",
            "VERSION",
            "config",
            "Stop-App");

    @Test
    @DisplayName("3 A-01 every MCMP method on the traffic port is 501 and changes nothing")
    void the_traffic_port_does_not_speak_mcmp() throws IOException {
        try (RunningBalancer balancer = RunningBalancer.start();
                RegisteredNodes nodes = new RegisteredNodes(balancer)) {
            RecordingNode n1 = nodes.register("n1", "");
            nodes.enable("n1", "/");
            String before = balancer.info();
            for (String method : METHODS) {
                assertThat(send(balancer, method)).as(method).isEqualTo(501);
            }
            assertThat(balancer.info()).isEqualTo(before);
            assertThat(n1.requests()).isEmpty();
        }
    }

    @Test
    void a_node_may_register_on_the_traffic_port_if_the_operator_says_so() throws IOException {
        try (RunningBalancer balancer =
                        RunningBalancer.start(options -> options.getMcmp().setOnTrafficPort(true));
                RecordingNode node = RecordingNode.start("n1")) {
            String config = "JVMRoute=n1&Host=127.0.0.1&Type=http&Port=" + node.port();
            assertThat(balancer.traffic("CONFIG", "/", config).statusCode()).isEqualTo(200);
            assertThat(balancer.traffic("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(balancer.get("/").body()).isEqualTo("n1");
            assertThat(balancer.traffic("INFO", "/*", "").body()).isEqualTo(balancer.info());
        }
    }

    @Test
    void who_may_not_send_mcmp_may_not_do_so_on_the_traffic_port_either() throws IOException {
        try (RunningBalancer balancer = RunningBalancer.start(options ->
                options.getMcmp().setOnTrafficPort(true).setAllow(List.of(CidrBlock.parse("192.0.2.0/24"))))) {
            for (String method : METHODS.subList(0, 10)) {
                assertThat(send(balancer, method)).as(method).isEqualTo(403);
            }
        }
    }

    private static int send(RunningBalancer balancer, String method) throws IOException {
        try (RawHttp client = RawHttp.connect(balancer.traffic().getPort())) {
            client.send(method + " /* HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\nJVMRoute=n1");
            return client.read(Duration.ofSeconds(5)).status();
        }
    }
}
