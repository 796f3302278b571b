package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Scripted AJP nodes and proxies to them; at the end none of them may have been sent anything but AJP. */
final class AjpNodes implements Closeable {
    private static final Duration PING = Duration.ofMillis(400);

    private final List<Closeable> open = new ArrayList<>();

    FakeAjpNode fake(FakeAjpNode.Script script) throws IOException {
        FakeAjpNode node = FakeAjpNode.start(script);
        open.add(() -> {
            node.close();
            assertThat(node.violations()).isEmpty();
        });
        return node;
    }

    static Node ajp(String route, int port, Duration ping) {
        ConnectionConfig connection =
                new ConnectionConfig(FlushPackets.OFF, Duration.ZERO, ping, -1, Duration.ofSeconds(60), Duration.ZERO);
        return ProxyFixture.node(route, port, config -> {
            NodeConfig ajp = ProxyFixture.withScheme(config, Scheme.AJP);
            return new NodeConfig(ajp.address(), false, "", ajp.balancer(), connection);
        });
    }

    /** Not started; its nodes are n1, n2 and so on. */
    ProxyFixture proxyTo(FakeAjpNode... nodes) {
        Node[] known = new Node[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            known[i] = ajp("n" + (i + 1), nodes[i].port(), PING);
        }
        ProxyFixture proxy = new ProxyFixture(known);
        open.add(0, proxy::close);
        return proxy;
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
