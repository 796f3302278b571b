package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ForwardingIT {
    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port())).start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    @Test
    void a_get_goes_through() throws Exception {
        RawHttp.Response response = proxy.get("/app/x?q=%20a;b");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("n1");
        WireMessage request = node.requests().get(0);
        assertThat(request.startLine()).isEqualTo("GET /app/x?q=%20a;b HTTP/1.1");
        assertThat(request.values("Host")).containsExactly("example.com");
        assertThat(request.framedBody()).isEmpty();
        assertThat(request.value("Transfer-Encoding")).isEmpty();
    }

    @Test
    void requests_of_one_client_share_a_connection_to_the_node() throws Exception {
        try (RawHttp client = proxy.client()) {
            for (int i = 0; i < 20; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: h" + i + "\r\n\r\n");
                assertThat(client.read(SOON).status()).isEqualTo(200);
            }
        }

        assertThat(node.connections()).isEqualTo(1);
        assertThat(proxy.counter("n1").elected()).isEqualTo(20);
    }

    @Test
    void a_body_with_a_length_arrives_as_it_was_sent() throws Exception {
        RawHttp.Response response = proxy.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(response.status()).isEqualTo(200);
        WireMessage request = node.requests().get(0);
        assertThat(request.framedBody()).isEqualTo("hello");
        assertThat(proxy.counter("n1").transferred()).isEqualTo(5);
        assertThat(proxy.counter("n1").read()).isEqualTo(2);
    }

    @Test
    void a_body_in_chunks_arrives_in_chunks() throws Exception {
        RawHttp.Response response =
                proxy.ask("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        assertThat(response.status()).isEqualTo(200);
        WireMessage request = node.requests().get(0);
        assertThat(request.body()).isEqualTo("hello");
        assertThat(request.values("Transfer-Encoding")).containsExactly("chunked");
        assertThat(request.value("Content-Length")).isEmpty();
    }

    @Test
    void a_post_without_a_body_is_not_sent_in_chunks() throws Exception {
        proxy.ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
        proxy.ask("POST /a HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(node.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.value("Transfer-Encoding")).isEmpty();
            assertThat(request.framedBody()).isEmpty();
        });
    }

    @Test
    void a_get_with_a_body_keeps_its_framing_and_the_request_behind_it_its_place() throws Exception {
        try (RawHttp client = proxy.client()) {
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(200);
            assertThat(client.read(SOON).status()).isEqualTo(200);
        }

        assertThat(node.requests()).extracting(WireMessage::summary).containsExactly("GET /1 abc", "GET /2");
    }

    @Test
    void a_response_in_chunks_reaches_the_client_in_chunks() throws Exception {
        node.answerNext(
                Answer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"));

        RawHttp.Response response = proxy.get("/");

        assertThat(response.body()).isEqualTo("abcdef");
        assertThat(response.header("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void a_response_that_ends_with_its_connection_is_passed_on_whole() throws Exception {
        node.answerNext(Answer.raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it")
                .then(Answer.After.CLOSE));

        assertThat(proxy.get("/").body()).isEqualTo("all of it");
    }

    @Test
    void an_http_1_0_client_gets_the_body_up_to_the_end_of_the_connection() throws Exception {
        node.answerNext(Answer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));

        RawHttp.Outcome outcome =
                RawHttp.exchange(proxy.port(), "GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", SOON);

        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.responses()).hasSize(1);
        assertThat(outcome.responses().get(0).body()).isEqualTo("abc");
        assertThat(outcome.responses().get(0).header("Transfer-Encoding")).isEmpty();
    }

    @Test
    @DisplayName("B-14: pipelined requests keep their order and are never merged")
    void b_14_pipelined() throws Exception {
        StringBuilder requests = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            expected.add("POST /" + i + " abc");
        }
        try (RawHttp client = proxy.client()) {
            client.send(requests.toString());
            for (int i = 0; i < 1000; i++) {
                assertThat(client.read(SOON).status()).isEqualTo(200);
            }
        }

        assertThat(node.requests()).extracting(WireMessage::summary).isEqualTo(expected);
    }

    @Test
    void an_http_1_0_client_cannot_take_a_broken_body_for_a_whole_one() throws Exception {
        node.answerNext(Answer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
                .then(Answer.After.CLOSE));
        try (RawHttp client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n");

            assertThat(client.isClosedWithin(SOON)).isTrue();
            assertThat(client.wasReset()).isTrue();
        }
    }
}
