package io.modcluster.balancer.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.ManagerOptions;
import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to the manager: how many, and how slow. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by each test
class ManagerDoorIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration MESSAGE = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx();
    private final List<RawHttp> clients = new ArrayList<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile ManagerDoor door;
    private volatile int port;

    private void open(ManagerOptions options) throws Exception {
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        ManagerDoor made = new ManagerDoor(vertx, options, MESSAGE);
                        Router router = Router.router(vertx);
                        made.watch(router);
                        router.get("/late").handler(routing -> {
                            asked.set(true);
                            vertx.setTimer(3 * MESSAGE.toMillis(), rung -> routing.response()
                                    .end("late"));
                        });
                        router.post("/body")
                                .handler(routing -> routing.request().body().onSuccess(body -> routing.response()
                                        .end(body)));
                        door = made;
                        return made.serverOf(new HttpServerOptions().setPort(0).setHost("127.0.0.1"), router)
                                .listen()
                                .onSuccess(server -> port = server.actualPort());
                    }
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
    }

    private RawHttp client() throws Exception {
        RawHttp client = RawHttp.connect(port);
        clients.add(client);
        return client;
    }

    @AfterEach
    void close() throws Exception {
        for (RawHttp client : clients) {
            client.close();
        }
        await().atMost(SOON).until(() -> door.connections() == 0);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void one_client_has_so_many_and_all_together_have_so_many() throws Exception {
        open(new ManagerOptions().setMaxConnections(10).setMaxConnectionsPerClient(2));
        client();
        client();
        assertThat(client().isClosedWithin(SOON)).isTrue();
        assertThat(door.connections()).isEqualTo(2);
        clients.get(0).close();
        await().atMost(SOON).until(() -> door.connections() == 1);
        assertThat(client().send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n")
                        .read(SOON)
                        .body())
                .isEqualTo("late");
    }

    @Test
    void the_oldest_that_asks_nothing_makes_room() throws Exception {
        open(new ManagerOptions().setMaxConnections(3).setMaxConnectionsPerClient(0));
        String late = "GET /late HTTP/1.1\r\nHost: h\r\n\r\n";
        RawHttp asks = client().send(late);
        await().atMost(SOON).until(asked::get);
        RawHttp oldest = client();
        client();
        await().atMost(SOON).until(() -> door.connections() == 3);
        RawHttp probe = client().send(late);
        assertThat(oldest.isClosedWithin(SOON)).isTrue();
        assertThat(probe.read(SOON).body()).isEqualTo("late");
        assertThat(asks.read(SOON).body()).isEqualTo("late");
    }

    @Test
    void where_all_ask_for_something_a_further_one_is_closed() throws Exception {
        open(new ManagerOptions().setMaxConnections(1).setMaxConnectionsPerClient(0));
        RawHttp asks = client().send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n");
        await().atMost(SOON).until(() -> door.connections() == 1);
        await().atMost(SOON).until(asked::get);
        assertThat(client().isClosedWithin(SOON)).isTrue();
        assertThat(asks.read(SOON).body()).isEqualTo("late");
    }

    @Test
    void a_head_that_drips_ends_its_connection() throws Exception {
        open(new ManagerOptions());
        drip("GET / HTTP/1.1\r\nX: ");
    }

    @Test
    void a_body_that_drips_ends_its_connection() throws Exception {
        open(new ManagerOptions());
        drip("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    }

    private void drip(String begin) throws Exception {
        RawHttp client = client().send(begin);
        await().atMost(SOON).until(() -> door.connections() == 1);
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
            client.send("a");
            return door.connections() == 0;
        });
    }

    @Test
    void an_answer_may_take_its_time_and_a_body_comes_whole() throws Exception {
        open(new ManagerOptions());
        RawHttp client = client();
        assertThat(client.send("GET /late HTTP/1.1\r\nHost: h\r\n\r\n")
                        .read(SOON)
                        .body())
                .isEqualTo("late");
        assertThat(client.send("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                        .read(SOON)
                        .body())
                .isEqualTo("abc");
    }
}
