package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.request;
import static io.modcluster.balancer.testkit.McmpClient.syntax;
import static io.modcluster.balancer.testkit.McmpClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpTransportIT {
    private static final String UNPARSEABLE =
            syntax("Can't parse MCMP message. It might have contained illegal symbols or unknown elements.");
    private static final String XML = "<?xml version=\"1.0\" standalone=\"yes\" ?>\n";

    private final McmpFixture balancer = new McmpFixture();
    private final McmpClient node = balancer.client();

    @AfterEach
    void stop() {
        balancer.close();
    }

    @Test
    @DisplayName("1 INFO of an empty server is an empty text")
    void info_of_an_empty_server_is_an_empty_text() {
        assertThat(node.send("INFO", "")).isEqualTo(text(""));
    }

    @Test
    @DisplayName("2 methods are known in lower case")
    void methods_are_known_in_lower_case() {
        assertThat(node.send("info", "")).isEqualTo(text(""));
        assertThat(node.send("Config", "JVMRoute=a")).isEqualTo("200");
    }

    @Test
    @DisplayName("4 other methods are not implemented")
    void other_methods_are_not_implemented() {
        assertThat(node.send("FOO", "")).isEqualTo("501");
        assertThat(node.send("ADDID", "JGroupUuid=a")).isEqualTo("501");
        assertThat(node.send("QUERY", "")).isEqualTo("501");
        assertThat(node.send("ERROR", "")).isEqualTo("501");
    }

    @Test
    @DisplayName("4 (ours) ordinary requests hear what the port is for")
    void ordinary_requests_hear_what_the_port_is_for() {
        RawHttp.Response answer = node.exchange("GET", "/", "", "");
        assertThat(McmpClient.tell(answer)).isEqualTo("404");
        assertThat(answer.body()).contains("for mod_cluster nodes");
        assertThat(node.send("POST", "JVMRoute=a")).isEqualTo("404");
        assertThat(node.send("OPTIONS", "*", "")).isEqualTo("404");
    }

    @Test
    @DisplayName("5 the target does not matter")
    void the_target_does_not_matter() {
        for (String target : new String[] {"/foo/bar", "http://x/", "//", "*", "/*", "/?a=b", "/%2e%2e"}) {
            assertThat(node.send("PING", target, "")).matches("200 text/plain: Type=PING-RSP&State=OK&id=\\d+\n");
        }
    }

    @Test
    @DisplayName("6 a chunked body in two chunks")
    void a_chunked_body_in_two_chunks() {
        String head = "CONFIG / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunks = String.join("\r\n", "9", "JVMRoute=", "3", "ch1", "0", "", "");
        assertThat(McmpClient.tell(node.raw(head + chunks))).isEqualTo("200");
        assertThat(node.info()).contains("Name: ch1,");
    }

    @Test
    @DisplayName("7 the content type of a body does not matter")
    void the_content_type_of_a_body_does_not_matter() {
        assertThat(McmpClient.tell(node.exchange("CONFIG", "/", "JVMRoute=a", "Content-Type: application/json\r\n")))
                .isEqualTo("200");
    }

    @Test
    @DisplayName("8 HTTP/1.0 without Host is answered and closed")
    void http_1_0_without_host_is_answered_and_closed() throws IOException {
        RawHttp.Outcome outcome = RawHttp.exchange(
                balancer.port(), "CONFIG / HTTP/1.0\r\nContent-Length: 10\r\n\r\nJVMRoute=a", Duration.ofSeconds(5));
        assertThat(outcome.statuses()).containsExactly(200);
        assertThat(outcome.closed()).isTrue();
    }

    @Test
    @DisplayName("9 HTTP/1.1 without Host is a bad request")
    void http_1_1_without_host_is_a_bad_request() {
        assertThat(McmpClient.tell(node.raw("INFO / HTTP/1.1\r\n\r\n"))).isEqualTo("400");
        assertThat(McmpClient.tell(node.raw("INFO / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")))
                .isEqualTo("400");
        assertThat(node.raw("CONFIG / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("10 the query is ignored")
    void the_query_is_ignored() {
        assertThat(node.send("CONFIG", "/?JVMRoute=q", "")).isEqualTo(UNPARSEABLE);
    }

    @Test
    @DisplayName("11 a line end after the last value is illegal")
    void a_line_end_after_the_last_value_is_illegal() {
        assertThat(node.send("CONFIG", "JVMRoute=a\n")).isEqualTo(UNPARSEABLE);
    }

    @Test
    @DisplayName("12 illegal symbols spoil INFO too")
    void illegal_symbols_spoil_info_too() {
        assertThat(node.send("INFO", "a<b")).isEqualTo(UNPARSEABLE);
        assertThat(node.send("INFO", "a=b")).isEqualTo(text(""));
    }

    @Test
    @DisplayName("13 a connection serves commands until one is refused")
    void a_connection_serves_commands_until_one_is_refused() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send(request("CONFIG", "/", "JVMRoute=a", "") + request("INFO", "/", "", ""));
            assertThat(connection.read(Duration.ofSeconds(5)).status()).isEqualTo(200);
            assertThat(connection.read(Duration.ofSeconds(5)).body()).contains("Name: a,");
            connection.send(request("CONFIG", "/", "", ""));
            assertThat(connection.read(Duration.ofSeconds(5)).status()).isEqualTo(500);
            assertThat(connection.isClosedWithin(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    @DisplayName("13 (ours) 100-continue is said before the body is read")
    void continue_is_said_before_the_body_is_read() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
            assertThat(connection.read(Duration.ofSeconds(5)).status()).isEqualTo(100);
            connection.send("JVMRoute=a");
            assertThat(connection.read(Duration.ofSeconds(5)).status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("14 XML for who accepts it")
    void xml_for_who_accepts_it() {
        String accept = "Accept: text/html, text/xml;q=0\r\n";
        assertThat(McmpClient.tell(node.exchange("INFO", "/", "", accept)))
                .isEqualTo(
                        "200 text/xml: " + XML + "<Info><Nodes></Nodes><Vhosts></Vhosts><Contexts></Contexts></Info>");
        assertThat(McmpClient.tell(node.exchange("DUMP", "/", "", accept)))
                .isEqualTo("200 text/xml: " + XML
                        + "<Dump><Balancers></Balancers><Nodes></Nodes><Hosts></Hosts><Contexts></Contexts></Dump>");
        assertThat(McmpClient.tell(node.exchange("PING", "/", "", accept))).startsWith("200 text/plain: Type=PING-RSP");
    }

    @Test
    @DisplayName("15 VERSION is what the suite of the reference looks for")
    void version_is_what_the_suite_of_the_reference_looks_for() {
        assertThat(node.exchange("VERSION", "/", "", "").body())
                .matches(
                        "release: (mod_cluster|mod_proxy_cluster)/\\d\\.\\d\\.\\d\\.(Dev|Alpha\\d|Beta\\d|CR\\d|Final), "
                                + "protocol: \\d\\.\\d\\.\\d\n");
        assertThat(McmpClient.tell(node.exchange("VERSION", "/", "", "Accept: text/xml\r\n")))
                .startsWith("200 text/xml: " + XML + "<version><release>mod_proxy_cluster/2.0.0.Final</release>");
    }
}
