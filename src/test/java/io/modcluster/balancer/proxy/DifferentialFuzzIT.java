package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.options.AccessLogOptions.Sink;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutated requests: what the node sees, read strictly, is what the proxy says that it forwarded. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class DifferentialFuzzIT {
    private static final Duration STUCK = Duration.ofSeconds(20);
    /** Some thousand requests on a thousand connections in each run; fifty times as many with the profile "fuzz". */
    private static final int REQUESTS = Integer.getInteger("fuzz.messages", 20_000) / 20;

    private static final String[] SEEDS = {
        "GET /g HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b:81/g?q=%20 HTTP/1.1\r\nHost: a\r\nConnection: X-A, close\r\nX-A: 1\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "PUT /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0\r\nT: 1\r\n\r\n",
        "POST /c HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 30\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\nab",
        "GET /a;b=c/%2e%2e/d HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Xength: 40\r\n\r\n",
    };

    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        ";",
        ",",
        "0",
        "5",
        "chunked",
        "Content-Length: 3\r\n",
        "%2f",
        "..",
        "//",
        "Transfer-Encoding: chunked\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.0",
        "\u00ff",
        "Host: b\r\n"
    };

    @TempDir
    Path folder;

    private static String mutated(Random random) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes.append(SEEDS[random.nextInt(SEEDS.length)]);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length());
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 1 -> bytes.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> bytes.delete(at, Math.min(bytes.length(), at + 1 + random.nextInt(8)));
                default -> bytes.setCharAt(at, (char) (bytes.charAt(at) ^ 1 << random.nextInt(8)));
            }
        }
        return bytes.toString();
    }

    @Test
    @DisplayName("B-18: number, method, path and body of what the node sees are what the proxy logged")
    void b_18_no_request_is_read_in_two_ways() throws Exception {
        long seed = Long.getLong("seed", 18);
        Random random = new Random(seed);
        Path file = folder.resolve("access.log");
        RecordingNode node = RecordingNode.start("n1");
        ProxyFixture proxy = new ProxyFixture(node("n1", node.port()));
        proxy.options
                .getAccessLog()
                .setTo(Sink.FILE)
                .setFile(file.toString())
                .setFormat(Format.JSON)
                .setQuery(true)
                .setQueue(1_000_000);
        proxy.options.getRequest().setAnswerHalfClosed(true);
        proxy.start();
        int seen = 0;
        int logged = 0;
        int forwarded = 0;
        try {
            for (int i = 0; i < REQUESTS; i++) {
                String bytes = mutated(random);
                try (RawHttp client = proxy.client()) {
                    RawHttp.Outcome outcome = client.send(bytes).finishSending().readUntilQuiet(STUCK);
                    // the end of input is known, so there is nothing to wait for
                    assertThat(outcome.closed())
                            .as("seed %d request %d: %s", seed, i, bytes)
                            .isTrue();
                }
                if (i % 500 == 499 || i == REQUESTS - 1) {
                    String mark = "/mark" + i;
                    proxy.get(mark);
                    await().atMost(STUCK).until(() -> Files.readString(file).contains('"' + mark + '"'));
                    List<String> lines = Files.readAllLines(file);
                    List<JsonObject> done = lines.subList(logged, lines.size()).stream()
                            .map(JsonObject::new)
                            .filter(line -> line.getString("end").equals("done"))
                            .toList();
                    List<WireMessage> atNode =
                            node.requests().subList(seen, node.requests().size());
                    assertThat(atNode)
                            .as("seed %d", seed)
                            .extracting(request -> request.method() + " " + request.target() + " "
                                    + request.body().length())
                            .containsAll(done.stream()
                                    .map(line -> line.getString("method") + " " + pathOf(line.getString("target")) + " "
                                            + line.getLong("bytesIn"))
                                    .toList())
                            .hasSizeBetween(done.size(), done.size() + lines.size() - logged);
                    forwarded += done.size();
                    logged = lines.size();
                    seen += atNode.size();
                }
            }
            assertThat(node.violations()).isEmpty();
            assertThat(forwarded).isGreaterThan(REQUESTS / 4);
        } finally {
            proxy.close();
            node.close();
        }
    }

    /** RFC 9112 §3.2.2: an absolute target reaches the node as a path. */
    private static String pathOf(String target) {
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme < 0) {
            return target;
        }
        int slash = target.indexOf('/', scheme + 3);
        int query = target.indexOf('?', scheme + 3);
        if (slash < 0 || (query >= 0 && query < slash)) {
            return query < 0 ? "/" : "/" + target.substring(query);
        }
        return target.substring(slash);
    }
}
