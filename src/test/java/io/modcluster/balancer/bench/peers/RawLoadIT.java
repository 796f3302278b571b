package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawLoadIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    private final Map<NodeConnector, Integer> ports = new EnumMap<>(NodeConnector.class);

    private void ports() throws IOException {
        List<Integer> free = FreePorts.find(NodeConnector.values().length);
        for (NodeConnector connector : NodeConnector.values()) {
            ports.put(connector, free.get(ports.size()));
        }
    }

    private void answers(Program node, NodeConnector connector, String file, int posted) throws IOException {
        int port = ports.getOrDefault(connector, 0);
        node.waitFor(port);
        RawLoad load = new RawLoad(port, connector.packetSize(), "/" + connector.route() + "/" + file, posted, 3);
        Contestant contestant = new Contestant(RawLoad.NAME, node, Map.of(), OptionalInt.empty(), true);

        assertThat(load.fits(contestant)).isTrue();
        // who has just started takes its time for the first
        await().atMost(PATIENCE).untilAsserted(() -> {
            LoadResult result = load.run(contestant, SHORT, folder);
            assertThat(result.errors()).as("%s %s %d", connector, file, posted).isZero();
            assertThat(result.requests())
                    .as("%s %s %d", connector, file, posted)
                    .isGreaterThan(3);
        });
    }

    @Test
    void a_tomcat_answers_over_http_and_over_ajp_with_packets_of_both_sizes() throws IOException {
        ports();
        try (Program tomcat = TomcatMain.start(folder, ports)) {
            for (NodeConnector connector : NodeConnector.values()) {
                answers(tomcat, connector, "x", 0);
                answers(tomcat, connector, Payload.KIB_100.file(), 0);
                answers(tomcat, connector, "x", NodeCase.POSTED);
                answers(tomcat, connector, "x", 10);
            }
        }
    }

    @Test
    @Tag("long")
    void an_undertow_answers_over_both() throws IOException {
        ports();
        try (Program undertow = UndertowNodeMain.start(folder, ports)) {
            for (NodeConnector connector : List.of(NodeConnector.HTTP, NodeConnector.AJP)) {
                answers(undertow, connector, "x", 0);
                answers(undertow, connector, "x", NodeCase.POSTED);
            }
        }
    }
}
