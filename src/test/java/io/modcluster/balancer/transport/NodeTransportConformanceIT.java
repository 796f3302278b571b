package io.modcluster.balancer.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.container.Container;
import io.modcluster.balancer.testkit.container.TomcatContainer;
import io.modcluster.balancer.testkit.container.UndertowContainer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTransportConformanceIT {
    private static final Map<String, Container> CONTAINERS = new LinkedHashMap<>();
    private static RunningBalancer balancer;
    private static final Duration SOON = Duration.ofSeconds(5);

    @BeforeAll
    static void start() throws Exception {
        balancer = RunningBalancer.start(options -> options.getAjp()
                .setSecrets(
                        java.util.List.of("node:ajp-secret=s3cret", "node:ajp-undertow=" + UndertowContainer.SECRET)));
        CONTAINERS.put("http", TomcatContainer.http());
        CONTAINERS.put("ajp-tomcat", TomcatContainer.ajp(""));
        CONTAINERS.put("ajp-secret", TomcatContainer.ajp("s3cret"));
        CONTAINERS.put("ajp-undertow", UndertowContainer.ajp());
        CONTAINERS.forEach((name, container) -> {
            assertThat(balancer.mcmp(
                                    "CONFIG",
                                    "/",
                                    "JVMRoute=" + name + "&Host=127.0.0.1&Port=" + container.port() + "&Type="
                                            + container.type())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(balancer.mcmp("ENABLE-APP", "/", "JVMRoute=" + name + "&Alias=" + name + "&Context=/app")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(balancer.mcmp("STATUS", "/", "JVMRoute=" + name + "&Load=100")
                            .body())
                    .contains("State=OK");
        });
    }

    @AfterAll
    static void stop() {
        balancer.close();
        CONTAINERS.values().forEach(Container::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ajp-tomcat", "ajp-secret", "ajp-undertow"})
    void smoke(String node) throws Exception {
        try (RawHttp client = RawHttp.connect(balancer.traffic().getPort())) {
            for (String path : new String[] {
                "/facts?x=%20y",
                "/fields",
                "/status?code=404",
                "/status?code=204",
                "/bytes?n=20000",
                "/bytes?n=20000&chunked=1"
            }) {
                RawHttp.Response r = client.send(
                                "GET /app" + path + " HTTP/1.1\r\nHost: " + node + "\r\nX-Lat: caf\u00e9\r\n\r\n")
                        .read(SOON);
                System.out.println(node + " " + path + " -> " + r.head() + "\n"
                        + r.body().substring(0, Math.min(700, r.body().length())));
            }
            RawHttp.Response r = client.send(
                            "POST /app/count HTTP/1.1\r\nHost: " + node + "\r\nContent-Length: 5\r\n\r\nhello")
                    .read(SOON);
            System.out.println(node + " " + r.head() + r.body());
            r = client.send("POST /app/count HTTP/1.1\r\nHost: " + node + "\r\nContent-Length: 20000\r\n\r\n"
                            + "x".repeat(20000))
                    .read(SOON);
            System.out.println(node + " " + r.head() + r.body());
            r = client.send("POST /app/count HTTP/1.1\r\nHost: " + node
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                    .read(SOON);
            System.out.println(node + " " + r.head() + r.body());
            r = client.send("POST /app/early HTTP/1.1\r\nHost: " + node
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                    .read(SOON);
            System.out.println(node + " " + r.head() + r.body());
            r = client.send("POST /app/early HTTP/1.1\r\nHost: " + node + "\r\n\r\n")
                    .read(SOON);
            System.out.println(node + " " + r.head() + r.body());
        }
    }
}
