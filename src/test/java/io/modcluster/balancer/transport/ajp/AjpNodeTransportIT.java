package io.modcluster.balancer.transport.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that wait for the only connection to a node, when that node changes its settings. */
class AjpNodeTransportIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final NodeCaller caller = new NodeCaller();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private FakeAjpNode node;
    private AjpNodeTransport transport;

    @BeforeEach
    void start() throws Exception {
        node = FakeAjpNode.start(call -> {
            await().atMost(LONG).until(() -> goOn.getCount() == 0);
            FakeAjpNode.saying("ok").serve(call);
        });
        NodeConfig config = NodeCaller.nodeAt(Scheme.AJP, node.port());
        TransportLimits limits = new TransportLimits(1, 2, LONG, LONG, LONG, LONG, 8192, LONG);
        transport = new AjpNodeTransport(
                caller.vertx(),
                new JvmRoute("n1"),
                config,
                limits,
                "",
                8192,
                NodeCounters.of(caller.vertx(), "t").of(new JvmRoute("n1")),
                new AjpLoop());
    }

    @AfterEach
    void close() throws Exception {
        goOn.countDown();
        caller.close();
        node.close();
    }

    private Future<Integer> ask() {
        return NodeCaller.ask(transport).compose(head -> NodeCaller.read(head).map(head.status()));
    }

    @Test
    void they_are_served_as_those_before_them() throws Exception {
        Future<Integer> first = caller.begin(this::ask);
        Future<Integer> second = caller.begin(this::ask);
        await().until(() -> node.requests().size() == 1);
        Future<Void> ended = caller.begin(() -> transport.shutdown(LONG));
        Future<Integer> late = caller.begin(this::ask);

        assertThatThrownBy(() -> NodeCaller.result(late)).hasCauseInstanceOf(NodeException.class);
        assertThat(second.isComplete()).isFalse();
        goOn.countDown();

        assertThat(NodeCaller.result(first)).isEqualTo(200);
        assertThat(NodeCaller.result(second)).isEqualTo(200);
        assertThat(NodeCaller.result(ended)).isNull();
        assertThat(node.connections()).isEqualTo(1);
    }

    @Test
    void they_are_sent_elsewhere_when_the_time_is_over() throws Exception {
        Future<Integer> first = caller.begin(this::ask);
        Future<Integer> second = caller.begin(this::ask);
        await().until(() -> node.requests().size() == 1);

        caller.on(() -> transport.shutdown(Duration.ofMillis(50)));

        assertThat(kind(first)).isEqualTo(FailureKind.BROKEN_BEFORE_RESPONSE);
        assertThat(kind(second)).isEqualTo(FailureKind.QUEUE_FULL);
    }

    private static FailureKind kind(Future<Integer> failed) {
        await().until(failed::isComplete);
        return ((NodeException) failed.cause()).kind();
    }
}
