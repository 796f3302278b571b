package io.modcluster.balancer.proxy.edge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
    private final RequestGuard guard = new RequestGuard(EncodedSlashes.REFUSE);

    private record Lines(Map<String, List<String>> lines) implements HeaderLines {
        @Override
        public boolean has(String name) {
            return lines.containsKey(name);
        }

        @Override
        public List<String> all(String name) {
            return lines.getOrDefault(name, List.of());
        }
    }

    private Verdict check(String method, String target, Protocol protocol, List<String> hosts) {
        return guard.check(method, target, protocol, hosts, new Lines(Map.of()));
    }

    private Verdict check(String method, String target) {
        return check(method, target, Protocol.HTTP_1_1, List.of("a"));
    }

    private Verdict check(Protocol protocol, Map<String, List<String>> headers) {
        return guard.check("POST", "/", protocol, List.of("a"), new Lines(headers));
    }

    private static void assertRefused(Verdict verdict, int status) {
        assertThat(verdict).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.reason()).matches("[ -~]+");
        });
    }

    @Test
    void an_ordinary_request_is_accepted_with_its_own_bytes() {
        assertThat(check("GET", "//app;v=1/x?y=%zz", Protocol.HTTP_1_1, List.of("WWW.Example.:8080")))
                .isEqualTo(new Accepted("www.example", 8080, "WWW.Example.:8080", "/app/x", "//app;v=1/x?y=%zz"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PROPFIND", "get", "M-SEARCH", "PATCH", "OPTIONS", "X!"})
    void every_well_formed_method_is_accepted(String method) {
        assertThat(check(method, "/")).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G T", "G\u0000", "G@", "\u00e9"})
    void a_method_that_is_no_token_is_refused(String method) {
        assertRefused(check(method, "/"), 400);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, true", "connect, true", "TRACE, false", "Trace, false"})
    void connect_and_trace_are_not_allowed(String method, boolean close) {
        assertThat(check(method, "/"))
                .isEqualTo(new Refused(
                        405,
                        method.toUpperCase(java.util.Locale.ROOT) + " is not supported",
                        close,
                        RequestGuard.ALLOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIG",
                "ENABLE-APP",
                "DISABLE-APP",
                "STOP-APP",
                "REMOVE-APP",
                "STATUS",
                "INFO",
                "DUMP",
                "PING",
                "VERSION",
                "config",
                "Enable-App"
            })
    void mcmp_is_not_implemented_on_the_traffic_port(String method) {
        assertThat(check(method, "*"))
                .isEqualTo(new Refused(501, "MCMP is not spoken on this port", false, RequestGuard.ALLOW));
    }

    @Test
    void a_request_names_exactly_one_host() {
        assertRefused(check("GET", "/", Protocol.HTTP_1_1, List.of()), 400);
        assertRefused(check("GET", "/", Protocol.HTTP_2, List.of()), 400);
        assertRefused(check("GET", "/", Protocol.HTTP_1_1, List.of("a", "a")), 400);
        assertRefused(check("GET", "/", Protocol.HTTP_1_0, List.of("a", "a")), 400);
        assertRefused(check("GET", "/", Protocol.HTTP_1_1, List.of("")), 400);
        assertRefused(check("GET", "/", Protocol.HTTP_1_0, List.of("u@a")), 400);
    }

    @Test
    void an_http_1_0_request_may_name_no_host() {
        assertThat(check("GET", "/x", Protocol.HTTP_1_0, List.of())).isEqualTo(new Accepted("", -1, "", "/x", "/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://b/x, b, -1, b, /x, /x",
        "HTTPS://B:8443/x?y, b, 8443, B:8443, /x, /x?y",
        "http://b, b, -1, b, /, /",
        "http://b?q=/, b, -1, b, /, /?q=/",
        "http://[::1]:81//x, [::1], 81, [::1]:81, /x, //x",
    })
    void an_absolute_target_decides_the_host_and_is_forwarded_in_origin_form(
            String target, String host, int port, String authority, String matchPath, String forwardTarget) {
        assertThat(check("GET", target)).isEqualTo(new Accepted(host, port, authority, matchPath, forwardTarget));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a/",
                "http:/a",
                "httpx://a/",
                "http:///x",
                "http://u@a/",
                "http://a:0/",
                "http://a#b",
                "http://a/../b",
                "a",
                "a:80",
                "*",
                "",
                "//\u0001",
                "/a/../b"
            })
    void other_targets_are_refused(String target) {
        assertRefused(check("GET", target), 400);
    }

    @Test
    void options_for_the_whole_server_is_refused_in_both_forms() {
        assertRefused(check("OPTIONS", "*"), 400);
        assertRefused(check("OPTIONS", "http://a"), 400);
        assertThat(check("OPTIONS", "http://a/")).isInstanceOf(Accepted.class);
        assertThat(check("OPTIONS", "http://a?x")).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip, chunked", "chunked, chunked", "", " chunked", "chunked;q=1", "xchunked"})
    void transfer_coding_other_than_chunked_is_refused(String coding) {
        assertRefused(check(Protocol.HTTP_1_1, Map.of("transfer-encoding", List.of(coding))), 400);
    }

    @Test
    void chunked_is_accepted_once_alone_and_in_http_1_1_only() {
        assertThat(check(Protocol.HTTP_1_1, Map.of("transfer-encoding", List.of("Chunked"))))
                .isInstanceOf(Accepted.class);
        assertRefused(check(Protocol.HTTP_1_1, Map.of("transfer-encoding", List.of("chunked", "chunked"))), 400);
        assertRefused(check(Protocol.HTTP_1_0, Map.of("transfer-encoding", List.of("chunked"))), 400);
        assertRefused(check(Protocol.HTTP_2, Map.of("transfer-encoding", List.of("chunked"))), 400);
        assertRefused(
                check(
                        Protocol.HTTP_1_1,
                        Map.of("transfer-encoding", List.of("chunked"), "content-length", List.of("3"))),
                400);
    }

    @Test
    void the_only_expectation_is_100_continue() {
        assertThat(check(Protocol.HTTP_1_1, Map.of("expect", List.of("100-Continue"))))
                .isInstanceOf(Accepted.class);
        assertRefused(check(Protocol.HTTP_1_1, Map.of("expect", List.of("100-continue", "x"))), 417);
        assertRefused(check(Protocol.HTTP_1_1, Map.of("expect", List.of("200-ok"))), 417);
    }

    @Test
    void encoded_slashes_pass_if_so_configured() {
        Verdict verdict = new RequestGuard(EncodedSlashes.PASS)
                .check("GET", "/a%2Fb", Protocol.HTTP_1_1, List.of("a"), new Lines(Map.of()));
        assertThat(verdict).isEqualTo(new Accepted("a", -1, "a", "/a%2Fb", "/a%2Fb"));
    }
}
