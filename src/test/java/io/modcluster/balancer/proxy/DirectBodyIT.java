package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.options.AccessLogOptions.Sink;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long bodies of responses, which go from the node's connection to the client's without a copy. */
@SuppressWarnings("NullAway") // set by JUnit
class DirectBodyIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    /** Around the lengths at which something is decided: short ones, those of five digits, what is read at once. */
    private static final List<Integer> LENGTHS =
            List.of(0, 1, 4095, 4096, 4097, 9999, 10_000, 65_535, 65_536, 65_537, 200_000, 1_048_576);

    @TempDir
    Path folder;

    private static String body(int length, Random random) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36));
        }
        text.setLength(length);
        return text.toString();
    }

    private static String chunks(String body, Random random) {
        StringBuilder text = new StringBuilder();
        int most = random.nextBoolean() ? 300_000 : 700;
        for (int at = 0; at < body.length(); ) {
            int end = Math.min(body.length(), at + 1 + random.nextInt(most));
            text.append(Integer.toHexString(end - at)).append("\r\n").append(body, at, end);
            text.append("\r\n");
            at = end;
        }
        return text.append("0\r\n\r\n").toString();
    }

    private static String framed(String body, boolean chunked, Random random) {
        return chunked
                ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(body, random)
                : "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodies_of_all_lengths_follow_each_other_on_one_connection(boolean chunked) throws Exception {
        Random random = new Random(5);
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            long all = 0;
            for (int length : LENGTHS) {
                String body = body(length, random);
                node.answerNext(Answer.raw(framed(body, chunked, random)));

                RawHttp.Response response = client.send(GET).read(SOON);

                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body().equals(body)).as("body of " + length).isTrue();
                all += length;
            }
            assertThat(node.connections()).isEqualTo(1);
            assertThat(proxy.counter("n1").read()).isEqualTo(all);
        }
    }

    @Test
    void answers_to_pipelined_requests_keep_their_order_when_the_client_reads_late() throws Exception {
        Random random = new Random(6);
        List<String> bodies = new ArrayList<>();
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            for (int length : List.of(3_000_000, 12, 100_000, 3_000_000, 20_000, 5000, 1_000_000)) {
                String body = body(length, random);
                bodies.add(body);
                node.answerNext(Answer.raw(framed(body, random.nextBoolean(), random)));
            }
            client.send(GET.repeat(bodies.size()));
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);

            for (String body : bodies) {
                assertThat(client.read(SOON).body().equals(body))
                        .as("body of " + body.length())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_body_that_breaks_off_does_not_look_complete(boolean chunked) throws Exception {
        String half = body(150_000, new Random(7));
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(
                            chunked
                                    ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + half
                                    : "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + half);
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Outcome outcome = client.send(GET).readUntilQuiet(SOON);

            assertThat(outcome.responses()).isEmpty();
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.rest()).contains("200 OK").contains(half.substring(0, 1000));
        }
    }

    @Test
    void a_client_that_leaves_in_the_middle_ends_the_exchange_at_the_node() throws Exception {
        String piece = body(1_000_000, new Random(8));
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\n");
                    for (int i = 0; i < 400; i++) {
                        connection.send(piece);
                    }
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            try (RawHttp client = proxy.client()) {
                client.send(GET);
                await().atMost(SOON).until(() -> proxy.counter("n1").read() > 1_000_000);
            }

            await().atMost(SOON).until(() -> node.openConnections() == 0);
            assertThat(node.sent()).isLessThan(400_000_000);
        }
    }

    @Test
    void the_access_log_has_the_length_of_the_body() throws Exception {
        Path file = folder.resolve("access.log");
        Random random = new Random(9);
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port()))) {
            proxy.options
                    .getAccessLog()
                    .setTo(Sink.FILE)
                    .setFile(file.toString())
                    .setFormat(Format.JSON);
            proxy.start();
            node.answerNext(Answer.raw(framed(body(123_456, random), true, random)));

            assertThat(proxy.get("/").body()).hasSize(123_456);

            await().atMost(SOON)
                    .until(() -> Files.exists(file) && !Files.readString(file).isBlank());
            assertThat(new JsonObject(Files.readString(file)).getLong("bytesOut"))
                    .isEqualTo(123_456);
        }
    }
}
