package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.options.AccessLogOptions.Sink;
import io.modcluster.balancer.options.RequestOptions;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exactly one line for each request, whatever becomes of it. */
@SuppressWarnings({"NullAway", "StringConcatToTextBlock"}) // set by JUnit; lines of the wire
class AccessLogIT {
    @TempDir
    Path folder;

    private RecordingNode node;
    private ProxyFixture proxy;
    private Path file;

    @BeforeEach
    void prepare() throws Exception {
        file = folder.resolve("access.log");
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        proxy.options.getRequest().setIdHeader(RequestOptions.DEFAULT_ID_HEADER);
        proxy.options.getAccessLog().setTo(Sink.FILE).setFile(file.toString()).setFormat(Format.JSON);
        proxy.traffic
                .setHeaderTimeout(Duration.ofMillis(300))
                .setBodyTimeout(Duration.ofSeconds(1))
                .setMaxRequestLine(1000);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private List<JsonObject> lines(int count) throws Exception {
        await().atMost(SOON)
                .until(() -> Files.exists(file) && Files.readAllLines(file).size() >= count);
        List<JsonObject> lines =
                Files.readAllLines(file).stream().map(JsonObject::new).toList();
        assertThat(lines).hasSize(count);
        return lines;
    }

    private JsonObject line() throws Exception {
        return lines(1).get(0);
    }

    @Test
    void an_answered_request_says_who_where_and_how_long() throws Exception {
        node.answerNext(Answer.ok("hello"));
        proxy.start();

        RawHttp.Response response = proxy.ask("POST /a;p=1?token=t HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: ua\r\n"
                + "Referer: http://r.example/x?secret=s\r\nCookie: JSESSIONID=s.n1; k=v\r\nAuthorization: Basic YTpi\r\n"
                + "Content-Length: 3\r\n\r\nabc");

        JsonObject line = line();
        assertThat(line.getString("requestId"))
                .isEqualTo(response.header("X-Request-Id"))
                .hasSize(32);
        assertThat(line.getDouble("totalMillis"))
                .isGreaterThanOrEqualTo(line.getDouble("firstByteMillis"))
                .isGreaterThanOrEqualTo(line.getDouble("connectMillis"));
        assertThat(line.getMap())
                .containsEntry("client", "127.0.0.1")
                .containsEntry("method", "POST")
                .containsEntry("target", "/a;p=1")
                .containsEntry("protocol", "HTTP/1.1")
                .containsEntry("host", "shop.example")
                .containsEntry("status", 200)
                .containsEntry("end", "done")
                .containsEntry("bytesIn", 3)
                .containsEntry("bytesOut", 5)
                .containsEntry("referer", "http://r.example/x")
                .containsEntry("userAgent", "ua")
                .containsEntry("node", "n1")
                .containsEntry("context", "/")
                .containsEntry("balancer", "mycluster")
                .containsEntry("sticky", "hit")
                .containsEntry("tries", 1);
        assertThat(Files.readString(file)).doesNotContain("token", "secret", "JSESSIONID", "YTpi", "k=v");
    }

    @Test
    void each_refusal_has_its_line() throws Exception {
        proxy.start();
        RawHttp.exchange(proxy.port(), "GET /\u001b[0m HTTP/1.1\r\nHost: h\r\n\r\n", SOON);
        RawHttp.exchange(proxy.port(), "TRACE /t HTTP/1.1\r\nHost: h\r\n\r\n", Duration.ofMillis(200));
        RawHttp.exchange(proxy.port(), "GET /" + "a".repeat(2000) + " HTTP/1.1\r\n\r\n", SOON);
        RawHttp.exchange(proxy.port(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(20_000) + "\r\n\r\n", SOON);
        RawHttp.exchange(proxy.port(), "GET / HTTP/1.1\r\nHost: h\r\nslow", SOON);
        RawHttp.exchange(proxy.port(), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nslow", SOON);

        List<JsonObject> lines = lines(6);
        assertThat(lines).extracting(line -> line.getInteger("status")).containsExactly(400, 405, 414, 431, 408, 408);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.getString("end")).isEqualTo("refused");
            assertThat(line.getString("reason")).isNotBlank();
        });
        assertThat(lines.get(0).getString("target")).isEqualTo("/\u001b[0m");
        assertThat(lines.get(5).getString("method")).isEqualTo("POST");
    }

    @Test
    void what_went_wrong_is_said() throws Exception {
        node.answerNext(Answer.closeWithoutAnswer(), Answer.closeMidBody(100), Answer.never());
        proxy.start();
        proxy.ask("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
        RawHttp.exchange(proxy.port(), "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n", SOON);
        try (RawHttp client = proxy.client()) {
            client.send("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> node.requests().size() == 3);
        }

        List<JsonObject> lines = lines(3);
        assertThat(lines)
                .extracting(
                        line -> line.getString("target"),
                        line -> line.getInteger("status"),
                        line -> line.getString("end"),
                        line -> line.getString("reason"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/1", 502, "refused", "broken_before_response"),
                        org.assertj.core.groups.Tuple.tuple("/2", 200, "cut", "broken_after_response"),
                        org.assertj.core.groups.Tuple.tuple("/3", 499, "gone", "client_gone"));
    }

    @Test
    void a_thousand_requests_are_a_thousand_lines() throws Exception {
        proxy.start();
        int count = 1000;
        try (RawHttp client = proxy.client()) {
            // B-14: pipelined, so that all of them are on their way at once
            client.send("GET /p HTTP/1.1\r\nHost: h\r\n\r\n".repeat(count));
            for (int i = 0; i < count; i++) {
                assertThat(client.read(SOON).status()).isEqualTo(200);
            }
        }

        assertThat(lines(count)).extracting(line -> line.getString("requestId")).doesNotHaveDuplicates();
    }

    @Test
    void an_id_is_taken_from_a_trusted_proxy_only() throws Exception {
        proxy.options.getForwarded().setTrusted(List.of(CidrBlock.parse("127.0.0.0/8")));
        proxy.start();
        String get = "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: %s\r\ntraceparent: 00-1-2-01\r\n\r\n";

        assertThat(proxy.ask(get.formatted("abc-1")).header("X-Request-Id")).isEqualTo("abc-1");
        assertThat(proxy.ask(get.formatted("a b\"")).header("X-Request-Id")).hasSize(32);
        assertThat(node.requests().get(0).values("x-request-id")).containsExactly("abc-1");
        assertThat(node.requests().get(0).values("traceparent")).containsExactly("00-1-2-01");
        assertThat(node.requests().get(1).values("x-request-id")).hasSize(1).noneMatch("a b\""::equals);
    }

    @Test
    void without_the_option_there_is_no_id() throws Exception {
        proxy.options.getRequest().setIdHeader("");
        proxy.start();

        RawHttp.Response response = proxy.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: theirs\r\n\r\n");

        assertThat(response.header("X-Request-Id")).isEmpty();
        assertThat(node.requests().get(0).values("X-Request-Id")).containsExactly("theirs");
        assertThat(line().getMap()).doesNotContainKey("requestId");
    }
}
