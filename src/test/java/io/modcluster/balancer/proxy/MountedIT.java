package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import io.vertx.httpproxy.ProxyInterceptor;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine in servers: one of the embedder's own, and that of {@link ProxyVerticle} with something in front. */
class MountedIT {
    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private static final class Application extends VerticleBase {
        private int port;

        @Override
        public Future<?> start() {
            ModClusterProxy engine = new ModClusterProxy(
                    vertx, new ProxySettings(new BalancerOptions().setName("app"), 1), ProxyFixture.ADDRESSES);
            Router router = Router.router(vertx);
            router.get("/own").handler(context -> context.end("own"));
            router.route("/*").handler(ProxyHandler.create(engine));
            HttpServer server = vertx.createHttpServer().requestHandler(router);
            return engine.start()
                    .compose(ready -> server.listen(0, "127.0.0.1"))
                    .onSuccess(listening -> port = listening.actualPort());
        }
    }

    private int mounted() throws Exception {
        Application application = new Application();
        proxy.vertx()
                .deployVerticle(application)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
        return application.port;
    }

    private static RawHttp.Response ask(int port, String bytes) throws IOException {
        try (RawHttp client = RawHttp.connect(port)) {
            return client.send(bytes).read(SOON);
        }
    }

    @Test
    void it_is_mounted_beside_routes_of_an_application() throws Exception {
        int port = mounted();

        assertThat(ask(port, "GET /own HTTP/1.1\r\nHost: h\r\n\r\n").body()).isEqualTo("own");
        assertThat(ask(port, "GET /other?q HTTP/1.1\r\nHost: h\r\n\r\n").body()).isEqualTo("n1");
        assertThat(ask(port, "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
                        .body())
                .isEqualTo("n1");
        assertThat(node.requests())
                .extracting(request -> request.summary())
                .containsExactly("GET /other?q", "POST /p hello");
        assertThat(node.requests().get(0).value("Via")).contains("1.1 app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a/../b", "GET /a%2fb", "TRACE /", "STATUS /", "GET /a#b"})
    void the_guard_stands_in_an_application_as_well(String request) throws Exception {
        int port = mounted();

        assertThat(ask(port, request + " HTTP/1.1\r\nHost: h\r\n\r\n").status()).isIn(400, 405, 501);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void three_hundred_bad_targets_cost_no_connection() throws Exception {
        proxy.traffic.setMaxConnectionsPerNode(2);
        proxy.start();
        for (int i = 0; i < 300; i++) {
            assertThat(RawHttp.exchange(proxy.port(), "GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n", Duration.ofSeconds(2))
                            .statuses())
                    .containsExactly(400);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(proxy.get("/good").status()).isEqualTo(200);
        }
        assertThat(node.requests()).hasSize(20);
    }

    @Test
    void methods_of_mcmp_are_501_unless_somebody_takes_them() throws Exception {
        proxy.start();

        assertThat(proxy.ask("STATUS / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nJVMRoute=a")
                        .status())
                .isEqualTo(501);
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void methods_of_mcmp_go_to_whoever_takes_them_and_others_to_the_nodes() throws Exception {
        proxy.start((HttpServerRequest request) ->
                request.response().end("mcmp " + request.method().name() + " " + request.uri()));

        assertThat(proxy.ask("ENABLE-APP /* HTTP/1.1\r\nHost: h\r\n\r\n").body())
                .isEqualTo("mcmp ENABLE-APP /*");
        assertThat(proxy.get("/").body()).isEqualTo("n1");
    }

    @Test
    void connections_over_the_limit_are_closed() throws Exception {
        proxy.traffic.setMaxConnections(1);
        proxy.start();
        try (RawHttp first = proxy.client();
                RawHttp second = proxy.client()) {
            assertThat(first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read(SOON)
                            .status())
                    .isEqualTo(200);
            assertThat(second.isClosedWithin(SOON)).isTrue();
            assertThat(first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read(SOON)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_it_cannot_do_it_refuses_loudly() {
        ModClusterProxy engine = new ModClusterProxy(
                proxy.vertx(), new ProxySettings(new BalancerOptions().setName("app"), 1), ProxyFixture.ADDRESSES);

        assertThatThrownBy(() -> engine.addInterceptor(new ProxyInterceptor() {}))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("addInterceptor");
        assertThatThrownBy(() -> engine.origin(80, "h"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("MCMP");
    }
}
