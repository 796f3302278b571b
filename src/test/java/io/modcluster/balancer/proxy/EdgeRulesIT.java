package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.LimitOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Error pages, maintenance, and limits of single contexts. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class EdgeRulesIT {
    @TempDir
    Path folder;

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void prepare() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        proxy.options.getRequest().setIdHeader("X-Request-Id");
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private RawHttp.Response get(String path, String accept) throws Exception {
        return proxy.ask("GET " + path + " HTTP/1.1\r\nHost: Shop.Example\r\nAccept: " + accept + "\r\n\r\n");
    }

    @Test
    void a_context_under_maintenance_is_answered_503_and_says_when_to_come_back() throws Exception {
        Files.writeString(folder.resolve("maintenance.html"), "<h1>back soon</h1>{{id}}");
        proxy.options
                .getPages()
                .setDirectory(folder.toString())
                .setMaintenance(List.of("/shop", "other.example/api"))
                .setRetryAfter(Duration.ofMinutes(10));
        proxy.start();

        RawHttp.Response page = get("/shop/a", "text/html");
        RawHttp.Response json = get("/%73hop", "application/json");

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.body()).isEqualTo("<h1>back soon</h1>" + page.header("X-Request-Id"));
        assertThat(page.header("Retry-After")).isEqualTo("600");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(json.status()).isEqualTo(503);
        assertThat(json.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json.body()).contains("\"detail\":\"the application at this path is under maintenance\"");
        assertThat(node.requests()).isEmpty();
        assertThat(get("/shopping", "*/*").status()).isEqualTo(200);
        assertThat(get("/api", "*/*").status()).isEqualTo(200);
    }

    @Test
    void templates_that_are_not_there_end_the_start() {
        proxy.options.getPages().setDirectory(folder.resolve("none").toString());

        assertThatThrownBy(proxy::start).hasCauseInstanceOf(OptionsProblems.class);
    }

    @Test
    void a_body_that_says_it_is_too_long_never_reaches_a_node() throws Exception {
        proxy.options.getRequest().setMaxBody(10);
        proxy.options.setLimits(List.of(new LimitOptions().setPath("/upload").setMaxBody(0)));
        proxy.start();
        String post = "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world";

        assertThat(proxy.ask(post.formatted("/a")).status()).isEqualTo(413);
        assertThat(node.requests()).isEmpty();
        assertThat(proxy.ask(post.formatted("/upload/a")).status()).isEqualTo(200);
        assertThat(proxy.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n")
                        .status())
                .isIn(400, 413);
    }

    @Test
    void a_body_that_turns_out_too_long_is_answered_413_and_the_node_never_has_the_whole() throws Exception {
        proxy.options.getRequest().setMaxBody(100_000);
        proxy.start();

        RawHttp.Outcome outcome = RawHttp.exchange(
                proxy.port(),
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("2710\r\n" + "x".repeat(10_000) + "\r\n").repeat(30) + "0\r\n\r\n",
                SOON);

        assertThat(outcome.statuses()).containsExactly(413);
        assertThat(outcome.closed()).isTrue();
        assertThat(node.requests()).isEmpty();
        await().until(() -> node.openConnections() == 0);
        assertThat(proxy.get("/next").status()).isEqualTo(200);
    }

    @Test
    void the_whole_may_not_take_longer_than_it_may() throws Exception {
        proxy.options.getRequest().setTotalTimeout(Duration.ofMillis(300));
        proxy.options.setLimits(List.of(new LimitOptions().setPath("/report").setTotalTimeout(Duration.ZERO)));
        node.answerNext(
                Answer.never(),
                Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").then(Answer.After.HANG),
                Answer.ok("slow").delayed(Duration.ofMillis(600)));
        proxy.start();

        assertThat(proxy.get("/a").status()).isEqualTo(504);
        RawHttp.Outcome cut = RawHttp.exchange(proxy.port(), "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", SOON);
        assertThat(cut.closed()).isTrue();
        assertThat(cut.responses()).isEmpty();
        assertThat(cut.rest()).endsWith("half");
        assertThat(proxy.get("/report/1").body()).isEqualTo("slow");
    }

    @Test
    void a_client_that_takes_nothing_is_cut_off_and_one_that_reads_is_not() throws Exception {
        proxy.options.getRequest().setWriteTimeout(Duration.ofMillis(500));
        String large = "x".repeat(20_000_000);
        String shorter = "x".repeat(3_000_000);
        node.answerNext(Answer.ok(large), Answer.ok(shorter));
        proxy.start();

        try (RawHttp client = proxy.client()) {
            client.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
            await().atMost(SOON).until(() -> node.requests().size() == 1 && node.openConnections() == 0);
        }
        assertThat(proxy.counter("n1").connected()).isZero();
        assertThat(proxy.get("/reads").body()).hasSize(shorter.length());
    }

    @Test
    void a_connection_has_so_many_requests_and_the_last_one_says_so() throws Exception {
        proxy.options.getRequest().setMaxPerConnection(3);
        proxy.start();

        RawHttp.Outcome outcome = RawHttp.exchange(proxy.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(5), SOON);

        assertThat(outcome.responses())
                .extracting(response -> response.header("Connection"))
                .containsExactly("", "", "close");
        assertThat(outcome.closed()).isTrue();
        assertThat(node.requests()).hasSize(3);
    }
}
