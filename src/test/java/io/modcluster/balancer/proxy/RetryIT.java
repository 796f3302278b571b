package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withBalancer;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent a second time, how often, and when the budget says that it is not. */
class RetryIT {
    private static final String BODY = "x".repeat(40_000) + "end";

    private final List<RecordingNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (RecordingNode node : nodes) {
            node.close();
            assertThat(node.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE"})
    void a_short_body_of_an_idempotent_request_is_sent_again_whole(String method) throws Exception {
        RecordingNode breaking = breaking();
        RecordingNode alive = alive();
        try (ProxyFixture proxy = new ProxyFixture(node("a", breaking.port()), node("b", alive.port())).start()) {
            for (int i = 0; i < 4; i++) {
                RawHttp.Response sized = proxy.ask(withLength(method));
                assertThat(sized.status() + " " + sized.body()).isEqualTo("200 alive");
                assertThat(proxy.ask(chunked(method)).status()).isEqualTo(200);
            }
            assertThat(breaking.requests()).isNotEmpty();
            assertThat(alive.requests()).hasSize(8).allSatisfy(got -> assertThat(got.body())
                    .isEqualTo(BODY));
        }
    }

    @Test
    void a_body_that_is_longer_than_what_is_kept_is_sent_once() throws Exception {
        RecordingNode breaking = breaking();
        RecordingNode alive = alive();
        ProxyFixture fixture = new ProxyFixture(node("a", breaking.port()), node("b", alive.port()));
        fixture.options.getRetry().setMaxBody(1000);
        try (ProxyFixture proxy = fixture.start()) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                statuses.add(proxy.ask(withLength("PUT")).status());
                statuses.add(proxy.ask(chunked("PUT")).status());
            }
            assertThat(statuses).contains(502, 200).containsOnly(502, 200);
            assertThat(breaking.requests().size() + alive.requests().size()).isEqualTo(8);
        }
    }

    @Test
    void a_post_with_a_short_body_is_never_sent_again() throws Exception {
        RecordingNode breaking = breaking();
        RecordingNode alive = alive();
        try (ProxyFixture proxy = new ProxyFixture(node("a", breaking.port()), node("b", alive.port())).start()) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                statuses.add(proxy.ask(withLength("POST")).status());
            }
            assertThat(statuses).contains(502);
            assertThat(breaking.requests().size() + alive.requests().size()).isEqualTo(6);
        }
    }

    @Test
    void each_try_is_at_another_node_and_max_tries_bounds_them() throws Exception {
        Node[] four = IntStream.range(0, 4)
                .mapToObj(i -> node("n" + i, breaking().port()))
                .toArray(Node[]::new);
        try (ProxyFixture proxy = new ProxyFixture(four).start()) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(nodes.stream().map(node -> node.requests().size())).containsExactlyInAnyOrder(1, 1, 1, 0);
        }
    }

    @Test
    void max_attempts_of_the_nodes_raises_the_number_of_tries() throws Exception {
        BalancerConfig patient =
                new BalancerConfig("mycluster", StickySession.DEFAULT, Duration.ZERO, OptionalInt.of(3));
        Node[] four = IntStream.range(0, 4)
                .mapToObj(i -> node("n" + i, breaking().port(), config -> withBalancer(config, patient)))
                .toArray(Node[]::new);
        try (ProxyFixture proxy = new ProxyFixture(four).start()) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(nodes).allSatisfy(node -> assertThat(node.requests()).hasSize(1));
        }
    }

    @Test
    void when_nodes_take_requests_and_answer_none_the_budget_bounds_what_is_sent_again() throws Exception {
        RecordingNode one = breaking();
        RecordingNode other = breaking();
        ProxyFixture fixture = new ProxyFixture(node("a", one.port()), node("b", other.port()));
        fixture.options.getRetry().setBudgetMin(0);
        try (ProxyFixture proxy = fixture.start()) {
            for (int i = 0; i < 50; i++) {
                RawHttp.Response response = proxy.get("/");
                assertThat(response.status()).isEqualTo(502);
                assertThat(response.body()).isEqualTo("the node closed the connection without an answer\n");
            }
            assertThat(one.requests().size() + other.requests().size())
                    .as("50 requests and 20 % of them again")
                    .isEqualTo(50 + 10);
        }
    }

    @Test
    void what_no_node_has_got_costs_nothing_of_the_budget() throws Exception {
        RecordingNode alive = alive();
        ProxyFixture fixture = new ProxyFixture(node("b", alive.port()));
        fixture.options.getRetry().setBudgetMin(0).setBudgetPercent(0);
        for (int i = 0; i < 2; i++) {
            fixture.put(node("a" + i, ByteNode.unusedPort()));
        }
        try (ProxyFixture proxy = fixture.start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.ask(withLength("POST")).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_session_that_may_not_move_is_told_so_and_its_node_gets_the_request_once() throws Exception {
        BalancerConfig forced = new BalancerConfig(
                "mycluster",
                new StickySession(true, "JSESSIONID", "jsessionid", false, true),
                Duration.ZERO,
                OptionalInt.empty());
        RecordingNode breaking = breaking();
        RecordingNode alive = alive();
        try (ProxyFixture proxy = new ProxyFixture(
                        node("a", breaking.port(), config -> withBalancer(config, forced)),
                        node("b", alive.port(), config -> withBalancer(config, forced)))
                .start()) {
            RawHttp.Response response = proxy.ask("GET / HTTP/1.1\r\nHost: h\r\nCookie: JSESSIONID=1.a\r\n\r\n");

            assertThat(response.status()).isBetween(502, 503);
            assertThat(response.body()).isNotEmpty();
            assertThat(breaking.requests()).hasSize(1);
            assertThat(alive.requests()).isEmpty();
        }
    }

    private RecordingNode alive() throws Exception {
        RecordingNode alive = RecordingNode.start("alive");
        nodes.add(alive);
        return alive;
    }

    private RecordingNode breaking() {
        try {
            RecordingNode breaking = RecordingNode.start("breaking").answer(any -> Answer.closeWithoutAnswer());
            nodes.add(breaking);
            return breaking;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withLength(String method) {
        return method + " /p HTTP/1.1\r\nHost: h\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    }

    private static String chunked(String method) {
        String half = BODY.substring(0, 20_000);
        String rest = BODY.substring(20_000);
        return method + " /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(half.length()) + "\r\n" + half + "\r\n"
                + Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n0\r\n\r\n";
    }
}
