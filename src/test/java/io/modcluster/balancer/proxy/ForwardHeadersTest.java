package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.transport.FixedFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardHeadersTest {
    private static final List<String> OURS = List.of(
            "X-Forwarded-For: 192.0.2.1",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: example.com:81",
            "X-Forwarded-Port: 81",
            "Forwarded: for=192.0.2.1;host=\"example.com:81\";proto=http",
            "X-Request-Id: id-1",
            "Via: 1.1 edge");

    private static final ClientOrigin CLIENT = new ClientOrigin(
            "192.0.2.1",
            null,
            false,
            "example.com:81",
            81,
            false,
            FixedFields.of(List.of(
                    "X-Forwarded-For",
                    "192.0.2.1",
                    "X-Forwarded-Proto",
                    "http",
                    "X-Forwarded-Host",
                    "example.com:81",
                    "X-Forwarded-Port",
                    "81",
                    "Forwarded",
                    "for=192.0.2.1;host=\"example.com:81\";proto=http")));

    private final ForwardHeaders rules = new ForwardHeaders("edge", "X-Request-Id");

    private static ForwardHeaders.Origin origin(boolean expects, String dropCookie) {
        return new ForwardHeaders.Origin(
                CLIENT,
                "example.com:81",
                HttpVersion.HTTP_1_1,
                expects,
                dropCookie.isEmpty() ? List.of() : List.of(dropCookie),
                "id-1");
    }

    private static MultiMap fields(String... lines) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static List<String> lines(MultiMap fields) {
        List<String> lines = new ArrayList<>();
        fields.forEach((name, value) -> lines.add(name + ": " + value));
        return lines;
    }

    private List<String> toNode(String... lines) {
        return toNode(origin(false, ""), lines);
    }

    private List<String> toNode(ForwardHeaders.Origin origin, String... lines) {
        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        rules.toNode(fields(lines), to::add, origin);
        return lines(to);
    }

    /** What a node gets of these beside Host and what is always added. */
    private List<String> kept(String... lines) {
        List<String> kept = toNode(lines);
        assertThat(kept).containsAll(OURS);
        kept.removeAll(OURS);
        kept.remove("Host: example.com:81");
        return kept;
    }

    private List<String> toClient(String... lines) {
        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        rules.toClient(fields(lines), to, null);
        return lines(to);
    }

    @Test
    void order_case_and_repetition_stay_and_ours_come_last() {
        assertThat(toNode("aCCept: a", "HOST: other", "X-B: 1", "Accept: b", "X-A: 2"))
                .startsWith("aCCept: a", "HOST: example.com:81", "X-B: 1", "Accept: b", "X-A: 2")
                .endsWith(OURS.toArray(String[]::new))
                .hasSize(5 + OURS.size());
    }

    @Test
    void a_request_without_host_gets_the_authority_of_its_target() {
        assertThat(toNode("Accept: a")).containsOnlyOnce("Host: example.com:81");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "proxy-authentication-info",
                "kEEP-aLIVE"
            })
    void a_field_of_one_connection_goes_neither_way(String name) {
        assertThat(kept(name + ": x")).isEmpty();
        assertThat(toClient(name + ": x")).containsExactly("Via: 1.1 edge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "x-forwarded-prefix",
                "X-Forwarded-Ssl",
                "Forwarded",
                "Proxy",
                "SSL_CLIENT_CERT",
                "ssl_x",
                "ssl_cipher",
                "ssl_client_s1",
                "X-SSL-Client-Cert",
                "X-SSL-CIPHER7",
                "X-Client-Cert"
            })
    void what_only_a_proxy_may_say_is_not_taken_from_a_client(String name) {
        assertThat(kept(name + ": forged")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Cookie",
                "X-Forwarded",
                "X_Forwarded_For",
                "Proxy-Foo",
                "Forwarded-By",
                "Upgrade-Insecure-Requests",
                "Range",
                "a_b",
                "Sec-WebSocket-Key",
                "Via"
            })
    void all_other_fields_go_on(String name) {
        assertThat(kept(name + ": x")).containsExactly(name + ": x");
    }

    @Test
    void b_13_fields_named_by_connection_go_and_ours_cannot_be_named_away() {
        assertThat(kept("Connection: X-Forwarded-For, close ,X-Foo", "X-Foo: 1", "x-foo: 2", "X-Bar: 3"))
                .containsExactly("X-Bar: 3");
        assertThat(kept("Connection: keep-alive", "Connection: x-bar,,", "X-Foo: 1", "X-Bar: 3"))
                .containsExactly("X-Foo: 1");
    }

    @Test
    void host_and_framing_cannot_be_named_away() {
        assertThat(toNode("Connection: Host, Content-Length", "Host: h", "Content-Length: 5"))
                .contains("Host: example.com:81", "Content-Length: 5");
        assertThat(toClient("Connection: content-length", "Content-Length: 5")).contains("Content-Length: 5");
    }

    @Test
    void an_expectation_goes_on_only_when_somebody_waits() {
        assertThat(toNode(origin(true, ""), "Expect: 100-continue")).contains("Expect: 100-continue");
        assertThat(kept("Expect: 100-continue")).isEmpty();
    }

    @Test
    void via_of_others_stays_in_front_of_ours() {
        assertThat(toNode("Via: 1.0 first", "Via: 1.1 second"))
                .containsSubsequence("Via: 1.0 first", "Via: 1.1 second", "Via: 1.1 edge");
        assertThat(toClient("Via: 1.0 first")).containsExactly("Via: 1.0 first", "Via: 1.1 edge");
    }

    @Test
    void via_names_the_protocol_that_the_request_came_in() {
        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        rules.toNode(
                fields("A: b"),
                to::add,
                new ForwardHeaders.Origin(
                        new ClientOrigin("::1", null, false, "", 80, false, FixedFields.NONE),
                        "",
                        HttpVersion.HTTP_1_0,
                        false,
                        List.of(),
                        null));

        assertThat(lines(to)).contains("Via: 1.0 edge");
        assertThat(to.contains("Host")).isFalse();
    }

    @Test
    void a_session_that_moves_loses_its_cookie_and_no_other() {
        assertThat(toNode(origin(false, "JSESSIONID"), "Cookie: a=b; JSESSIONID=1.n1; c=d", "Cookie: JSESSIONID=2"))
                .contains("Cookie: a=b; c=d")
                .noneMatch(line -> line.contains("JSESSIONID"));
    }

    @Test
    void several_cookies_set_by_a_node_stay_several() {
        assertThat(toClient("Set-Cookie: a=1; Expires=Wed, 21 Oct 2026", "Server: x", "Set-Cookie: b=2"))
                .containsExactly(
                        "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026", "Server: x", "Set-Cookie: b=2", "Via: 1.1 edge");
    }

    @Test
    void fields_named_by_the_connection_of_a_node_do_not_reach_the_client() {
        assertThat(toClient("Connection: X-Internal", "X-Internal: 1", "X-Other: 2"))
                .containsExactly("X-Other: 2", "Via: 1.1 edge");
    }

    @Test
    void an_id_of_a_client_or_a_node_is_replaced() {
        assertThat(toNode("x-request-ID: evil", "traceparent: 00-1-2-01"))
                .contains("X-Request-Id: id-1", "traceparent: 00-1-2-01")
                .doesNotContain("x-request-ID: evil");

        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        rules.toClient(fields("x-request-id: other"), to, "id-1");
        assertThat(to.getAll("X-Request-Id")).containsExactly("id-1");
    }
}
