package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an HTTP/2 client may ask, and what becomes of it at an HTTP/1.1 node. */
@SuppressWarnings("StringConcatToTextBlock") // lines of the wire
class Http2RequestsIT {
    private static final int PROTOCOL_ERROR = 1;

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        proxy.start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private RawHttp2 client() throws Exception {
        return RawHttp2.connect(proxy.clearTextPort());
    }

    private static String[] get(String... changes) {
        Map<String, String> head = new LinkedHashMap<>();
        head.put(":method", "GET");
        head.put(":scheme", "http");
        head.put(":path", "/");
        head.put(":authority", "shop.example");
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].equals("-")) {
                head.remove(changes[i]);
            } else {
                head.put(changes[i], changes[i + 1]);
            }
        }
        List<String> all = new ArrayList<>();
        head.forEach((name, value) -> all.addAll(List.of(name, value)));
        return all.toArray(new String[0]);
    }

    @Test
    void c_02_bad_paths_and_authorities_are_refused_and_leak_no_connection_to_the_node() throws Exception {
        String[][] bad = {
            {":path", "/a b"},
            {":path", "http://shop.example/"},
            {":path", "noslash"},
            {":path", "/a\r\nX: y"},
            {":path", ""},
            {":path", "*"},
            {":path", "/" + "a".repeat(15_000) + "\u00ff"},
            {":authority", "-"},
            {":authority", "-", "host", "a b"},
            {":authority", "user@shop.example"},
        };
        int stream = -1;
        try (RawHttp2 client = client()) {
            for (int i = 0; i < 100; i++) {
                stream += 2;
                client.headers(stream, true, get(bad[i % bad.length]));
                RawHttp2.Reply reply = client.reply(stream, ProxyFixture.SOON);
                assertThat(reply.status() == 400 || reply.reset() == PROTOCOL_ERROR)
                        .as("%s: %s", bad[i % bad.length][1], reply)
                        .isTrue();
            }
            for (int i = 0; i < 20; i++) {
                stream += 2;
                client.get(stream, "/good" + i);
                assertThat(client.reply(stream, ProxyFixture.SOON).status()).isEqualTo(200);
            }
            stream += 2;
            client.headers(stream, true, get(":authority", "-", "host", "shop.example"));
            assertThat(client.reply(stream, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests()).hasSize(21).allSatisfy(seen -> assertThat(seen.values("Host"))
                .containsExactly("shop.example"));
    }

    @Test
    void c_06_no_request_becomes_two_at_the_node_and_no_header_is_made_up() throws Exception {
        Map<String, String[]> cases = new LinkedHashMap<>();
        cases.put("te_chunked", get("transfer-encoding", "chunked"));
        cases.put("cl_dup", new String[] {
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "a",
            "content-length",
            "1",
            "content-length",
            "2"
        });
        cases.put("lf_value", get("x-a", "a\nX-Injected: 1"));
        cases.put("nul_value", get("x-a", "a\u0000b"));
        cases.put("crlf_name", get("x-a\r\nx-injected", "1"));
        cases.put("colon_name", get("x:a", "1"));
        cases.put("space_name", get("x a", "1"));
        cases.put("upper_name", get("X-A", "1"));
        cases.put("method_space", get(":method", "GET /x HTTP/1.1"));
        cases.put("method_crlf", get(":method", "GET\r\nX-Injected: 1"));
        cases.put("authority_crlf", get(":authority", "a\r\nX-Injected: 1"));
        cases.put("authority_host_diff", get("host", "other.example"));
        cases.put("scheme_inj", get(":scheme", "http://evil.example/x"));
        cases.put("connection_hdr", get("connection", "close"));
        cases.put("upgrade_hdr", get("upgrade", "h2c"));
        cases.put("te_gzip", get("te", "gzip"));
        cases.put(
                "pseudo_dup",
                new String[] {":method", "GET", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"});
        cases.put(
                "pseudo_after",
                new String[] {":method", "GET", ":scheme", "http", "x-a", "1", ":path", "/", ":authority", "a"});
        cases.put("pseudo_unknown", get(":x", "1"));
        cases.put("ws_rfc8441", get(":method", "CONNECT", ":protocol", "websocket"));
        for (Map.Entry<String, String[]> entry : cases.entrySet()) {
            try (RawHttp2 client = client()) {
                client.headers(1, true, entry.getValue());
                RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
                assertThat(reply.reset() > 0 || reply.status() >= 400 || client.goAway(ProxyFixture.SOON) > 0)
                        .as("%s: %s", entry.getKey(), reply)
                        .isTrue();
            }
        }
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void c_06_pieces_of_a_cookie_are_one_again_at_the_node() throws Exception {
        try (RawHttp2 client = client()) {
            client.get(1, "/", "cookie", "a=1", "cookie", "b=2", "cookie", "c=3");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests().get(0).values("Cookie")).containsExactly("a=1; b=2; c=3");
    }

    @Test
    void c_07_a_body_is_as_long_as_it_says() throws Exception {
        try (RawHttp2 client = client()) {
            client.post(1, "/short", "content-length", "5").data(1, true, "abc");
            assertThat(client.reply(1, ProxyFixture.SOON).reset()).isEqualTo(PROTOCOL_ERROR);
            client.post(3, "/long", "content-length", "2").data(3, true, "abc");
            assertThat(client.reply(3, ProxyFixture.SOON).reset()).isEqualTo(PROTOCOL_ERROR);
            client.post(5, "/right", "content-length", "3").data(5, true, "abc");
            assertThat(client.reply(5, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests()).extracting(WireMessage::summary).containsExactly("POST /right abc");
    }

    @Test
    void c_07_trailers_of_a_request_end_it_and_are_no_headers() throws Exception {
        try (RawHttp2 client = client()) {
            client.post(1, "/").data(1, false, "abc").headers(1, true, "x-trailer", "1", "content-length", "9");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        WireMessage seen = node.requests().get(0);
        assertThat(seen.body()).isEqualTo("abc");
        assertThat(seen.values("X-Trailer")).isEmpty();
        assertThat(seen.values("Content-Length")).isEmpty();
    }

    @Test
    void bodies_without_a_length_arrive_with_any_method_and_no_body_is_none() throws Exception {
        try (RawHttp2 client = client()) {
            client.post(1, "/post").data(1, false, "one").data(1, true, "two");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            client.headers(3, false, get(":path", "/get")).data(3, true, "body");
            assertThat(client.reply(3, ProxyFixture.SOON).status()).isEqualTo(200);
            client.headers(5, true, get(":method", "POST", ":path", "/none"));
            assertThat(client.reply(5, ProxyFixture.SOON).status()).isEqualTo(200);
            client.headers(7, true, get(":method", "HEAD", ":path", "/head"));
            RawHttp2.Reply head = client.reply(7, ProxyFixture.SOON);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers()).containsEntry("content-length", "2");
        }
        assertThat(node.requests())
                .extracting(WireMessage::summary)
                .containsExactly("POST /post onetwo", "GET /get body", "POST /none", "HEAD /head");
        assertThat(node.requests().get(2).values("Transfer-Encoding")).isEmpty();
    }

    @Test
    void fields_of_a_response_are_lower_case_and_those_of_one_connection_stay_off() throws Exception {
        node.answer(any -> Answer.raw("HTTP/1.1 200 Fine\r\nX-Mixed: Case\r\nConnection: X-Named, keep-alive\r\n"
                + "X-Named: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0\r\n\r\n"));
        try (RawHttp2 client = client()) {
            client.get(1, "/");
            RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("abc");
            assertThat(reply.headers()).containsEntry("x-mixed", "Case");
            assertThat(reply.headers().keySet())
                    .doesNotContain("connection", "x-named", "keep-alive", "proxy-connection", "transfer-encoding")
                    .allSatisfy(name -> assertThat(name).isLowerCase());
        }
    }

    @Test
    void more_headers_than_allowed_are_431_and_the_connection_stays() throws Exception {
        String[] many = new String[202];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "x-" + i;
            many[i + 1] = "1";
        }
        try (RawHttp2 client = client()) {
            client.get(1, "/", many);
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(431);
            client.get(3, "/", "x-large", "a".repeat(16_300));
            assertThat(client.reply(3, ProxyFixture.SOON).status()).isEqualTo(431);
            client.get(5, "/");
            assertThat(client.reply(5, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        assertThat(node.requests()).hasSize(1);
    }

    @Test
    void http_1_on_the_port_for_http_2_reaches_no_node_even_where_a_connection_to_it_is_ready() throws Exception {
        try (RawHttp2 client = client()) {
            client.get(1, "/ready");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
        }
        for (int i = 0; i < 20; i++) {
            RawHttp.Outcome outcome = RawHttp.exchange(
                    proxy.clearTextPort(), "GET /one HTTP/1.1\r\nHost: shop.example\r\n\r\n", ProxyFixture.SOON);
            assertThat(outcome.responses()).isEmpty();
            assertThat(outcome.closed()).isTrue();
        }
        assertThat(node.requests()).hasSize(1);
    }
}
