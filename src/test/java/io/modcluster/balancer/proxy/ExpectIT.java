package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B-17: Expect: 100-continue, RFC 9110 §10.1.1. */
class ExpectIT {
    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    @Test
    @DisplayName("B-17: the node's 100 is relayed, then the body flows")
    void the_nodes_100_is_relayed() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    if (connection.readHead().contains("Expect: 100-continue")) {
                        connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + connection.read(5));
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send(HEAD);
            assertThat(client.read(Duration.ofMillis(900)).status()).isEqualTo(100);
            client.send("hello");

            RawHttp.Response response = client.read(SOON);

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.header("Connection")).isEmpty();
        }
    }

    @Test
    @DisplayName("B-17: a node that invites twice, or later than we do, invites the client once")
    void a_second_invitation_does_not_pass() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + connection.read(5));
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            assertThat(client.send(HEAD).read(SOON).status()).isEqualTo(100);

            assertThat(client.send("hello").read(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("B-17: a node that sends nothing does not hold the client up for more than a second")
    void a_silent_node_is_no_deadlock() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + connection.read(5));
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send(HEAD);
            assertThat(client.read(Duration.ofMillis(1500)).status()).isEqualTo(100);

            assertThat(client.send("hello").read(SOON).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("B-17: a 417 of the node passes at once, and the connection ends with it")
    void a_417_passes() throws Exception {
        assertFinalAtOnce("417 Expectation Failed");
    }

    @Test
    @DisplayName("B-17: a final answer instead of 100 passes at once")
    void a_final_answer_passes() throws Exception {
        assertFinalAtOnce("200 OK");
    }

    private static void assertFinalAtOnce(String status) throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Response response = client.send(HEAD).read(Duration.ofMillis(900));

            assertThat(response.head()).startsWith("HTTP/1.1 " + status);
            assertThat(response.body()).isEqualTo("no");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedWithin(SOON)).isTrue();
            org.awaitility.Awaitility.await().atMost(SOON).until(() -> node.openConnections() == 0);
        }
    }

    @Test
    @DisplayName("B-17: a body that is sent without waiting arrives")
    void an_impatient_client_is_served() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                            + connection.read(5));
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            RawHttp.Outcome outcome = RawHttp.exchange(proxy.port(), HEAD + "hello", Duration.ofMillis(500));

            assertThat(outcome.statuses()).endsWith(200);
            assertThat(outcome.responses().get(outcome.responses().size() - 1).body())
                    .isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("B-17: another expectation is 417 and reaches no node")
    void other_expectations_are_refused() throws Exception {
        try (ByteNode node = ByteNode.start(ByteNode.Connection::readToEnd);
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            assertThat(proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: x\r\n\r\n")
                            .status())
                    .isEqualTo(417);
            assertThat(node.connections()).isZero();
        }
    }

    @Test
    void an_expectation_without_a_body_is_not_passed_on() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            assertThat(proxy.ask("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(node.received()).doesNotContain("Expect");
        }
    }
}
