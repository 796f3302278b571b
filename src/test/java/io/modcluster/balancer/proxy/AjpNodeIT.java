package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.ajp.AjpBytes;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import io.modcluster.balancer.testkit.ajp.ForwardedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a balancer says to an AJP node, packet by packet, and how it lives with the connections. */
// in a text block nobody would see the ends of lines, which are what this is about
@SuppressWarnings("StringConcatToTextBlock")
class AjpNodeIT {
    private final AjpNodes nodes = new AjpNodes();

    @AfterEach
    void stop() throws Exception {
        nodes.close();
    }

    @Test
    @DisplayName("D-03 Ghostcat: no header of a client becomes an attribute, seen on the wire")
    void nothing_of_a_client_becomes_an_attribute() throws Exception {
        FakeAjpNode node = nodes.fake(FakeAjpNode.saying("ok"));
        ProxyFixture proxy = nodes.proxyTo(node).start();

        RawHttp.Response response = proxy.ask("GET /a?javax.servlet.include.path_info=/WEB-INF/web.xml HTTP/1.1\r\n"
                + "Host: shop.example:8443\r\nremote_user: root\r\nAJP_REMOTE_PORT: 1\r\nAJP_SSL_KEY_SIZE: 1\r\n"
                + "javax.servlet.include.request_uri: /\r\nX-AJP-Attribute: x\r\nreq_attribute: x\r\nSSL_CIPHER: x\r\n"
                + "Cookie: a=1\r\nCookie: b=2\r\nConnection: X-Named\r\nX-Named: x\r\n\r\n");

        assertThat(response.body()).isEqualTo("ok");
        ForwardedRequest request = node.requests().get(0);
        assertThat(request.attributes())
                .containsOnlyKeys("#5", "#6", "AJP_REMOTE_PORT", "AJP_LOCAL_ADDR")
                .containsEntry("#5", "javax.servlet.include.path_info=/WEB-INF/web.xml")
                .containsEntry("#6", "n1")
                .doesNotContainEntry("AJP_REMOTE_PORT", "1");
        assertThat(request.headers())
                .containsExactly(
                        "host: shop.example:8443",
                        "X-AJP-Attribute: x",
                        "cookie: a=1",
                        "cookie: b=2",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: shop.example:8443",
                        "X-Forwarded-Port: 8443",
                        "Forwarded: for=127.0.0.1;host=\"shop.example:8443\";proto=http",
                        "Via: 1.1 test-balancer");
        assertThat(request.serverName()).isEqualTo("shop.example");
        assertThat(request.serverPort()).isEqualTo(8443);
        assertThat(request.remoteAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    @DisplayName("D-05 CVE-2022-26377: an unasked body packet goes only where a length was told, and never beyond it")
    void no_body_packet_can_be_taken_for_a_request() throws Exception {
        String smuggled = AjpBytes.packet("").replace("AB", "\u00124") + "smuggled";
        FakeAjpNode node = nodes.fake(call -> {
            boolean told = !call.request().values("content-length").isEmpty();
            StringBuilder got = new StringBuilder(told ? call.readBody() : "");
            // as Tomcat does: asks until it is told that there is no more
            for (String more = call.askForBody(5); !more.isEmpty(); more = call.askForBody(5)) {
                assertThat(more).hasSizeLessThanOrEqualTo(5);
                got.append(more);
            }
            call.send(head(200, "", "Content-Length: " + got.length()), body(got.toString()), END);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();
        String chunked = Integer.toHexString(smuggled.length()) + "\r\n" + smuggled + "\r\n0\r\n\r\n";

        assertThat(proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + smuggled.length() + "\r\n\r\n"
                                + smuggled)
                        .body())
                .isEqualTo(smuggled);
        assertThat(proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked)
                        .body())
                .isEqualTo(smuggled);
        assertThat(proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
                                + chunked)
                        .status())
                .isEqualTo(400);
        assertThat(proxy.get("/").body()).isEmpty();

        assertThat(node.requests())
                .extracting(request -> request.values("content-length") + "" + request.values("transfer-encoding"))
                .containsExactly("[" + smuggled.length() + "][]", "[][chunked]", "[][]");
        assertThat(node.connections()).isEqualTo(1);
    }

    @Test
    @DisplayName("D-06 a node that closes on a request is not in error, and gets the next one")
    void a_node_that_closes_on_a_request() throws Exception {
        FakeAjpNode node = nodes.fake(call -> {
            if (call.request().uri().equals("/big")) {
                throw call.cut();
            }
            FakeAjpNode.saying("ok").serve(call);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();

        for (int i = 0; i < 3; i++) {
            assertThat(proxy.ask("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                            .status())
                    .isEqualTo(502);
            assertThat(proxy.get("/").body()).isEqualTo("ok");
        }
        assertThat(proxy.failures()).isEmpty();
        assertThat(proxy.counter("n1").refusesAjp()).isFalse();
    }

    @Test
    @DisplayName("D-08 a head that does not fit into a packet is 431, and nothing of it is sent")
    void a_head_that_does_not_fit() throws Exception {
        FakeAjpNode node = nodes.fake(FakeAjpNode.saying("ok"));
        ProxyFixture proxy = nodes.proxyTo(node).start();

        RawHttp.Response refused = proxy.ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(8100) + "\r\n\r\n");

        assertThat(refused.status()).isEqualTo(431);
        assertThat(refused.body()).isEqualTo("the head of the request is longer than the node takes\n");
        assertThat(proxy.get("/").body()).isEqualTo("ok");
        assertThat(node.requests()).hasSize(1);
        assertThat(node.connections()).isEqualTo(1);
        assertThat(proxy.failures()).isEmpty();
    }

    @Test
    @DisplayName("D-09 a client that goes away takes its connection with it, uploading or downloading")
    void a_client_that_goes_away() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        FakeAjpNode node = nodes.fake(call -> {
            if (call.request().uri().equals("/up")) {
                call.readBody();
                begun.countDown();
                call.readToEnd();
                throw call.cut();
            } else if (call.request().uri().equals("/down")) {
                call.send(head(200, "", "Content-Length: 100"), body("half"));
                begun.countDown();
                call.readToEnd();
                throw call.cut();
            }
            FakeAjpNode.saying("ok").serve(call);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();
        try (RawHttp up = proxy.client();
                RawHttp down = proxy.client()) {
            up.send("POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nfirst");
            down.send("GET /down HTTP/1.1\r\nHost: h\r\n\r\n");
            AjpNodes.awaitQuietly(begun);
        }

        await().atMost(SOON).until(() -> node.openConnections() == 0);
        assertThat(proxy.get("/").body()).isEqualTo("ok");
        assertThat(node.connections()).isEqualTo(3);
    }

    @Test
    @DisplayName("D-04 a node that answers 403 to everything is recognised, and is not in error")
    void a_secret_that_is_not_the_nodes() throws Exception {
        FakeAjpNode node = nodes.fake(call -> {
            if ("right".equals(call.request().attributes().get("#12"))) {
                FakeAjpNode.saying("ok").serve(call);
            } else {
                call.send(head(403, "403"), AjpBytes.END_CLOSE);
                throw call.cut();
            }
        });
        ProxyFixture wrong = nodes.proxyTo(node);
        wrong.ajp.setSecret("wrong");
        wrong.start();
        for (int i = 0; i < 3; i++) {
            assertThat(wrong.counter("n1").refusesAjp()).isFalse();
            assertThat(wrong.get("/").status()).isEqualTo(403);
        }
        await().until(() -> wrong.counter("n1").refusesAjp());
        assertThat(wrong.failures()).isEmpty();

        ProxyFixture right = nodes.proxyTo(node);
        right.ajp.setSecret("wrong").setSecrets(List.of("node:n1=right"));
        right.start();
        assertThat(right.get("/").body()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 304", "GET, 204"})
    void a_response_without_a_body_does_not_wait_for_its_end(String method, int status) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        FakeAjpNode node = nodes.fake(call -> {
            if (call.request().uri().equals("/long")) {
                call.send(head(status, "", "X: y"));
                AjpNodes.awaitQuietly(goOn);
                call.send(END);
                return;
            }
            FakeAjpNode.saying("ok").serve(call);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();
        try (RawHttp client = proxy.client()) {
            client.send(method + " /long HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().atMost(SOON).until(() -> saysOk(client.readUntilQuiet(Duration.ofMillis(50))));
        }
        assertThat(node.openConnections()).isEqualTo(2);

        goOn.countDown();
        assertThat(proxy.get("/").body()).isEqualTo("ok");
        assertThat(node.connections()).isEqualTo(2);
    }

    /** An answer to HEAD that tells a length is no complete response to who does not know that. */
    private static boolean saysOk(RawHttp.Outcome outcome) {
        return outcome.rest().endsWith("ok")
                || outcome.responses().stream()
                        .anyMatch(response -> response.body().equals("ok"));
    }

    @Test
    void a_node_decides_how_fast_it_takes_a_body() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        FakeAjpNode node = nodes.fake(call -> {
            StringBuilder got = new StringBuilder(call.readBody());
            AjpNodes.awaitQuietly(goOn);
            while (got.length() < 1_000_000) {
                got.append(call.askForBody(8186));
            }
            FakeAjpNode.saying("" + got.length()).serve(call);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();
        CompletableFuture<RawHttp.Response> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return proxy.ask(
                        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        await().until(() -> node.requests().size() == 1);
        await().during(Duration.ofMillis(200)).until(() -> proxy.counter("n1").transferred() < 300_000);
        goOn.countDown();

        assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("1000000");
    }

    @Test
    void a_client_that_waits_for_100_gets_it_when_the_node_wants_the_body() throws Exception {
        FakeAjpNode node = nodes.fake(call -> {
            if (call.request().uri().equals("/refuse")) {
                FakeAjpNode.saying("no").serve(call);
                call.readToEnd();
                return;
            }
            String got = call.askForBody(100);
            assertThat(call.askForBody(100)).isEmpty();
            FakeAjpNode.saying(got).serve(call);
        });
        ProxyFixture proxy = nodes.proxyTo(node).start();
        String lines = " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (RawHttp client = proxy.client()) {
            assertThat(client.send("POST /refuse" + lines).read(SOON).body()).isEqualTo("no");
        }
        try (RawHttp client = proxy.client()) {
            assertThat(client.send("POST /take" + lines).read(SOON).status()).isEqualTo(100);
            assertThat(client.send("5\r\nhello\r\n0\r\n\r\n").read(SOON).body()).isEqualTo("hello");
        }
    }
}
