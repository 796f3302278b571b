package io.modcluster.balancer.transport.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.testkit.ajp.ForwardedRequest;
import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardRequestTest {
    private static final int SIZE = AjpPackets.SMALLEST;

    private static WrittenRequest request(String method, String target, long length, String... lines) {
        return whole(method, target, length, "", null, lines);
    }

    private static WrittenRequest whole(
            String method, String target, long length, String secret, @Nullable TlsFacts tls, String... lines) {
        ClientFacts client = ClientFacts.of("10.1.2.3", 4711, "10.0.0.1");
        return new WrittenRequest(
                method, target, List.of(lines), length, client, "shop.example", 8080, "n1", secret, tls);
    }

    private static ForwardedRequest sent(WrittenRequest request) {
        return ForwardedRequest.parse(ByteBufUtil.getBytes(request.encode(SIZE)));
    }

    @Test
    void a_node_is_told_who_asks_for_what() {
        ForwardedRequest sent = sent(request("GET", "/a%20b;j=1?x=%20&y?z", 0, "Host: shop.example:8080", "X-a: 1"));

        assertThat(sent)
                .isEqualTo(new ForwardedRequest(
                        "GET",
                        "HTTP/1.1",
                        "/a%20b;j=1",
                        "10.1.2.3",
                        null,
                        "shop.example",
                        8080,
                        false,
                        List.of("host: shop.example:8080", "X-a: 1"),
                        Map.of(
                                "#5",
                                "x=%20&y?z",
                                "#6",
                                "n1",
                                "AJP_REMOTE_PORT",
                                "4711",
                                "AJP_LOCAL_ADDR",
                                "10.0.0.1")));
    }

    @Test
    void what_is_not_known_is_not_told() {
        WrittenRequest request =
                new WrittenRequest("GET", "/", List.of(), 0, ClientFacts.of("", 0, ""), "h", 80, "", "", null);

        assertThat(sent(request).attributes()).isEmpty();
        assertThat(sent(request).headers()).isEmpty();
    }

    @Test
    void a_route_that_ajp_cannot_write_is_left_out() {
        String route = "\u043d1";
        WrittenRequest request =
                new WrittenRequest("GET", "/", List.of(), 0, ClientFacts.of("", 0, ""), "h", 80, route, "", null);

        assertThat(sent(request).attributes()).isEmpty();
    }

    @Test
    void a_query_that_is_empty_is_one() {
        assertThat(sent(request("GET", "/?", 0)).attributes()).containsEntry("#5", "");
        assertThat(sent(request("GET", "/", 0)).attributes()).doesNotContainKey("#5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS",
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "DELETE",
                "TRACE",
                "PROPFIND",
                "PROPPATCH",
                "MKCOL",
                "COPY",
                "MOVE",
                "LOCK",
                "UNLOCK",
                "ACL",
                "REPORT",
                "VERSION-CONTROL",
                "CHECKIN",
                "CHECKOUT",
                "UNCHECKOUT",
                "SEARCH",
                "MKWORKSPACE",
                "UPDATE",
                "LABEL",
                "MERGE",
                "BASELINE-CONTROL",
                "MKACTIVITY",
                "PATCH",
                "get"
            })
    void every_method_arrives_by_number_or_by_name(String method) {
        assertThat(sent(request(method, "/", 0)).method()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "ACCEPT-CHARSET",
                "accept-encoding",
                "Accept-Language",
                "Authorization",
                "Content-Type",
                "Cookie",
                "Cookie2",
                "Host",
                "Pragma",
                "Referer",
                "User-Agent",
                "X-Own",
                "X4me",
                "Origin",
                "If-None",
                "Sec-Fetch-M",
                "Content-Typo",
                "Authorizatiom",
                "Accept-Charsex",
                "Accept-Encodinx",
                "User-Agenx"
            })
    void every_header_arrives_by_number_or_by_name(String name) {
        ForwardedRequest sent = sent(request("GET", "/", 0, name + ": caf\u00e9", name + ": two"));

        assertThat(sent.headers()).hasSize(2);
        assertThat(sent.values(name)).containsExactly("caf\u00e9", "two");
    }

    @Test
    @DisplayName("D-05 CVE-2022-26377: a node is told one length, and the one that was meant")
    void one_length() {
        String[] both = {"content-length: 7", "Transfer-Encoding: chunked", "transfer-encoding: identity"};

        assertThat(sent(request("POST", "/", 7, both)).headers()).containsExactly("content-length: 7");
        assertThat(sent(request("POST", "/", ForwardRequest.UNKNOWN, both)).headers())
                .containsExactly("transfer-encoding: chunked");
        assertThat(sent(request("POST", "/", 0, both)).headers()).isEmpty();
        assertThat(sent(request("POST", "/", 0, "Content-Length: 0")).headers()).containsExactly("content-length: 0");
        assertThat(sent(request("GET", "/", 0)).headers()).isEmpty();
    }

    @Test
    @DisplayName("D-03 Ghostcat: headers that pose as attributes are not sent, and never become any")
    void headers_that_pose_as_attributes() {
        ForwardedRequest sent = sent(request(
                "GET",
                "/",
                0,
                "AJP_SSL_KEY_SIZE: 1",
                "ajp_remote_port: 1",
                "Remote_User: root",
                "auth_type: x",
                "SSL_CLIENT_CERT: x",
                "HTTPS_KEYSIZE: 1",
                "JK_LB_ACTIVATION: x",
                "javax.servlet.include.request_uri: /",
                "jakarta.servlet.include.servlet_path: /WEB-INF/web.xml",
                "org.apache.tomcat.sendfile_x: /",
                "javax.servlet.include.path: kept, as no attribute is called so",
                "X-AJP-Secret: mine",
                "secret: mine",
                "my_own: kept",
                "x_ajp_: kept"));

        assertThat(sent.headers())
                .containsExactly(
                        "javax.servlet.include.path: kept, as no attribute is called so",
                        "X-AJP-Secret: mine",
                        "secret: mine",
                        "my_own: kept",
                        "x_ajp_: kept");
        assertThat(sent.attributes()).containsOnlyKeys("#6", "AJP_REMOTE_PORT", "AJP_LOCAL_ADDR");
    }

    @Test
    void a_secret_is_told_to_the_node_and_nobody_else() {
        WrittenRequest request = whole("GET", "/", 0, "s3cret", null, "Cookie: mine");
        ForwardRequest writer = request.writer(SIZE);
        request.encode(writer);

        assertThat(sent(request).attributes()).containsEntry("#12", "s3cret");
        assertThat(writer).asString().doesNotContain("s3cret", "mine");
    }

    @Test
    void a_node_is_told_what_tls_knows() {
        TlsFacts facts = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "0a0b", "-----BEGIN\nMII\n-----END\n");

        ForwardedRequest sent = sent(whole("GET", "/", 0, "", facts));

        assertThat(sent.tls()).isTrue();
        assertThat(sent.attributes())
                .containsEntry("#7", "-----BEGIN\nMII\n-----END\n")
                .containsEntry("#8", "TLS_AES_256_GCM_SHA384")
                .containsEntry("#9", "0a0b")
                .containsEntry("#11", "256")
                .containsEntry("AJP_SSL_PROTOCOL", "TLSv1.3");
        ForwardedRequest unknown = sent(whole("GET", "/", 0, "", new TlsFacts("", "", 0, "", "")));
        assertThat(unknown.tls()).isTrue();
        assertThat(unknown.attributes()).containsOnlyKeys("#6", "AJP_REMOTE_PORT", "AJP_LOCAL_ADDR");
    }

    @Test
    @DisplayName("D-08 a head fills a packet to the last byte, and is refused beyond it")
    void a_head_fills_a_packet() {
        int empty = request("GET", "/", 0, "X: ").encode(SIZE).readableBytes();
        String fits = "x".repeat(SIZE - empty);

        assertThat(request("GET", "/", 0, "X: " + fits).encode(SIZE).readableBytes())
                .isEqualTo(SIZE);
        for (String line : List.of("X: x" + fits, "Xx: " + fits)) {
            AjpException refused = catchThrowableOfType(
                    AjpException.class, () -> request("GET", "/", 0, line).encode(SIZE));
            assertThat(refused.flaw()).isEqualTo(Flaw.HEAD_TOO_LARGE);
            assertThat(refused).hasMessageContaining("8192");
        }
        assertThat(request("GET", "/", 0, "X: x" + fits).encode(2 * SIZE).readableBytes())
                .isEqualTo(SIZE + 1);
    }

    @Test
    void the_length_of_a_name_is_never_taken_for_the_number_of_another() {
        String name = "x".repeat(0xa008);

        assertThatThrownBy(() -> request("GET", "/", 0, name + ": 5").encode(AjpPackets.LARGEST))
                .isInstanceOf(AjpException.class)
                .hasMessageContaining("40968");
        String longest = "x".repeat(0x9fff);
        assertThat(ForwardedRequest.parse(ByteBufUtil.getBytes(
                                request("GET", "/", 0, longest + ": 5").encode(AjpPackets.LARGEST)))
                        .headers())
                .containsExactly(longest + ": 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u0100b"})
    void what_would_read_otherwise_is_not_sent(String value) {
        AjpException refused = catchThrowableOfType(
                AjpException.class, () -> request("GET", "/", 0, "X: " + value).encode(SIZE));

        assertThat(refused.flaw()).isEqualTo(Flaw.TEXT);
    }

    @Test
    void nothing_of_one_packet_is_in_the_next() {
        ForwardRequest writer = new ForwardRequest(2 * SIZE, "n1", "");
        ByteBuf first = request("GET", "/?x=1", 0, "X: y").encode(writer);

        request("GET", "/", 0, "X: " + "secret".repeat(2000)).encode(writer);
        assertThatExceptionOfType(AjpException.class)
                .isThrownBy(() ->
                        request("GET", "/", 0, "X: " + "x".repeat(2 * SIZE)).encode(writer));

        assertThat(request("GET", "/?x=1", 0, "X: y").encode(writer)).isEqualTo(first);
    }
}
