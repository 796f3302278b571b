package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.modcluster.balancer.domain.Node;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Nodes with HTTP/2 in clear, and proxies in front of them. */
@SuppressWarnings("try") // what is open are fixtures, whose close may be interrupted
final class Http2Nodes implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    final List<AutoCloseable> open = new ArrayList<>();
    /** Those that requests came by. */
    final Set<Object> connections = ConcurrentHashMap.newKeySet();
    /** Each request as {@code HTTP_2 authority host=… te=…}. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    int clearNode(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            connections.add(request.connection());
            seen.add(request.version() + " " + request.authority() + " host=" + request.getHeader("host") + " te="
                    + request.getHeader("te"));
            handler.handle(request);
        });
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS)
                .actualPort();
    }

    ProxyFixture proxyTo(Node node) {
        ProxyFixture proxy = new ProxyFixture(node);
        open.add(proxy);
        return proxy;
    }

    ProxyFixture clearProxyTo(int port) {
        ProxyFixture proxy = proxyTo(node("n1", port));
        proxy.options.getNodeHttp2().setClearText(List.of("node:n1"));
        return proxy;
    }

    /** As a gRPC server answers a call: bytes, then the outcome. */
    static void grpc(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            request.response().putHeader("content-type", "application/grpc").write(body);
            request.response()
                    .putTrailer("grpc-status", "0")
                    .putTrailer("grpc-message", "fine")
                    .putTrailer("content-length", "3")
                    .putTrailer("set-cookie", "a=b")
                    .end();
        });
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
