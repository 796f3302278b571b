package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.ws.Frames;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** K-03: nothing but a real upgrade that a node really accepts opens a way past whoever reads requests. */
@Timeout(60)
class BadUpgradeIT {
    private static final String WEBSOCKET = Frames.request("/ws") + "\r\n";
    /** What a smuggler would send through a tunnel that only the proxy believes in. */
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 777 for Sec-WebSocket-Version: 13",
                "X-None: 1 for Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13 for Sec-WebSocket-Version: 13",
            })
    @DisplayName("K-03: another version is answered 426, with the one that would do")
    void k_03_version(String change) throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Outcome outcome = client.send(changed(change) + SMUGGLED).readUntilQuiet(SOON);
            assertThat(outcome.statuses()).containsExactly(426);
            assertThat(outcome.responses().get(0).header("sec-websocket-version"))
                    .isEqualTo("13");
            assertThat(outcome.responses().get(0).header("upgrade")).isEqualTo("websocket");
            assertThat(outcome.closed()).isTrue();
            assertThat(node.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Key: for Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j for Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA for Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key: ???????????????????????= for Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "X-None: 1 for Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "A: b\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== for Host: localhost\r\n"
            })
    @DisplayName("K-03: without the key of a WebSocket the answer is 400")
    void k_03_key(String change) throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Outcome outcome = client.send(changed(change) + SMUGGLED).readUntilQuiet(SOON);
            assertThat(outcome.statuses()).containsExactly(400);
            assertThat(outcome.closed()).isTrue();
            assertThat(node.requests()).isEmpty();
        }
    }

    private static String changed(String change) {
        int middle = change.indexOf(" for ");
        return WEBSOCKET.replace(change.substring(middle + 5), change.substring(0, middle));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /ws HTTP/1.1",
                "PUT /ws HTTP/1.1",
                "GET /ws HTTP/1.0",
            })
    @DisplayName("K-03: another method or version of HTTP makes it an ordinary request")
    void k_03_method(String line) throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            String asked = WEBSOCKET.replace("GET /ws HTTP/1.1", line);
            client.send(asked);
            assertThat(client.read(SOON).status()).isEqualTo(200);
            await().atMost(SOON).untilAsserted(() -> assertThat(node.requests()).isNotEmpty());
            assertThat(node.requests().get(0).head()).doesNotContainIgnoringCase("upgrade");
            assertThat(node.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close for Connection: keep-alive, Upgrade",
                "Upgrade: h2c for Upgrade: websocket",
                "Upgrade: TLS/1.0 for Upgrade: websocket",
                "Upgrade: websocket\r\nContent-Length: 35 for Upgrade: websocket",
            })
    @DisplayName("K-03: what is no upgrade that may be is an ordinary request without Upgrade")
    void k_03_ordinary(String change) throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Response response = client.send(changed(change) + SMUGGLED).read(SOON);
            assertThat(response.status()).isEqualTo(200);
            assertThat(node.requests().get(0).head()).doesNotContainIgnoringCase("upgrade");
        }
    }

    @Test
    @DisplayName("K-03: a node that answers 200 makes no tunnel; what the client sent in advance is its next request")
    void k_03_node_says_200() throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send(WEBSOCKET + SMUGGLED);
            assertThat(client.read(SOON).body()).isEqualTo("n");
            assertThat(client.read(SOON).body()).isEqualTo("n");
            assertThat(node.requests()).extracting(request -> request.target()).containsExactly("/ws", "/smuggled");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Upgrade: websocket, h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Upgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Upgrade: websocket\r\nConnection: Upgrade",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nA\u0001: b",
            })
    @DisplayName("K-03: a 101 that is none is a 502 that closes nothing at the client")
    void k_03_node_says_101(String headers) throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    if (connection.readHead().startsWith("GET /ws ")) {
                        connection.send("HTTP/1.1 101 Switching Protocols\r\n" + headers + "\r\n\r\n");
                    } else {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
                    }
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            assertThat(client.send(WEBSOCKET).read(SOON).status()).isEqualTo(502);
            assertThat(client.send(SMUGGLED).read(SOON).body()).isEqualTo("fine");
            assertThat(node.received()).doesNotContain("\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
        }
    }

    @Test
    @DisplayName("K-03: interim responses before the 101 or the refusal are passed over")
    void k_03_interim() throws Exception {
        for (String last : List.of(Frames.accepted(), "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) {
            try (ByteNode node = ByteNode.start(connection -> {
                        connection.readHead();
                        connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + last);
                        connection.readToEnd();
                    });
                    ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start()) {
                assertThat(proxy.ask(WEBSOCKET).status()).isEqualTo(last.contains("403") ? 403 : 101);
            }
        }
    }
}
