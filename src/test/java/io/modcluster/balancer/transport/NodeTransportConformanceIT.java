package io.modcluster.balancer.transport;

import static io.modcluster.balancer.testkit.container.Containers.head;
import static java.util.Locale.ROOT;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.container.ConformanceClient;
import io.modcluster.balancer.testkit.container.ConformancePages;
import io.modcluster.balancer.testkit.container.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every transport must carry, through the whole balancer, to real containers. */
class NodeTransportConformanceIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MIB = 1024 * 1024;
    private static final long BIG = (Extent.isFull() ? 100L : 3L) * MIB;
    /** Around the 8,186 bytes that an AJP packet takes. */
    private static final long[] LENGTHS = {0, 1, 8185, 8186, 8187, 16_372, 16_373, BIG};

    private static Containers containers;

    @BeforeAll
    static void start() throws Exception {
        containers = new Containers();
    }

    @AfterAll
    static void stop() {
        containers.close();
    }

    static List<String> nodes() {
        return Containers.names();
    }

    @AfterEach
    void nothing_is_left_running() {
        if (containers.isAnyRunning()) {
            await().atMost(SOON).until(() -> !containers.isAnyRunning());
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_request_arrives_as_it_was_sent(String node) throws Exception {
        RawHttp.Response response = containers.ask(
                node,
                "GET",
                "/facts?x=%20y&z",
                "X-Many: one\r\nX-Many: two\r\nX-Latin: caf\u00e9\r\nCookie: a=1; b=\"2\"\r\nAccept: text/*, */*;q=0.1\r\n");

        // this is about the node's own connector; what the client spoke is in X-Forwarded-Proto
        boolean tls = node.equals("https") || node.equals("http2");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().lines())
                .contains(
                        "method GET",
                        "uri /app/facts",
                        "query x=%20y&z",
                        "scheme " + (tls ? "https" : "http"),
                        "secure " + tls,
                        "server " + node + (tls ? ":443" : ":80"),
                        "remote 127.0.0.1")
                .noneMatch(line -> !tls && line.startsWith("attribute "));
        assertThat(response.body().toLowerCase(ROOT).lines())
                .contains(
                        // HTTP/2 has the authority instead, which is the server above
                        node.equals("http2") ? "secure true" : "header host: " + node,
                        "header x-many: one",
                        "header x-many: two",
                        "header x-latin: caf\u00e9",
                        "header cookie: a=1; b=\"2\"",
                        "header accept: text/*, */*;q=0.1",
                        "header x-forwarded-for: 127.0.0.1",
                        "header x-forwarded-host: " + node,
                        "header via: 1.1 balancer");
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void methods_arrive_as_they_were_sent(String node) throws Exception {
        for (String method :
                List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "REPORT", "X-OWN")) {
            assertThat(containers.ask(node, method, "/facts", "").body().lines())
                    .contains("method " + method);
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_response_arrives_as_it_was_sent(String node) throws Exception {
        RawHttp.Response response = containers.ask(node, "GET", "/fields", "");

        assertThat(response.body()).isEqualTo("fields");
        // HTTP/2 has no capitals in names
        boolean asSent = !node.equals("http2");
        assertThat(response.head()
                        .lines()
                        .map(line -> asSent ? line.strip() : line.strip().toLowerCase(ROOT)))
                .containsAll(ConformancePages.FIELDS
                        .lines()
                        .map(line -> asSent ? line : line.toLowerCase(ROOT))
                        .toList())
                .filteredOn(line -> line.startsWith(asSent ? "Date: " : "date: "))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void every_status_arrives_and_the_connection_goes_on(String node) throws Exception {
        try (RawHttp client = RawHttp.connect(containers.balancer().traffic().getPort())) {
            for (int code = 200; code < 600; code += Extent.isFull() || code % 100 < 12 ? 1 : 13) {
                RawHttp.Response response = client.send(head(node, "GET", "/status?code=" + code) + "\r\n")
                        .read(SOON);
                assertThat(response.status()).isEqualTo(code);
                // a container sends none with 205
                assertThat(response.body()).isIn("status=" + code, "");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_head_request_gets_the_length_and_no_body(String node) throws Exception {
        try (RawHttp client = RawHttp.connect(containers.balancer().traffic().getPort())) {
            client.send(head(node, "HEAD", "/bytes?n=1000") + "\r\n" + head(node, "GET", "/other") + "\r\n");

            await().atMost(SOON).untilAsserted(() -> assertThat(
                            client.readWhatComes(Duration.ofMillis(100)).rest())
                    .contains("1000\r\n")
                    .endsWith("early"));
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void bodies_of_any_length_arrive_whole(String node) throws Exception {
        try (ConformanceClient client = containers.client()) {
            for (long length : LENGTHS) {
                String sum = ConformanceClient.sumOf(length);
                for (boolean chunked : new boolean[] {false, true}) {
                    client.upload(head(node, "POST", "/count"), length, chunked, length > MIB ? 60_000 : 5000);
                    assertThat(client.receive())
                            .as("up %d %s", length, chunked)
                            .isEqualTo(new ConformanceClient.Received(200, sum));
                    client.send(head(node, "GET", "/bytes?n=" + length + (chunked ? "&chunked=1" : "")) + "\r\n");
                    assertThat(client.receiveSum())
                            .as("down %d %s", length, chunked)
                            .isEqualTo(new ConformanceClient.Received(200, sum));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_body_flows_both_ways_at_once(String node) throws Exception {
        long length = 300_000;
        try (ConformanceClient client = containers.client()) {
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> {
                try {
                    client.upload(head(node, "POST", "/mirror"), length, true, 3000);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(client.receiveSum().body()).isEqualTo(ConformanceClient.sumOf(length));
            upload.get(10, SECONDS);
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void slow_sides_lose_nothing(String node) throws Exception {
        try (ConformanceClient client = containers.client()) {
            client.upload(head(node, "POST", "/count?ms=5"), 200_000, false, 50_000);
            assertThat(client.receive().body()).isEqualTo(ConformanceClient.sumOf(200_000));

            client.send(head(node, "POST", "/count") + "Content-Length: 40\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                await().pollDelay(Duration.ofMillis(20)).until(() -> true);
                client.send("abcdefghij");
            }
            assertThat(client.receive().body()).startsWith("bytes=40 ");

            // until nothing goes any more, then all of it
            client.send(head(node, "GET", "/bytes?n=" + 8 * MIB) + "\r\n");
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            assertThat(client.receiveSum().body()).isEqualTo(ConformanceClient.sumOf(8L * MIB));
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    @DisplayName("D-09 a client that goes away ends what it began, uploading or downloading")
    void a_client_that_goes_away_ends_what_it_began(String node) throws Exception {
        ConformancePages pages = containers.pages(node);
        int begun = pages.begun();
        try (ConformanceClient client = containers.client()) {
            client.send(head(node, "POST", "/count") + "Content-Length: 1000000\r\n\r\nfirst");
            await().atMost(SOON).until(() -> pages.begun() == begun + 1);
        }
        try (ConformanceClient client = containers.client()) {
            client.send(head(node, "GET", "/bytes?n=2000000000") + "\r\n");
            await().atMost(SOON).until(() -> pages.begun() == begun + 2);
        }
        await().atMost(SOON).until(() -> pages.running() == 0);
        assertThat(containers.ask(node, "GET", "/other", "").body()).isEqualTo("early");
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_response_that_the_node_breaks_off_never_looks_complete(String node) throws Exception {
        try (ConformanceClient client = containers.client()) {
            client.send(head(node, "GET", "/cut?n=20000") + "\r\n");

            assertThatThrownBy(client::receiveSum).isInstanceOf(IOException.class);
        }
        assertThat(containers.ask(node, "GET", "/other", "").body()).isEqualTo("early");
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void an_answer_may_come_before_the_end_of_the_request(String node) throws Exception {
        for (boolean chunked : new boolean[] {false, true}) {
            try (RawHttp client = containers.raw()) {
                String framing = chunked
                        ? "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                        : "Content-Length: 100000\r\n\r\nhello";
                assertThat(client.send(head(node, "POST", "/other") + framing)
                                .read(SOON)
                                .body())
                        .isEqualTo("early");
                assertThat(client.isClosedWithin(SOON)).isTrue();
            }
        }
        assertThat(containers.ask(node, "GET", "/other", "").body()).isEqualTo("early");
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void a_client_that_waits_for_100_gets_it(String node) throws Exception {
        try (RawHttp client = RawHttp.connect(containers.balancer().traffic().getPort())) {
            client.send(head(node, "POST", "/count") + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(100);
            assertThat(client.send("hello").read(SOON).body()).startsWith("bytes=5 ");
        }
    }

    @ParameterizedTest
    @MethodSource("nodes")
    @DisplayName("J-04 a hundred clients at once get their own answers, over connections that are kept")
    void a_hundred_clients_at_once(String node) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int client = 0; client < 100; client++) {
                int first = client * 100;
                all.add(CompletableFuture.runAsync(() -> ownAnswers(node, first), threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(30, SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void ownAnswers(String node, int first) {
        try (ConformanceClient client = containers.client()) {
            for (int i = first; i < first + (Extent.isFull() ? 100 : 8); i++) {
                client.send(head(node, "GET", "/facts?token=" + i) + "X-Token: " + i + "\r\n\r\n");
                assertThat(client.receive().body())
                        .contains("query token=" + i + "\n")
                        .containsIgnoringCase("header x-token: " + i + "\n");
                client.upload(head(node, "POST", "/count"), i, i % 2 == 0, 5000);
                assertThat(client.receive().body()).isEqualTo(ConformanceClient.sumOf(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
