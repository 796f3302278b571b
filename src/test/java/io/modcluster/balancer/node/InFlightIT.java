package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InFlightIT {
    private final Vertx vertx = Vertx.vertx();
    private final InFlight inFlight = new InFlight();
    private final Map<String, HttpServerRequest> waiting = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        server = await(vertx.createHttpServer()
                .requestHandler(inFlight.counted(request -> {
                    if (request.path().equals("/wait")) {
                        waiting.put(request.connection().remoteAddress().toString(), request);
                    } else {
                        request.response().end();
                    }
                }))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private RawHttp get(String path) throws IOException {
        return RawHttp.connect(server.actualPort()).send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void a_request_counts_until_its_response_ends_or_its_client_is_gone() throws IOException {
        assertThat(inFlight.isCounting()).isTrue();
        try (RawHttp second = get("/wait")) {
            try (RawHttp first = get("/wait")) {
                await().until(() -> inFlight.count() == 2);
                assertThat(first).isNotNull();
            }
            await().until(() -> inFlight.count() == 1);
            waiting.values().forEach(request -> request.response().end());
            second.read(Duration.ofSeconds(5));
            assertThat(inFlight.count()).isZero();
        }
    }

    @Test
    void what_has_ended_is_not_kept() throws IOException {
        try (RawHttp client = RawHttp.connect(server.actualPort())) {
            for (int i = 0; i < 1000; i++) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read(Duration.ofSeconds(5));
                assertThat(inFlight.kept()).isLessThan(65);
            }
        }
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void the_load_is_the_share_of_the_capacity_that_is_in_flight() throws IOException {
        LoadMetric load = LoadMetric.inFlight(inFlight, 4);
        try (RawHttp client = get("/wait")) {
            await().until(() -> inFlight.count() == 1);
            assertThat(load.used()).isEqualTo(0.25);
            waiting.values().forEach(request -> request.response().end());
            client.read(Duration.ofSeconds(5));
        }
        assertThat(load.used()).isZero();
    }
}
