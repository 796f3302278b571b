package io.modcluster.balancer.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingNodeIT {
    private RecordingNode node;
    private Socket client;
    private WireReader answers;

    @BeforeEach
    void start() throws IOException {
        node = RecordingNode.start("n1");
        connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        node.close();
    }

    @Test
    void two_requests_on_one_connection_are_kept_byte_for_byte() throws IOException {
        String first = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        String second = "PUT /b HTTP/1.1\r\nhost:x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n";
        send(first + second);

        assertThat(answer().body()).isEqualTo("n1");
        assertThat(answer().body()).isEqualTo("n1");
        assertThat(node.requests()).extracting(WireMessage::wire).containsExactly(first, second);
        assertThat(node.requests()).extracting(WireMessage::body).containsExactly("abc", "de");
        assertThat(node.connections()).isEqualTo(1);
    }

    @Test
    void a_probe_is_answered_and_not_listed() throws IOException {
        send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer().status()).isEqualTo(200);
        assertThat(node.probes()).isEqualTo(1);
        assertThat(node.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.0\r\nHost: x\r\n\r\n",
                "GET /  HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n"
            })
    void what_two_parsers_could_read_in_two_ways_is_a_violation(String ambiguous) throws IOException {
        send(ambiguous);

        assertThat(answer().status()).isEqualTo(400);
        await().untilAsserted(() -> assertThat(node.violations()).hasSize(1));
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void answers_follow_the_script_and_then_the_default() throws IOException {
        node.answerNext(Answer.status(503, "Busy", "later"), Answer.ok("slow").delayed(Duration.ofMillis(50)));
        send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(List.of(answer().body(), answer().body(), answer().body())).containsExactly("later", "slow", "n1");
    }

    @Test
    void a_scripted_close_ends_the_connection_without_a_byte_or_in_the_body() throws IOException {
        node.answerNext(Answer.closeWithoutAnswer(), Answer.closeMidBody(100));

        send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
        connect();
        send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                .endsWith("\r\n\r\n" + "x".repeat(49));
    }

    @Test
    void a_request_that_is_never_finished_is_a_broken_connection_and_no_violation() throws IOException {
        send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        client.shutdownOutput();

        assertThat(client.getInputStream().readAllBytes()).isEmpty();
        await().until(() -> node.brokenConnections() == 1);
        assertThat(node.violations()).isEmpty();
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void three_hundred_connections_are_served_at_once() throws IOException {
        List<Socket> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Socket socket = open();
            many.add(socket);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        }
        for (Socket socket : many) {
            WireReader reader = new WireReader(socket.getInputStream(), 0);
            assertThat(reader.responseBody(reader.responseHead().orElseThrow()).body())
                    .isEqualTo("n1");
        }
        assertThat(node.requests()).hasSize(300);
        assertThat(node.openConnections()).isEqualTo(301);
        for (Socket socket : many) {
            socket.close();
        }
        await().untilAsserted(() -> assertThat(node.openConnections()).isEqualTo(1));
    }

    private void connect() throws IOException {
        client = open();
        answers = new WireReader(new BufferedInputStream(client.getInputStream()), 0);
    }

    private Socket open() throws IOException {
        return new Socket(node.address().getAddress(), node.port());
    }

    private void send(String bytes) throws IOException {
        client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    private WireMessage answer() throws IOException {
        return answers.responseBody(answers.responseHead().orElseThrow());
    }
}
