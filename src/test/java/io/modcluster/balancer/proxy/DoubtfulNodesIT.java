package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.testkit.RecordingNode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that some requests may go to and others not are counted as all are: being one of them is no coming back. */
class DoubtfulNodesIT {
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final JvmRoute N2 = new JvmRoute("n2");
    private static final Reachability.Fault FAULT = new Reachability.Fault("test", 1, 1, 1);
    private static final Map<JvmRoute, Reachability.Fault> BOTH = Map.of(N1, FAULT, N2, FAULT);

    private RecordingNode first;
    private RecordingNode second;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        first = RecordingNode.start("first");
        second = RecordingNode.start("second");
        proxy = new ProxyFixture(node("n1", first.port()), node("n2", second.port())).start();
        proxy.get("/");
        proxy.publish(new Reachability(BOTH));
        await().untilAsserted(() -> assertThat(proxy.get("/").status()).isEqualTo(503));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        first.close();
        second.close();
    }

    @Test
    void nodes_in_doubt_share_the_requests_when_nobody_else_is_there() throws Exception {
        proxy.publish(new Reachability(BOTH, Set.of(N1, N2), Set.of()));
        await().untilAsserted(() -> assertThat(proxy.get("/").status()).isEqualTo(200));
        int before = first.requests().size();
        int other = second.requests().size();
        for (int i = 0; i < 10; i++) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
        assertThat(first.requests().size() - before).isEqualTo(5);
        assertThat(second.requests().size() - other).isEqualTo(5);
    }

    @Test
    void a_node_on_trial_is_tried_though_not_every_request_may_try_it() throws Exception {
        proxy.publish(new Reachability(Map.of(N2, FAULT), Set.of(), Set.of(N2)));
        await().untilAsserted(() -> assertThat(post()).isEqualTo(200));
        int before = second.requests().size();
        for (int i = 0; i < 10; i++) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(post()).isEqualTo(200);
        }
        assertThat(second.requests().size() - before).isEqualTo(1);
    }

    private int post() throws Exception {
        return proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
                .status();
    }
}
