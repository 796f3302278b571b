package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.END_CLOSE;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.number;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.packet;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.wants;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D-01, D-02, D-05: what an evil AJP node sends; the client gets one answer or none, and the next request is clean. */
class EvilAjpNodeIT {
    private static final String GOOD = head(200, "OK", "Content-Length: 2");
    private static final String EVIL = head(200, "OK", "Content-Length: 4") + body("EVIL") + END;

    private FakeAjpNode node;
    private ProxyFixture proxy;
    private volatile String answer = "";
    private volatile String late = "";
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean closes;

    @BeforeEach
    void start() throws Exception {
        node = FakeAjpNode.start(call -> {
            if (call.request().uri().startsWith("/next")) {
                FakeAjpNode.saying("clean").serve(call);
                return;
            }
            call.send(answer);
            if (!late.isEmpty()) {
                await().atMost(SOON).until(answered::get);
                call.send(late);
            }
            if (!closes) {
                call.readToEnd();
            }
            throw call.cut();
        });
        proxy = new ProxyFixture(AjpNodes.ajp("n1", node.port(), Duration.ofSeconds(2)));
        proxy.traffic.setMaxConnectionsPerNode(1);
        proxy.start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private void assertNextIsClean(int connections) throws Exception {
        for (int i = 0; i < 2; i++) {
            RawHttp.Response next = proxy.get("/next" + i);
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).isEqualTo("clean");
        }
        assertThat(node.connections()).isEqualTo(connections);
        assertThat(proxy.failures()).isEmpty();
    }

    static Stream<Arguments> notUnderstood() {
        return Stream.of(
                Arguments.of("magic AC", "AC\0\2\5\1"),
                Arguments.of("length 0", "AB\0\0"),
                Arguments.of("length 65533", "AB" + number(65533)),
                Arguments.of("length 65535", "AB" + number(65535)),
                Arguments.of("unknown message", packet("\u0007")),
                Arguments.of("header count -1", packet("\u0004\0\u00c8\0\0\0\u00ff\u00ff")),
                Arguments.of("a text beyond the packet", packet("\u0004\0\u00c8\u007f\u00ff")),
                Arguments.of("no NUL", packet("\u0004\0\u00c8\0\1xy\0\0")),
                Arguments.of("header code 12", head(200, "", "@a00c: a") + END),
                Arguments.of("status 0", head(0, "") + END),
                Arguments.of("status 99", head(99, "") + END),
                Arguments.of("status 100", head(100, "") + END),
                Arguments.of("status 1000", head(1000, "") + END),
                Arguments.of("CR LF in the reason", head(200, "OK\r\nSet-Cookie: evil") + END),
                Arguments.of("LF in a value", head(200, "", "X: a\nSet-Cookie: evil") + END),
                Arguments.of("two lengths", head(200, "", "@a003: 1", "Content-Length: 2") + body("ok") + END),
                Arguments.of("asks for a body without end", wants(10).repeat(50)),
                Arguments.of("END before headers", END),
                Arguments.of("body before headers", body("ok") + END),
                Arguments.of("CPONG in place of an answer", packet("\u0009")));
    }

    @ParameterizedTest(name = "D-01/D-02/D-05 {0}")
    @MethodSource("notUnderstood")
    void what_cannot_be_understood_is_502_and_its_connection_dropped(String name, String bytes) throws Exception {
        answer = bytes;

        RawHttp.Response response = proxy.ask("POST / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("the node sent an answer that cannot be understood\n");
        assertNextIsClean(2);
    }

    static Stream<Arguments> brokenOff() {
        return Stream.of(
                Arguments.of("END before the Content-Length", head(200, "", "Content-Length: 9") + body("half") + END),
                Arguments.of("second SEND_HEADERS", GOOD + body("o") + GOOD + body("k") + END),
                Arguments.of("a piece longer than its packet", GOOD + packet("\u0003\0\5ok\0")),
                Arguments.of("magic in the middle", head(200, "") + body("half") + "XX"),
                Arguments.of("unknown message in the middle", head(200, "") + body("half") + packet("\u0001")));
    }

    @ParameterizedTest(name = "D-01/D-05 {0}")
    @MethodSource("brokenOff")
    void what_breaks_off_never_looks_complete(String name, String bytes) throws Exception {
        answer = bytes;
        assertCut();
    }

    @ParameterizedTest(name = "D-05 closed without END, length told: {0}")
    @ValueSource(booleans = {true, false})
    void a_response_without_its_end_is_cut(boolean told) throws Exception {
        closes = true;
        answer = (told ? head(200, "", "Content-Length: 9") : head(200, "")) + body("half");
        assertCut();
    }

    private void assertCut() throws Exception {
        RawHttp.Outcome outcome = RawHttp.exchange(proxy.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n", SOON);

        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.responses()).isEmpty();
        assertThat(outcome.rest()).doesNotContain("\r\n0\r\n\r\n").doesNotContain("EVIL");
        closes = false;
        assertNextIsClean(2);
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                Arguments.of("an answer behind the answer", GOOD + body("ok") + END + EVIL, 2),
                Arguments.of("END twice", GOOD + body("ok") + END + END, 2),
                Arguments.of("GET_BODY_CHUNK after END", GOOD + body("ok") + END + wants(10), 2),
                Arguments.of("half a packet behind", GOOD + body("ok") + END + "A", 2),
                Arguments.of("more than the Content-Length", GOOD + body("okEXTRA") + END, 2),
                Arguments.of("body of a 204", head(204, "") + body("hello") + END, 2),
                Arguments.of("body of a 304", head(304, "", "Content-Length: 5") + body("hello") + END, 2),
                Arguments.of("END without reuse", GOOD + body("ok") + END_CLOSE, 2),
                Arguments.of("empty pieces", GOOD + body("") + body("ok") + body("") + END + "", 2));
    }

    @ParameterizedTest(name = "D-05 {0}")
    @MethodSource("tooMuch")
    void what_is_too_much_ends_the_connection_and_answers_nobody(String name, String bytes, int connections)
            throws Exception {
        answer = bytes;

        RawHttp.Response response = proxy.get("/");

        assertThat(response.status()).isIn(200, 204, 304);
        assertThat(response.body()).isIn("ok", "");
        if (name.equals("empty pieces")) {
            // nothing is wrong with it: the script ends the connection
            await().until(() -> node.openConnections() == 0 || node.connections() == 1);
            return;
        }
        assertNextIsClean(connections);
    }

    static Stream<Arguments> unasked() {
        return Stream.of(
                Arguments.of("an answer", EVIL),
                Arguments.of("half a packet", "A"),
                Arguments.of("GET_BODY_CHUNK", wants(10)));
    }

    @ParameterizedTest(name = "D-05 {0}")
    @MethodSource("unasked")
    void what_comes_later_and_unasked_ends_the_connection_and_answers_nobody(String name, String unasked)
            throws Exception {
        answer = GOOD + body("ok") + END;
        late = unasked;

        assertThat(proxy.get("/").body()).isEqualTo("ok");
        answered.set(true);

        await().until(() -> node.openConnections() == 0);
        assertNextIsClean(2);
    }

    @Test
    @DisplayName("D-05 a body shorter than its Content-Length never becomes a request, and its connection is dropped")
    void a_body_that_is_too_short() throws Exception {
        answer = "";
        try (RawHttp client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nshort");
            await().until(() -> node.requests().size() == 1);
        }
        await().until(() -> node.openConnections() == 0);
        assertNextIsClean(2);
    }

    @Test
    void every_byte_by_itself_is_the_same_answer() throws Exception {
        String whole = head(200, "OK", "X: y") + body("he") + body("llo") + END;
        FakeAjpNode dripping = FakeAjpNode.start(call -> {
            for (int i = 0; i < whole.length(); i++) {
                call.send(whole.substring(i, i + 1));
            }
        });
        try (ProxyFixture slow = new ProxyFixture(AjpNodes.ajp("n1", dripping.port(), Duration.ofSeconds(2))).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(slow.get("/").body()).isEqualTo("hello");
            }
            assertThat(List.of(dripping.connections())).containsExactly(1);
        } finally {
            dripping.close();
        }
    }
}
