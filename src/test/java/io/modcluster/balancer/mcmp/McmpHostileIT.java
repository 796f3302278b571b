package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.mem;
import static io.modcluster.balancer.testkit.McmpClient.syntax;
import static io.modcluster.balancer.testkit.McmpClient.tell;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.mcmp.codec.McmpFuzz;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpHostileIT {
    private static final int LIMIT = 64 * 1024;
    private static final Duration SOON = Duration.ofSeconds(15);

    private final McmpFixture balancer = new McmpFixture(
            options -> options.getMcmp().setMaxNodes(5).setMaxAliasesPerNode(3).setMaxContextsPerNode(4));
    private final McmpClient node = balancer.client();

    @AfterEach
    void stop() {
        balancer.close();
    }

    @Test
    @DisplayName("A-02 peers that are not allowed hear 403 before their body is read")
    void peers_that_are_not_allowed_hear_403_before_their_body_is_read() throws IOException {
        try (McmpFixture closed = new McmpFixture(
                        options -> options.getMcmp().setAllow(List.of(CidrBlock.parse("192.0.2.0/24"))));
                RawHttp connection = RawHttp.connect(closed.port())) {
            connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nContent-Length: 60000\r\n\r\nJVMRoute=a");
            assertThat(connection.read(SOON).status()).isEqualTo(403);
            assertThat(connection.isClosedWithin(SOON)).isTrue();
            for (McmpMethod method : McmpMethod.values()) {
                assertThat(closed.client().send(method.wireName(), "JVMRoute=a"))
                        .isEqualTo("403");
            }
            assertThat(closed.client().send("GET", "")).isEqualTo("403");
        }
    }

    @Test
    @DisplayName("A-02 (ours) a peer that is not allowed and says nothing is cut off")
    void a_peer_that_is_not_allowed_and_says_nothing_is_cut_off() throws IOException {
        try (McmpFixture closed = new McmpFixture(
                        options -> options.getMcmp().setAllow(List.of(CidrBlock.parse("192.0.2.0/24"))));
                RawHttp connection = RawHttp.connect(closed.port())) {
            assertThat(connection.isClosedWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    @DisplayName("A-03 malformed messages are refused and change nothing")
    void malformed_messages_are_refused_and_change_nothing() {
        for (String body : new String[] {
            "Port=1",
            "JVMRoute=",
            "JVMRoute",
            "JVMRoute=a&=b",
            "JVMRoute=a&",
            "JVMRoute=a%",
            "JVMRoute=a%zz",
            "JVMRoute=a%00",
            "JVMRoute=a%C3%28",
            "JVMRoute=a%FF"
        }) {
            assertThat(node.send("CONFIG", body)).as(body).startsWith("500 SYNTAX SYNTAX: ");
        }
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("A-04 an unknown JVMRoute may register")
    void an_unknown_jvm_route_may_register() {
        assertThat(node.send("STATUS", "JVMRoute=x&Load=1")).isEqualTo(mem("Can't read node with \"x\" JVMRoute"));
        assertThat(node.send("ENABLE-APP", "JVMRoute=x&Alias=a&Context=/"))
                .isEqualTo(mem("Can't read node with \"x\" JVMRoute"));
    }

    @Test
    @DisplayName("A-05 mutated messages over a socket get 200, 4xx or a worded 500")
    void mutated_messages_over_a_socket_get_200_4xx_or_a_worded_500() throws IOException {
        int messages = Math.min(2_000, Integer.getInteger("fuzz.messages", 20_000));
        RawHttp connection = RawHttp.connect(balancer.port());
        for (long seed = 0; seed < messages; seed++) {
            McmpFuzz fuzz = new McmpFuzz(seed);
            String head = fuzz.method().wireName() + " " + fuzz.target() + " HTTP/1.1\r\nHost: b\r\n";
            String body = new String(fuzz.body(), StandardCharsets.ISO_8859_1);
            connection.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            RawHttp.Response answer = connection.read(SOON);
            String told = tell(answer);
            assertThat(told).as("seed %d", seed).matches("(?s)200.*|4\\d\\d|500 (SYNTAX SYNTAX|MEM MEM): .+");
            assertThat(told).as("seed %d", seed).doesNotContain("not ready");
            if (answer.status() != 200) {
                connection.close();
                connection = RawHttp.connect(balancer.port());
            }
        }
        connection.close();
        assertThat(node.send("CONFIG", "JVMRoute=after&Port=17"))
                .matches("200|500 MEM .*already exist|500 MEM .*insert.*");
        assertThat(node.send("PING", "")).contains("State=OK");
    }

    @Test
    @DisplayName("A-06 bodies up to the limit are read, longer ones are refused")
    void bodies_up_to_the_limit_are_read_longer_ones_are_refused() {
        String head = "JVMRoute=a&Foo=";
        for (int size : new int[] {LIMIT - 1, LIMIT}) {
            assertThat(node.send("CONFIG", head + "x".repeat(size - head.length())))
                    .isEqualTo("200");
        }
        for (int size : new int[] {LIMIT + 1, 10 * 1024 * 1024}) {
            String tooMuch = "JVMRoute=b&Port=2&Foo=";
            assertThat(node.send("CONFIG", tooMuch + "x".repeat(size - tooMuch.length())))
                    .isEqualTo("413");
        }
        assertThat(node.info()).contains("Name: a,").doesNotContain("Name: b,");
    }

    @Test
    @DisplayName("A-06 a chunked body without end is refused at the limit")
    void a_chunked_body_without_end_is_refused_at_the_limit() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
            for (int i = 0; i < 18; i++) {
                connection.send(chunk);
            }
            assertThat(tell(connection.read(SOON))).isEqualTo("413");
            connection.send(chunk);
            assertThat(connection.isClosedWithin(SOON)).isTrue();
        }
    }

    @Test
    @DisplayName("A-06 (ours) an announced length is refused before 100-continue")
    void an_announced_length_is_refused_before_100_continue() throws IOException {
        try (RawHttp connection = RawHttp.connect(balancer.port())) {
            connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
            assertThat(connection.read(SOON).status()).isEqualTo(413);
            assertThat(connection.isClosedWithin(Duration.ofSeconds(1))).isTrue();
        }
    }

    @Test
    @DisplayName("A-08 fields one character too long are refused by name")
    void fields_one_character_too_long_are_refused_by_name() {
        Map.of(
                        "JVMRoute",
                        "JVMRoute field too big",
                        "Balancer",
                        "Balancer field too big",
                        "Domain",
                        "LBGroup field too big",
                        "Host",
                        "Host field too big",
                        "Type",
                        "Type field too big",
                        "Alias",
                        "Alias field too big",
                        "Context",
                        "Context field too big")
                .forEach((name, mess) -> assertThat(node.send("CONFIG", "JVMRoute=a&" + name + "=" + "x".repeat(256)))
                        .isEqualTo(syntax(mess)));
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("A-09 addresses that can be no node are refused without contact")
    void addresses_that_can_be_no_node_are_refused_without_contact() {
        for (String host : new String[] {
            "169.254.169.254",
            "0.0.0.0",
            "[::]",
            "::",
            "224.0.0.1",
            "[ff02::1]",
            "[fe80::1]",
            "[::ffff:169.254.1.1]",
            "255.255.255.255",
            "0.1.2.3",
            "a/../b",
            "x y",
            "[",
            "2130706433"
        }) {
            assertThat(node.send("CONFIG", "JVMRoute=a&Host=" + host.replace(" ", "+")))
                    .as(host)
                    .isEqualTo(syntax("Host field has bad value"));
        }
        for (int port : new int[] {balancer.port(), McmpFixture.TRAFFIC_PORT}) {
            for (String host : new String[] {"127.0.0.1", "localhost", "127.9.9.9"}) {
                assertThat(node.send("CONFIG", "JVMRoute=a&Host=" + host + "&Port=" + port))
                        .isEqualTo(syntax("Host field has bad value"));
            }
        }
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=" + "h".repeat(70))).isEqualTo(syntax("Host field too big"));
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=192.0.2.7"))
                .isEqualTo(mem("Node address \"192.0.2.7\" is not in mcmp.allow"));
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=nowhere.invalid"))
                .isEqualTo(mem("Node address \"nowhere.invalid\" cannot be resolved"));
        assertThat(balancer.checked()).isEmpty();
        assertThat(node.info()).isEmpty();
    }

    @Test
    @DisplayName("A-10 PING does not contact what is not allowed")
    void ping_does_not_contact_what_is_not_allowed() {
        for (String where : new String[] {
            "Host=169.254.169.254&Port=80",
            "Host=192.0.2.7&Port=8009",
            "Host=nowhere.invalid&Port=1",
            "Host=127.0.0.1&Port=" + balancer.port(),
            "Host=a/b&Port=1",
            "Host=127.0.0.1&Port=0"
        }) {
            assertThat(node.send("PING", "Scheme=ajp&" + where)).as(where).contains("State=NOTOK");
            assertThat(node.send("PING", "Scheme=http&" + where)).as(where).contains("State=NOTOK");
        }
        assertThat(balancer.checked()).isEmpty();
    }

    @Test
    @DisplayName("A-10 of a hundred PINGs at once ten are checked")
    void of_a_hundred_pings_at_once_ten_are_checked() {
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=127.0.0.1&Port=9&Type=ajp"))
                .isEqualTo("200");
        balancer.healthHangs();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> node.send("PING", "Scheme=ajp&Host=127.0.0.1&Port=9"), task -> new Thread(task).start()));
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).contains("State=NOTOK"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(balancer.checked()).hasSizeBetween(10, 20);
    }

    @Test
    @DisplayName("A-11 a live node keeps its name and its address")
    void a_live_node_keeps_its_name_and_its_address() {
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=127.0.0.1&Port=1")).isEqualTo("200");
        assertThat(node.send("CONFIG", "JVMRoute=a&Host=127.0.0.2&Port=1"))
                .isEqualTo(mem("Node with \"a\" JVMRoute already exists"));
        assertThat(node.send("CONFIG", "JVMRoute=b&Host=127.0.0.1&Port=1"))
                .isEqualTo(mem("Another for the same worker already exist"));
        assertThat(node.info())
                .contains("Name: a,")
                .contains("Host: 127.0.0.1,")
                .doesNotContain("Name: b,");
    }

    @Test
    @DisplayName("A-12 one node, alias and context more than allowed")
    void one_node_alias_and_context_more_than_allowed() {
        for (int i = 1; i <= 5; i++) {
            assertThat(node.send("CONFIG", "JVMRoute=n" + i + "&Port=" + i)).isEqualTo("200");
        }
        assertThat(node.send("CONFIG", "JVMRoute=n6&Port=6"))
                .isEqualTo(mem("Can't update or insert node with \"n6\" JVMRoute"));
        assertThat(node.send("CONFIG", "JVMRoute=n1&Port=1&Alias=a,b,c,d&Context=/1,/2,/3,/4,/5"))
                .isEqualTo("500 MEM MEM: Can't update or insert context for node with \"n1\" JVMRoute (/5), "
                        + "MEM: Can't update or insert host alias for node with \"n1\" JVMRoute (d)");
        assertThat(node.info().lines().filter(line -> line.startsWith("Context:")))
                .hasSize(12);
        assertThat(node.send("ENABLE-APP", "JVMRoute=n2&Alias=a&Context=/")).startsWith("200 ");
    }
}
