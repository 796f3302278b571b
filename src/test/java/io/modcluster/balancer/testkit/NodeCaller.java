package io.modcluster.balancer.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.NodeAnswer;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeRequest;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.NodeTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.function.Supplier;

/** Calls nodes through transports, all on one event loop of a Vert.x of its own. */
@SuppressWarnings("try") // whoever interrupts a test wants it to end
public final class NodeCaller implements AutoCloseable {
    private final Vertx vertx = TestVertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** What its transports are made with. */
    public Vertx vertx() {
        return vertx;
    }

    /** The configuration of a node that listens there. */
    public static NodeConfig nodeAt(Scheme scheme, int port) {
        NodeAddress address = new NodeAddress(scheme, "127.0.0.1", port);
        return new NodeConfig(address, false, "", BalancerConfig.named("b"), ConnectionConfig.DEFAULT);
    }

    /** Begins this on the event loop. */
    public <T> Future<T> begin(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        context.runOnContext(running -> {
            try {
                action.get().onComplete(result);
            } catch (RuntimeException | AssertionError failed) {
                result.fail(failed);
            }
        });
        return result.future();
    }

    /** Does this on the event loop, and waits for what comes of it. */
    public <T> T on(Supplier<Future<T>> action) throws Exception {
        return result(begin(action));
    }

    /** As {@link #on}, with what is there at once. */
    public <T> T get(Supplier<T> action) throws Exception {
        return on(() -> Future.succeededFuture(action.get()));
    }

    /** Does this on the event loop. */
    public void run(Runnable action) throws Exception {
        on(() -> {
            action.run();
            return Future.succeededFuture();
        });
    }

    /** Waits for it, 20 s at most. */
    public static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    /** A GET for {@code /}. */
    public static Future<NodeResponse> ask(NodeTransport transport) {
        return transport.open().compose(NodeCaller::get);
    }

    /** A GET for {@code /}. */
    public static Future<NodeResponse> get(NodeExchange exchange) {
        return send(exchange, HttpMethod.GET, BodyFraming.NONE);
    }

    /**
     * Sends the head of a request for {@code /}.
     *
     * @param fields name and value by turns
     */
    public static Future<NodeResponse> send(
            NodeExchange exchange, HttpMethod method, BodyFraming framing, String... fields) {
        Promise<NodeResponse> head = Promise.promise();
        exchange.send(new Head(method, framing, fields), new Told(head));
        return head.future();
    }

    /** Its whole body, a character for each byte. */
    public static Future<String> read(NodeResponse response) {
        Promise<String> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.body()
                .exceptionHandler(whole::tryFail)
                .handler(body::appendBuffer)
                .endHandler(end -> whole.tryComplete(body.toString("ISO-8859-1")));
        response.body().resume();
        return whole.future();
    }

    @Override
    public void close() throws Exception {
        result(vertx.close());
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Head(HttpMethod method, BodyFraming framing, String[] fields) implements NodeRequest {
        @Override
        public String target() {
            return "/";
        }

        @Override
        public ClientConnection client() {
            return new ClientConnection(null, null, "h", 80, false, null);
        }

        @Override
        public void writeFields(FieldSink to) {
            for (int i = 0; i < fields.length; i += 2) {
                to.add(fields[i], fields[i + 1]);
            }
        }
    }

    private record Told(Promise<NodeResponse> head) implements NodeAnswer {
        @Override
        public void responded(NodeResponse response) {
            head.complete(response);
        }

        @Override
        public void failed(NodeException failure) {
            head.fail(failure);
        }

        @Override
        public void continued() {
            // nobody asks
        }

        @Override
        public void hinted(MultiMap fields) {
            // nobody asks
        }
    }
}
