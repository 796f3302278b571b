package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withBalancer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.proxy.page.ErrorPages;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverIT {
    private static final String POST = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";

    private RecordingNode alive;

    @BeforeEach
    void start() throws Exception {
        alive = RecordingNode.start("alive");
    }

    @AfterEach
    void stop() throws Exception {
        alive.close();
        assertThat(alive.violations()).isEmpty();
    }

    @Test
    @DisplayName("E-01: a refused connection costs no request, POST with its body included")
    void e_01_refused() throws Exception {
        int dead = ByteNode.unusedPort();
        try (ProxyFixture proxy = new ProxyFixture(node("a-dead", dead), node("b", alive.port())).start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.ask(POST).body()).isEqualTo("alive");
                assertThat(proxy.get("/g").body()).isEqualTo("alive");
            }
            assertThat(alive.requests())
                    .hasSize(20)
                    .filteredOn(request -> request.method().equals("POST"))
                    .hasSize(10)
                    .allSatisfy(request -> assertThat(request.body()).isEqualTo("hello"));
            await().untilAsserted(() -> assertThat(proxy.failures()).isNotEmpty());
            assertThat(proxy.failures()).allSatisfy(failure -> {
                assertThat(failure.route()).isEqualTo(new JvmRoute("a-dead"));
                assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_FAILED);
            });
        }
    }

    @Test
    void when_no_node_can_be_reached_the_answer_says_so_and_when_to_come_back() throws Exception {
        int dead = ByteNode.unusedPort();
        try (ProxyFixture proxy = new ProxyFixture(node("a", dead)).start();
                RawHttp client = proxy.client()) {
            RawHttp.Response response = client.send(POST).read(SOON);

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(response.header("Content-Type")).startsWith("text/plain");
            assertThat(response.body()).isEqualTo("no node could be reached\n");
            // the short body was thrown away, the connection lives on
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read(SOON)
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void max_attempts_bounds_the_tries() throws Exception {
        BalancerConfig once = new BalancerConfig("mycluster", StickySession.DEFAULT, Duration.ZERO, OptionalInt.of(0));
        int dead = ByteNode.unusedPort();
        try (ProxyFixture proxy = new ProxyFixture(
                        node("a", dead, config -> withBalancer(config, once)),
                        node("b", alive.port(), config -> withBalancer(config, once)))
                .start()) {
            assertThat(proxy.get("/").status()).isEqualTo(503);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.counter("a").elected()).isEqualTo(1);
        }
    }

    @Test
    void a_get_whose_node_breaks_before_the_response_goes_to_another() throws Exception {
        try (RecordingNode breaking = RecordingNode.start("breaking").answer(any -> Answer.closeWithoutAnswer());
                ProxyFixture proxy = new ProxyFixture(node("a", breaking.port()), node("b", alive.port())).start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").body()).isEqualTo("alive");
            }
            assertThat(breaking.requests()).isNotEmpty();
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("E-04: a POST whose node breaks is never sent twice; the answer is 502 with a body")
    void e_04_no_second_send_of_a_post() throws Exception {
        try (RecordingNode breaking = RecordingNode.start("breaking").answer(any -> Answer.closeWithoutAnswer());
                ProxyFixture proxy = new ProxyFixture(node("a", breaking.port()), node("b", alive.port())).start()) {
            int lost = 0;
            for (int i = 0; i < 10; i++) {
                RawHttp.Response response = proxy.ask(POST);
                if (response.status() == 502) {
                    assertThat(response.body()).isEqualTo("the node closed the connection without an answer\n");
                    lost++;
                }
            }
            assertThat(lost).isPositive();
            assertThat(breaking.requests().size()).isEqualTo(lost);
            assertThat(breaking.requests().size() + alive.requests().size()).isEqualTo(10);
        }
    }

    @ParameterizedTest(
            name = "E-10: stale keep-alive, 40 requests to a node that ends each connection on its second, by RST: {0}")
    @ValueSource(booleans = {true, false})
    void e_10_stale_keep_alive(boolean reset) throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    connection.readHead();
                    if (reset) {
                        connection.reset();
                    }
                });
                ProxyFixture proxy = new ProxyFixture(node("a", node.port())).start()) {
            for (int i = 0; i < 40; i++) {
                assertThat(proxy.get("/" + i).status()).isEqualTo(200);
            }
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("E-10: a POST on a connection that was closed before goes through, one that is cut off is 502")
    void e_10_post() throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("a", node.port())).start()) {
            assertThat(proxy.ask(POST).status()).isEqualTo(200);
            node.closeConnections();
            await().until(() -> node.openConnections() == 0);
            assertThat(proxy.ask(POST).status()).isEqualTo(200);

            node.answerNext(Answer.raw("").then(Answer.After.RESET));
            assertThat(proxy.ask(POST).status()).isEqualTo(502);
            assertThat(node.requests()).hasSize(3);
        }
    }

    @Test
    @DisplayName("E-03: a node that dies with requests in flight loses no GET")
    void e_03_kill_under_load() throws Exception {
        RecordingNode dying =
                RecordingNode.start("dying").answer(any -> Answer.ok("x").delayed(Duration.ofMillis(50)));
        alive.answer(any -> Answer.ok("x").delayed(Duration.ofMillis(50)));
        AtomicInteger served = new AtomicInteger();
        List<Integer> others = new CopyOnWriteArrayList<>();
        try (ProxyFixture proxy = new ProxyFixture(node("a", dying.port()), node("b", alive.port())).start()) {
            List<CompletableFuture<Void>> clients = IntStream.range(0, 32)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                for (int n = 0; n < 40; n++) {
                                    int status = statusOf(proxy);
                                    if (status == 200) {
                                        served.incrementAndGet();
                                    } else {
                                        others.add(status);
                                    }
                                }
                            },
                            task -> new Thread(task).start()))
                    .toList();
            await().until(() -> served.get() > 300);
            dying.close();

            CompletableFuture.allOf(clients.toArray(CompletableFuture<?>[]::new))
                    .join();
            assertThat(others).isEmpty();
            assertThat(served.get()).isEqualTo(32 * 40);
        }
    }

    private static int statusOf(ProxyFixture proxy) {
        try {
            return proxy.get("/").status();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void a_session_that_must_leave_its_group_loses_its_id_if_its_balancer_says_so() throws Exception {
        BalancerConfig removing = new BalancerConfig(
                "mycluster",
                new StickySession(true, "JSESSIONID", "jsessionid", true, false),
                Duration.ZERO,
                OptionalInt.empty());
        try (ProxyFixture proxy = new ProxyFixture(
                        node("a", ByteNode.unusedPort(), config -> withBalancer(config, removing)),
                        node("b", alive.port(), config -> withBalancer(config, removing)))
                .start()) {
            proxy.ask("GET /x;jsessionid=1.a/y?z HTTP/1.1\r\nHost: h\r\nCookie: k=v; JSESSIONID=1.a\r\n\r\n");

            assertThat(alive.requests().get(0).target()).isEqualTo("/x/y?z");
            assertThat(alive.requests().get(0).values("Cookie")).containsExactly("k=v");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_CONTEXT", "CONTEXT_CLOSED"})
    void the_status_of_a_path_that_nobody_serves_can_be_chosen(FailureKind kind) {
        assertThat(new ErrorResponder(503, new BalancerOptions(), ErrorPages.PLAIN).statusOf(kind))
                .isEqualTo(503);
        assertThat(new ErrorResponder(404, new BalancerOptions(), ErrorPages.PLAIN).statusOf(kind))
                .isEqualTo(404);
    }
}
