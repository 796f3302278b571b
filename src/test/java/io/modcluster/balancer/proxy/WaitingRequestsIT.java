package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for the only connection to a node, behind one that has it. */
@SuppressWarnings("try") // a client that leaves is what is tested
class WaitingRequestsIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Http2Nodes http = new Http2Nodes();
    private final AjpNodes ajp = new AjpNodes();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<HttpServerRequest> held = new ArrayList<>();
    private int port;
    private Scheme scheme = Scheme.HTTP;

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        ajp.close();
        http.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "http2", "ajp"})
    void a_client_that_leaves_gives_its_place_to_the_next_at_once(String protocol) throws Exception {
        try (ProxyFixture proxy = proxyTo(protocol, 1);
                RawHttp first = served(proxy);
                RawHttp leaves = proxy.client();
                RawHttp next = proxy.client()) {
            leaves.send(REQUEST);
            awaitWaiting(proxy, 1);
            assertThat(proxy.ask(REQUEST).status()).isEqualTo(503);

            leaves.close();
            awaitWaiting(proxy, 0);
            await().atMost(SOON).until(() -> proxy.counter("n1").connected() == 1);
            next.send(REQUEST);
            awaitWaiting(proxy, 1);
            release();

            assertThat(first.read(SOON).body()).isEqualTo("ok");
            assertThat(next.read(SOON).body()).isEqualTo("ok");
            assertThat(proxy.counter("n1").elected()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "ajp"})
    void they_are_served_as_those_before_them_when_the_node_changes_its_settings(String protocol) throws Exception {
        try (ProxyFixture proxy = proxyTo(protocol, 5);
                RawHttp first = served(proxy);
                RawHttp waits = proxy.client();
                RawHttp late = proxy.client()) {
            waits.send(REQUEST);
            awaitWaiting(proxy, 1);

            proxy.put(node("n1", port, config -> keptFor(config, Duration.ofSeconds(3))));
            proxy.publish();
            // by the new settings, with a connection that is not counted among those of the old ones
            await().atMost(SOON).until(() -> proxy.counter("n1").connections().open() == 1);
            late.send(REQUEST);
            await().atMost(SOON).until(() -> proxy.counter("n1").connections().open() == 2);
            assertThat(proxy.counter("n1").waiting()).isEqualTo(1);
            release();

            assertThat(first.read(SOON).body()).isEqualTo("ok");
            assertThat(waits.read(SOON).body()).isEqualTo("ok");
            assertThat(late.read(SOON).body()).isEqualTo("ok");
        }
    }

    private ProxyFixture proxyTo(String protocol, int queue) throws Exception {
        if (protocol.equals("ajp")) {
            scheme = Scheme.AJP;
            port = ajp.fake(call -> {
                        AjpNodes.awaitQuietly(goOn);
                        FakeAjpNode.saying("ok").serve(call);
                    })
                    .port();
        } else {
            port = http.clearNode(request -> {
                synchronized (held) {
                    if (goOn.getCount() == 0) {
                        request.response().end("ok");
                    } else {
                        held.add(request);
                    }
                }
            });
        }
        ProxyFixture proxy = new ProxyFixture(node("n1", port, config -> keptFor(config, Duration.ofSeconds(60))));
        if (protocol.equals("http2")) {
            proxy.options.getNodeHttp2().setClearText(List.of("node:n1"));
        }
        proxy.traffic.setMaxConnectionsPerNode(1).setQueuePerNode(queue).setQueueTimeout(Duration.ofSeconds(20));
        return proxy.start();
    }

    private NodeConfig keptFor(NodeConfig config, Duration ttl) {
        ConnectionConfig old = config.connection();
        ConnectionConfig connection =
                new ConnectionConfig(old.flushPackets(), old.flushWait(), old.ping(), old.smax(), ttl, old.timeout());
        NodeConfig spoken = ProxyFixture.withScheme(config, scheme);
        return new NodeConfig(spoken.address(), false, "", spoken.balancer(), connection);
    }

    /** A client whose request the node has. */
    private static RawHttp served(ProxyFixture proxy) throws IOException {
        RawHttp client = proxy.client().send(REQUEST);
        await().atMost(SOON)
                .until(() -> proxy.counter("n1").connected() == 1
                        && proxy.counter("n1").connections().open() <= 1
                        && proxy.counter("n1").waiting() == 0);
        return client;
    }

    private static void awaitWaiting(ProxyFixture proxy, int expected) {
        await().atMost(SOON).until(() -> proxy.counter("n1").waiting() == expected);
    }

    private void release() {
        synchronized (held) {
            goOn.countDown();
            held.forEach(request -> request.response().end("ok"));
        }
    }
}
