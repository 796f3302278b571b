package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E-12: what an evil node sends, and that the next request on its pool is clean. */
// in a text block nobody would see the ends of lines, which are what this is about
@SuppressWarnings("StringConcatToTextBlock")
class EvilNodeIT {
    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        proxy.traffic.setMaxConnectionsPerNode(1);
        proxy.start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    /** {@code ^} stands for CRLF, {@code ~} for a lone CR, {@code #} for NUL, {@code _} for a blank. */
    private static String wire(String text) {
        return text.replace("^", "\r\n").replace("~", "\r").replace("#", "\0").replace("_", " ");
    }

    @ParameterizedTest(name = "E-12 {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cl_te          | HTTP/1.1_200_OK^Content-Length:_2^Transfer-Encoding:_chunked^^2^ok^0^^",
                "cl_dup         | HTTP/1.1_200_OK^Content-Length:_2^Content-Length:_3^^ok",
                "cl_neg         | HTTP/1.1_200_OK^Content-Length:_-2^^ok",
                "te_unknown     | HTTP/1.1_200_OK^Transfer-Encoding:_foo^^ok",
                "te_not_final   | HTTP/1.1_200_OK^Transfer-Encoding:_chunked,_foo^^2^ok^0^^",
                "te_http10      | HTTP/1.0_200_OK^Transfer-Encoding:_chunked^^2^ok^0^^",
                "cr_status      | HTTP/1.1_200_O~K^Content-Length:_2^^ok",
                "nul_status     | HTTP/1.1_200_O#K^Content-Length:_2^^ok",
                "status_1000    | HTTP/1.1_1000_OK^Content-Length:_2^^ok",
                "status_099     | HTTP/1.1_099_OK^Content-Length:_2^^ok",
                "status_600     | HTTP/1.1_600_OK^Content-Length:_2^^ok",
                "cr_hdr         | HTTP/1.1_200_OK^X:_a~b^Content-Length:_2^^ok",
                "nul_hdr        | HTTP/1.1_200_OK^X:_a#b^Content-Length:_2^^ok",
                "hdr_sp_in_name | HTTP/1.1_200_OK^X_Y:_a^Content-Length:_2^^ok",
                "hdr_sp_length  | HTTP/1.1_200_OK^Content-Length_X:_1^Content-Length:_2^^ok",
                "hdr_empty_name | HTTP/1.1_200_OK^:_a^Content-Length:_2^^ok",
                "hdr_nocolon    | HTTP/1.1_200_OK^nocolon^Content-Length:_2^^ok",
                "unexpected_101 | HTTP/1.1_101_Switching_Protocols^Upgrade:_x^Connection:_upgrade^^ok",
                "http09         | ok^",
                "http2_resp     | HTTP/2.0_200_OK^Content-Length:_2^^ok",
            })
    void what_cannot_be_understood_is_502_and_its_connection_dropped(String name, String answer) throws Exception {
        node.answerNext(Answer.raw(wire(answer)));

        RawHttp.Response response = proxy.ask("POST /" + name.strip() + " HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("the node sent an answer that cannot be understood\n");
        assertNextIsClean(2);
    }

    @ParameterizedTest(name = "E-12 {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "extra_after_part     | HTTP/1.1_200_OK^Content-Length:_2^^okEXTRA                               | 2",
                "extra_after_response | HTTP/1.1_200_OK^Content-Length:_2^^okHTTP/1.1_200_OK^Content-Length:_4^^EVIL | 2",
                "204_with_body        | HTTP/1.1_204_No_Content^Content-Length:_5^^hello                         | 2",
                "304_with_body        | HTTP/1.1_304_Not_Modified^Content-Length:_5^^hello                       | 2",
                "hdr_sp_name          | HTTP/1.1_200_OK^X_:_a^Content-Length_:_2^^ok                             | 1",
                "early_103            | HTTP/1.1_103_Early_Hints^Link:_x^^HTTP/1.1_200_OK^Content-Length:_2^^ok   | 1",
                "early_102            | HTTP/1.1_102_Processing^^HTTP/1.1_200_OK^Content-Length:_2^^ok            | 1",
                "early_100            | HTTP/1.1_100_Continue^^HTTP/1.1_200_OK^Content-Length:_2^^ok              | 1",
                "early_199            | HTTP/1.1_199_X^^HTTP/1.1_200_OK^Content-Length:_2^^ok                     | 1",
            })
    void what_is_harmless_passes_and_what_is_too_much_ends_the_connection(String name, String answer, int connections)
            throws Exception {
        node.answerNext(Answer.raw(wire(answer)));

        RawHttp.Response response = finalAnswer("/" + name.strip(), name.equals("early_103") ? 1 : 0);

        assertThat(response.status()).isIn(200, 204, 304);
        assertThat(response.head()).doesNotContain("EXTRA", "EVIL", "Early", "X :");
        assertThat(response.body()).isIn("ok", "");
        assertNextIsClean(connections);
    }

    /** The final response, before which there were so many 103. */
    private RawHttp.Response finalAnswer(String path, int hints) throws Exception {
        try (RawHttp client = proxy.client()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n");
            for (int i = 0; i < hints; i++) {
                assertThat(client.read(SOON).status()).isEqualTo(103);
            }
            return client.read(SOON);
        }
    }

    private void assertNextIsClean(int connections) throws Exception {
        for (int i = 0; i < 3; i++) {
            RawHttp.Response next = proxy.get("/next" + i);
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).isEqualTo("n1");
        }
        assertThat(node.connections()).isEqualTo(connections);
    }

    @Test
    @DisplayName("B-15: ten interim responses are passed on, more are 502")
    void b_15_many_1xx() throws Exception {
        String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        node.answerNext(
                Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10) + ok),
                Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(2000) + ok));

        assertThat(finalAnswer("/", 10).body()).isEqualTo("ok");
        assertThat(finalAnswer("/", 10).status()).isEqualTo(502);
        assertNextIsClean(2);
    }

    @Test
    void a_response_that_nobody_asked_for_never_answers_the_request_that_waits_for_the_connection() throws Exception {
        String surplus = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";
        node.answer(request -> Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: "
                + request.target().length() + "\r\n\r\n" + request.target() + surplus));

        List<CompletableFuture<Void>> all = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.runAsync(() -> assertOwnAnswer("/" + i)))
                .toList();

        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
    }

    private void assertOwnAnswer(String path) {
        try {
            RawHttp.Response response = proxy.get(path);
            assertThat(response.status() + " " + response.body()).isEqualTo("200 " + path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "E-07/E-08 {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cl_trunc    | HTTP/1.1_200_OK^Content-Length:_100^^half              | CLOSE",
                "chunk_trunc | HTTP/1.1_200_OK^Transfer-Encoding:_chunked^^9^half     | CLOSE",
                "chunk_noend | HTTP/1.1_200_OK^Transfer-Encoding:_chunked^^4^half^    | CLOSE",
                "chunk_neg   | HTTP/1.1_200_OK^Transfer-Encoding:_chunked^^-4^half^0^^ | KEEP_OPEN",
                "reset_mid   | HTTP/1.1_200_OK^Content-Length:_100^^half              | RESET",
                "reset_chunk | HTTP/1.1_200_OK^Transfer-Encoding:_chunked^^4^half^    | RESET",
            })
    void a_body_that_breaks_never_looks_complete(String name, String answer, Answer.After after) throws Exception {
        node.answerNext(Answer.raw(wire(answer)).then(after));

        RawHttp.Outcome outcome =
                RawHttp.exchange(proxy.port(), "GET /" + name.strip() + " HTTP/1.1\r\nHost: h\r\n\r\n", SOON);

        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.responses()).isEmpty();
        assertThat(outcome.rest()).doesNotContain("\r\n0\r\n\r\n");
        assertNextIsClean(2);
    }

    @Test
    void headers_of_64_kib_are_too_much() throws Exception {
        node.answerNext(
                Answer.raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(64 * 1024) + "\r\nContent-Length: 2\r\n\r\nok"));

        assertThat(proxy.get("/").status()).isEqualTo(502);
        assertNextIsClean(2);
    }
}
