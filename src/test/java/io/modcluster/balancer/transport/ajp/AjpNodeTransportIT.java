package io.modcluster.balancer.transport.ajp;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.testkit.TestVertx;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that wait for the only connection to a node, when that node changes its settings. */
class AjpNodeTransportIT {
    private static final ClientConnection CLIENT = new ClientConnection(null, null, "h", 80, false, null);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Vertx vertx = TestVertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private FakeAjpNode node;
    private AjpNodeTransport transport;

    @BeforeEach
    void start() throws Exception {
        node = FakeAjpNode.start(call -> {
            await().atMost(LONG).until(() -> goOn.getCount() == 0);
            FakeAjpNode.saying("ok").serve(call);
        });
        NodeAddress address = new NodeAddress(Scheme.AJP, "127.0.0.1", node.port());
        NodeConfig config = new NodeConfig(address, false, "", BalancerConfig.named("b"), ConnectionConfig.DEFAULT);
        TransportLimits limits = new TransportLimits(1, 2, LONG, LONG, LONG, LONG, 8192, LONG);
        transport = new AjpNodeTransport(
                vertx,
                new JvmRoute("n1"),
                config,
                limits,
                "",
                8192,
                NodeCounters.of(vertx, "t").of(new JvmRoute("n1")));
    }

    @AfterEach
    void close() throws Exception {
        goOn.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, SECONDS);
        node.close();
    }

    private <T> Future<T> on(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> action.get().onComplete(promise));
        return promise.future();
    }

    private Future<Integer> ask() {
        return transport.open().compose(this::send);
    }

    private Future<Integer> send(NodeExchange exchange) {
        Promise<Integer> answered = Promise.promise();
        exchange.send(HttpMethod.GET, "/", BodyFraming.NONE, CLIENT, none -> {})
                .onFailure(answered::fail)
                .onSuccess(head -> head.body().endHandler(end -> answered.complete(head.status())));
        return answered.future();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    @Test
    void they_are_served_as_those_before_them() throws Exception {
        Future<Integer> first = on(this::ask);
        Future<Integer> second = on(this::ask);
        await().until(() -> node.requests().size() == 1);
        Future<Void> ended = on(() -> transport.shutdown(LONG));
        Future<Integer> late = on(this::ask);

        assertThatThrownBy(() -> result(late)).hasCauseInstanceOf(NodeException.class);
        assertThat(second.isComplete()).isFalse();
        goOn.countDown();

        assertThat(result(first)).isEqualTo(200);
        assertThat(result(second)).isEqualTo(200);
        assertThat(result(ended)).isNull();
        assertThat(node.connections()).isEqualTo(1);
    }

    @Test
    void they_are_sent_elsewhere_when_the_time_is_over() throws Exception {
        Future<Integer> first = on(this::ask);
        Future<Integer> second = on(this::ask);
        await().until(() -> node.requests().size() == 1);

        result(on(() -> transport.shutdown(Duration.ofMillis(50))));

        assertThat(kind(first)).isEqualTo(FailureKind.BROKEN_BEFORE_RESPONSE);
        assertThat(kind(second)).isEqualTo(FailureKind.QUEUE_FULL);
    }

    private static FailureKind kind(Future<Integer> failed) {
        await().until(failed::isComplete);
        return ((NodeException) failed.cause()).kind();
    }
}
