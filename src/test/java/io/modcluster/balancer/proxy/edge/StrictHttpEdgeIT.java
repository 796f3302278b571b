package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.proxy.edge.EdgeServer.Seen;
import io.modcluster.balancer.testkit.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictHttpEdgeIT {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private EdgeServer server;

    @BeforeAll
    void start() throws Exception {
        server = new EdgeServer(EdgeServer.LIMITS);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
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
    void an_ordinary_request_is_served_and_so_is_the_one_behind_it(RequestCorpus.Case request) throws Exception {
        RawHttp.Outcome outcome = server.exchange(request.bytes() + RequestCorpus.NEXT);
        assertThat(outcome.statuses()).containsExactly(request.status(), 200);
        assertThat(paths()).hasSize(2).last().isEqualTo("/next");
        assertThat(outcome.closed()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void an_ambiguous_request_is_refused_and_nothing_behind_it_is_read(RequestCorpus.Case request) throws Exception {
        RawHttp.Outcome outcome = server.exchange(request.bytes() + RequestCorpus.NEXT);
        assertThat(outcome.statuses()).containsExactly(request.status());
        assertThat(outcome.responses().get(0).header("connection")).isEqualTo("close");
        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.rest()).isEmpty();
        assertThat(server.seen()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void broken_chunks_are_answered_with_400_and_never_become_a_body(RequestCorpus.Case request) throws Exception {
        RawHttp.Outcome outcome = server.exchange(request.bytes() + RequestCorpus.NEXT);
        assertThat(outcome.statuses()).containsExactly(request.status());
        assertThat(outcome.closed()).isTrue();
        assertThat(server.seen()).isEmpty();
    }

    static Stream<String> mutatedNames() {
        return Stream.of("Content-Length", "Transfer-Encoding", "Host", "Connection", "Content-Type");
    }

    @DisplayName("B-01 CVE-2026-102479")
    @Test
    void a_header_that_only_looks_like_content_length_does_not_delimit_a_body() throws Exception {
        RawHttp.Outcome outcome = server.exchange("POST /p HTTP/1.1\r\nHost: a\r\nContent-Xength: " + SMUGGLED.length()
                + "\r\n\r\n" + SMUGGLED + RequestCorpus.NEXT);
        assertThat(outcome.statuses()).containsExactly(200, 200, 200);
        assertThat(paths()).containsExactly("/p", "/smuggled", "/next");
        assertThat(server.seen().get(0).headers())
                .contains("Content-Xength: " + SMUGGLED.length())
                .doesNotContain("Content-Length");
    }

    @DisplayName("B-01 single-byte mutations")
    @ParameterizedTest(name = "{0}")
    @MethodSource("mutatedNames")
    void no_mutation_of_a_header_name_is_taken_for_the_name(String name) throws Exception {
        for (int at = 0; at < name.length(); at++) {
            for (int octet = 0; octet < 256; octet++) {
                String mutated = name.substring(0, at) + (char) octet + name.substring(at + 1);
                if (!mutated.equalsIgnoreCase(name) || octet > 0x7f) {
                    assertNotTakenFor(name, mutated);
                }
            }
        }
    }

    private void assertNotTakenFor(String name, String mutated) throws Exception {
        server.seen().clear();
        String value = name.equals("Content-Length") ? "" + SMUGGLED.length() : "chunked";
        String bytes = "POST /p HTTP/1.1\r\nHost: a\r\n" + mutated + ": " + value + "\r\n\r\n" + SMUGGLED
                + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        RawHttp.Outcome outcome = RawHttp.exchange(server.port(), bytes, Duration.ofSeconds(5));
        assertThat(outcome.closed()).isTrue();
        if (outcome.statuses().equals(List.of(400))) {
            assertThat(server.seen()).as(mutated).isEmpty();
        } else {
            assertThat(paths()).as(mutated).containsExactly("/p", "/smuggled", "/last");
            int colon = mutated.indexOf(':');
            String line = colon < 0 ? mutated + ": " : mutated.substring(0, colon) + ": ";
            assertThat(server.seen().get(0).headers()).contains("\n" + line).doesNotContain("\n" + name + ": ");
        }
    }

    @DisplayName("B-08")
    @Test
    void the_authority_of_an_absolute_target_replaces_the_host_line() throws Exception {
        server.exchange("GET HTTP://B.example.:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n");
        await().until(() -> !server.seen().isEmpty());
        assertThat(server.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.where().host()).isEqualTo("b.example");
            assertThat(seen.where().port()).isEqualTo(81);
            assertThat(seen.where().authority()).isEqualTo("B.example.:81");
            assertThat(seen.where().forwardTarget()).isEqualTo("/x?y");
        });
    }

    @DisplayName("A-01 MCMP, B-08 TRACE")
    @Test
    void what_is_refused_without_doubt_about_its_end_keeps_the_connection() throws Exception {
        String config = "CONFIG / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nJVMRoute=";
        RawHttp.Outcome outcome = server.exchange(config + "TRACE /t HTTP/1.1\r\nHost: a\r\n\r\n" + RequestCorpus.NEXT);
        assertThat(outcome.statuses()).containsExactly(501, 405, 200);
        assertThat(outcome.responses().get(0).header("allow")).contains("GET");
        assertThat(paths()).containsExactly("/next");
    }

    @DisplayName("F2")
    @Test
    void three_hundred_bad_targets_leave_nothing_behind() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (RawHttp client = RawHttp.connect(server.port())) {
                client.send("GET /a\u00a0b HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read(Duration.ofSeconds(5)).status()).isEqualTo(400);
            }
        }
        for (int i = 0; i < 20; i++) {
            try (RawHttp client = RawHttp.connect(server.port())) {
                client.send(RequestCorpus.NEXT);
                assertThat(client.read(Duration.ofSeconds(5)).status()).isEqualTo(200);
            }
        }
    }

    private List<String> paths() {
        return server.seen().stream().map(Seen::where).map(w -> w.matchPath()).toList();
    }
}
