package io.modcluster.balancer.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The engine of a fixture behind a server with HTTP/2 in clear, and a client of it. */
final class Http2Front {
    private final ProxyFixture fixture;
    private final HttpClient client;
    private final int port;

    private Http2Front(ProxyFixture fixture, int port) {
        this.fixture = fixture;
        this.port = port;
        this.client = fixture.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
    }

    private static final class Server extends VerticleBase {
        private final ProxyFixture fixture;
        private int port;

        private Server(ProxyFixture fixture) {
            this.fixture = fixture;
        }

        @Override
        public Future<?> start() {
            ModClusterProxy engine =
                    new ModClusterProxy(vertx, new ProxySettings(fixture.options, 1), ProxyFixture.ADDRESSES);
            return engine.start()
                    .compose(ready -> vertx.createHttpServer(new HttpServerOptions())
                            .requestHandler(engine)
                            .listen(0, "127.0.0.1"))
                    .onSuccess(listening -> port = listening.actualPort());
        }
    }

    static Http2Front of(ProxyFixture fixture) throws Exception {
        Server server = new Server(fixture);
        fixture.vertx()
                .deployVerticle(server)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
        return new Http2Front(fixture, server.port);
    }

    /** What came back. */
    record Reply(
            HttpVersion version, int status, Map<String, String> headers, String body, Map<String, String> trailers) {}

    Reply ask(HttpMethod method, String path, Map<String, String> headers, @Nullable String body) throws Exception {
        RequestOptions options = new RequestOptions()
                .setServer(io.vertx.core.net.SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost("shop.example")
                .setPort(80)
                .setMethod(method)
                .setURI(path);
        headers.forEach(options::putHeader);
        return client.request(options)
                .compose(request -> body == null ? request.send() : request.send(Buffer.buffer(body)))
                .compose(response -> response.body()
                        .map(all -> new Reply(
                                response.version(),
                                response.statusCode(),
                                mapOf(response.headers()),
                                all.toString(),
                                mapOf(response.trailers()))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
    }

    int port() {
        return port;
    }

    ProxyFixture fixture() {
        return fixture;
    }

    private static Map<String, String> mapOf(io.vertx.core.MultiMap fields) {
        Map<String, String> map = new TreeMap<>();
        fields.forEach((name, value) -> map.put(name, value));
        return map;
    }
}
