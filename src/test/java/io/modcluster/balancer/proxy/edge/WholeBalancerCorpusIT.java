package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * B-01 to B-10 through the whole balancer: a node with a strict parser of its own records what it gets. It must never see
 * a request that the client did not frame.
 */
class WholeBalancerCorpusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Ends a connection that would stay open, so that nobody has to wait to see that nothing more comes. */
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static RunningBalancer balancer;
    private static RecordingNode node;
    private int before;

    @BeforeAll
    static void start() throws IOException {
        balancer = RunningBalancer.start();
        node = RecordingNode.start("n1");
        balancer.mcmp("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Port=" + node.port() + "&Type=http");
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/");
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        balancer.close();
    }

    @BeforeEach
    void count() {
        before = node.requests().size();
    }

    static List<RequestCorpus.Case> accepted() {
        return RequestCorpus.accepted();
    }

    static List<RequestCorpus.Case> refused() {
        return RequestCorpus.refused();
    }

    static List<RequestCorpus.Case> brokenBodies() {
        return RequestCorpus.brokenBodies();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void the_node_gets_an_ordinary_request_and_the_one_behind_it(RequestCorpus.Case request) throws IOException {
        RawHttp.Outcome outcome = exchange(request.bytes() + RequestCorpus.NEXT + LAST);

        assertThat(outcome.statuses()).containsExactly(request.status(), 200, 200);
        assertThat(seen()).hasSize(3);
        assertThat(seen().get(1)).startsWith("GET /next");
        assertThat(node.violations()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void the_node_hears_nothing_of_an_ambiguous_request(RequestCorpus.Case request) throws IOException {
        RawHttp.Outcome outcome = exchange(request.bytes() + RequestCorpus.NEXT);

        assertThat(outcome.statuses()).containsExactly(request.status());
        assertThat(outcome.closed()).isTrue();
        assertThat(seen()).isEmpty();
        assertThat(node.violations()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void the_node_never_gets_a_whole_request_out_of_broken_chunks(RequestCorpus.Case request) throws IOException {
        RawHttp.Outcome outcome = exchange(request.bytes() + RequestCorpus.NEXT);

        assertThat(outcome.statuses()).containsExactly(request.status());
        assertThat(outcome.closed()).isTrue();
        assertThat(seen()).isEmpty();
        assertThat(node.violations()).isEmpty();
    }

    @DisplayName("B-01 CVE-2026-102479")
    @Test
    void what_looks_like_content_length_is_an_unknown_header() throws IOException {
        RawHttp.Outcome outcome = exchange("POST /p HTTP/1.1\r\nHost: a\r\nContent-Xength: 46\r\n\r\n"
                + "GET /smuggled HTTP/1.1\r\nHost: a\r\nX-A: 0123456\r\n\r\n" + RequestCorpus.NEXT + LAST);

        assertThat(outcome.statuses()).containsExactly(200, 200, 200, 200);
        assertThat(seen()).containsExactly("POST /p", "GET /smuggled", "GET /next", "GET /last");
    }

    @DisplayName("F2 three hundred bad targets, then twenty good requests on twenty new connections")
    @Test
    void bad_targets_leave_no_connection_behind() throws IOException {
        for (int i = 0; i < 300; i++) {
            try (RawHttp client = RawHttp.connect(balancer.traffic().getPort())) {
                client.send("GET /a" + (char) (1 + i % 31) + "b HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read(Duration.ofSeconds(5)).status()).isEqualTo(400);
            }
        }
        assertThat(seen()).isEmpty();
        for (int i = 0; i < 20; i++) {
            try (RawHttp client = RawHttp.connect(balancer.traffic().getPort())) {
                client.send(RequestCorpus.NEXT);
                assertThat(client.read(Duration.ofSeconds(5)).status()).isEqualTo(200);
            }
        }
        assertThat(seen()).hasSize(20);
    }

    private static RawHttp.Outcome exchange(String bytes) throws IOException {
        return RawHttp.exchange(balancer.traffic().getPort(), bytes, PATIENCE);
    }

    private List<String> seen() {
        return node.requests().subList(before, node.requests().size()).stream()
                .map(request -> request.method() + " " + request.target())
                .toList();
    }
}
