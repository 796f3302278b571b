package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.number;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long bodies of AJP nodes, which go from the node's connection to the client's without a copy. */
class AjpLongBodiesIT {
    private static final String GET = "GET /%s HTTP/1.1\r\nHost: h\r\n\r\n";
    /** Around the lengths at which something is decided: crumbs, short ones, those of five digits, what is read at once. */
    private static final List<Integer> LENGTHS =
            List.of(0, 1, 1023, 1024, 4095, 4096, 4097, 9999, 10_000, 65_535, 65_537, 200_000, 1_048_576);

    private static final int LONGEST_PIECE = 65_528;

    private static String bytes(int length, Random random) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36));
        }
        text.setLength(length);
        return text.toString();
    }

    /** In packets of one kind of length, some with a NUL behind the data and some without, an empty one among them. */
    private static String packets(String data, Random random) {
        StringBuilder text = new StringBuilder();
        int most = List.of(40, 1500, 8184, LONGEST_PIECE).get(random.nextInt(4));
        for (int at = 0; at < data.length(); ) {
            int end = Math.min(data.length(), at + 1 + random.nextInt(most));
            String piece = data.substring(at, end);
            text.append(random.nextBoolean() ? body(piece) : packet("\u0003" + number(piece.length()) + piece));
            at = end;
        }
        return text.append(body("")).toString();
    }

    private static String response(String data, boolean told, Random random) {
        return (told ? head(200, "", "@a003: " + data.length()) : head(200, "")) + packets(data, random) + END;
    }

    /** Answers request after request, {@code /0}, {@code /1} and so on. */
    private static FakeAjpNode answering(List<String> answers) throws Exception {
        return FakeAjpNode.start(call ->
                call.send(answers.get(Integer.parseInt(call.request().uri().substring(1)))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodies_of_all_lengths_follow_each_other_on_one_connection(boolean told) throws Exception {
        Random random = new Random(5);
        List<String> bodies =
                LENGTHS.stream().map(length -> bytes(length, random)).toList();
        long all = LENGTHS.stream().mapToLong(length -> length).sum();
        try (FakeAjpNode node = answering(bodies.stream()
                        .map(data -> response(data, told, random))
                        .toList());
                ProxyFixture proxy = new ProxyFixture(AjpNodes.ajp("n1", node.port(), SOON)).start();
                RawHttp client = proxy.client()) {
            for (int i = 0; i < bodies.size(); i++) {
                RawHttp.Response response = client.send(GET.formatted(i)).read(SOON);

                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body().equals(bodies.get(i)))
                        .as("body of " + bodies.get(i).length())
                        .isTrue();
            }
            assertThat(node.connections()).isEqualTo(1);
            assertThat(proxy.counter("n1").read()).isEqualTo(all);
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    void answers_to_pipelined_requests_keep_their_order_when_the_client_reads_late() throws Exception {
        Random random = new Random(6);
        List<String> bodies = new ArrayList<>();
        for (int length : List.of(3_000_000, 12, 100_000, 3_000_000, 20_000, 5000, 1_000_000)) {
            bodies.add(bytes(length, random));
        }
        try (FakeAjpNode node = answering(bodies.stream()
                        .map(data -> response(data, random.nextBoolean(), random))
                        .toList());
                ProxyFixture proxy = new ProxyFixture(AjpNodes.ajp("n1", node.port(), SOON)).start();
                RawHttp client = proxy.client()) {
            for (int i = 0; i < bodies.size(); i++) {
                client.send(GET.formatted(i));
            }
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);

            for (String data : bodies) {
                assertThat(client.read(SOON).body().equals(data))
                        .as("body of " + data.length())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_body_that_breaks_off_does_not_look_complete_and_what_came_of_it_came_through(boolean told) throws Exception {
        Random random = new Random(7);
        String half = bytes(150_000, random);
        try (FakeAjpNode node = FakeAjpNode.start(call -> {
                    call.send(told ? head(200, "", "@a003: 300000") : head(200, ""), packets(half, random));
                    throw call.cut();
                });
                ProxyFixture proxy = new ProxyFixture(AjpNodes.ajp("n1", node.port(), SOON)).start();
                RawHttp client = proxy.client()) {
            RawHttp.Outcome outcome = client.send(GET.formatted("")).readUntilQuiet(SOON);

            assertThat(outcome.responses()).isEmpty();
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.rest()).contains("HTTP/1.1 200").contains(half.substring(0, 30));
        }
    }

    @Test
    void a_client_that_does_not_read_holds_the_node_up_and_one_that_leaves_ends_its_connection() throws Exception {
        String piece = body(bytes(8184, new Random(8))).repeat(100);
        try (FakeAjpNode node = FakeAjpNode.start(call -> {
                    call.send(head(200, "", "@a003: 400000000"));
                    for (int i = 0; i < 400; i++) {
                        call.send(piece);
                    }
                });
                ProxyFixture proxy = new ProxyFixture(AjpNodes.ajp("n1", node.port(), SOON)).start()) {
            try (RawHttp client = proxy.client()) {
                client.send(GET.formatted(""));
                await().atMost(SOON).until(() -> proxy.counter("n1").read() > 1_000_000);
                await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> node.openConnections() == 1);
            }

            await().atMost(SOON).until(() -> node.openConnections() == 0);
            assertThat(node.sent()).isLessThan(100_000_000);
        }
    }
}
