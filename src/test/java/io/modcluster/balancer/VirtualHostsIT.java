package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts as clients write them, aliases as nodes write them, wildcards among them. */
class VirtualHostsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunningBalancer balancer =
            RunningBalancer.start(options -> options.getTraffic().setVirtualHosts(VirtualHostMode.STRICT));
    private final RegisteredNodes nodes = new RegisteredNodes(balancer);

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        balancer.close();
    }

    @Test
    void a_host_is_compared_without_port_case_and_trailing_dot() throws IOException {
        node("exact", "www.Example.com,xn--mnchen-3ya.example,127.0.0.1,[::1]");
        node("below", "*.example.com");

        for (String host : List.of(
                "www.example.com",
                "WWW.EXAMPLE.COM",
                "www.example.com:8080",
                "www.example.com.",
                "www.example.com.:80",
                "XN--MNCHEN-3YA.example",
                "127.0.0.1:80",
                "[::1]:8080")) {
            assertThat(get(host)).as(host).isEqualTo("200 exact");
        }
        for (String host : List.of("a.example.com", "A.B.Example.Com.:8080", "a.b.c.d.e.f.g.example.com")) {
            assertThat(get(host)).as(host).isEqualTo("200 below");
        }
        for (String host : List.of("example.com", "badexample.com", "example.org", "127.0.0.2", "[::2]")) {
            assertThat(get(host)).as(host).isEqualTo("404");
        }
        assertThat(get("*.example.com")).as("a star is no host").isEqualTo("400");
    }

    @Test
    void the_exact_name_then_the_longest_wildcard_then_the_star_as_far_as_each_has_the_path() throws IOException {
        node("star", "*");
        node("com", "*.com");
        node("example", "*.example.com");
        node("exact", "www.example.com");
        nodes.command("ENABLE-APP", "/", "JVMRoute=com&Alias=*.com&Context=/only");

        Map<String, String> served = new TreeMap<>();
        for (String host :
                List.of("www.example.com", "a.example.com", "example.com", "example.org", "127.0.0.1", "com")) {
            served.put(host, get(host));
        }
        assertThat(served)
                .isEqualTo(new TreeMap<>(Map.of(
                        "www.example.com", "200 exact",
                        "a.example.com", "200 example",
                        "example.com", "200 com",
                        "example.org", "200 star",
                        "127.0.0.1", "200 star",
                        "com", "200 star")));
        assertThat(exchange("GET /only HTTP/1.1\r\nHost: www.example.com\r\n\r\n"))
                .as("neither the name nor the longer wildcard has it")
                .isEqualTo("200 com");
        assertThat(exchange("GET /app HTTP/1.0\r\n\r\n")).as("without a host").isEqualTo("200 star");
    }

    @Test
    void an_alias_that_is_no_host_is_kept_and_shown_and_matches_nothing() throws IOException {
        node("n1", "a.*.example,*foo.example,*.0.0.1,b.example.,c.example:80,m%C3%BCnchen.example");

        for (String host : List.of("a.b.example", "xfoo.example", "127.0.0.1", "b.example", "c.example:80")) {
            assertThat(get(host)).as(host).isEqualTo("404");
        }
        assertThat(balancer.info().lines().filter(line -> line.startsWith("Vhost: ")))
                .extracting(line -> line.replaceFirst(".*Alias: ", ""))
                .containsExactly(
                        "a.*.example", "*foo.example", "*.0.0.1", "b.example.", "c.example:80", "m%C3%BCnchen.example");
    }

    @Test
    void config_may_bring_wildcards_too() throws IOException {
        nodes.register("n1", "&Alias=*.example.com&Context=/app");
        nodes.command("ENABLE-APP", "/*", "JVMRoute=n1");

        assertThat(get("a.example.com")).isEqualTo("200 n1");
    }

    @Test
    void the_wildcard_of_a_tomcat_survives_the_client_that_compares_it_with_info() throws Exception {
        try (McmpRelay relay = McmpRelay.to(balancer.mcmp());
                TomcatNode tomcat = TomcatNode.node("t1")
                        .hostName("shop.example.com")
                        .aliases("*.shop.example.com")
                        .contexts("/app")
                        .statusPeriod(Duration.ofSeconds(1))
                        .balancers(relay.address())
                        .start()) {
            await().until(() -> isTomcat("shop.example.com"));
            assertThat(balancer.info()).contains("Alias: shop.example.com\n").contains("Alias: *.shop.example.com\n");

            relay.answerNext("STATUS", Answer.mcmpError("MEM", "MEM: Can't read node with \"t1\" JVMRoute"));
            await().until(() -> relay.exchanges().stream().anyMatch(McmpRelay.Exchange::injected));
            long infos = count(relay, "INFO ");
            await().atMost(PATIENCE).until(() -> count(relay, "INFO ") > infos);
            long statuses = count(relay, "STATUS ");
            await().until(() -> count(relay, "STATUS ") > statuses);

            assertThat(count(relay, "REMOVE-APP ")).isZero();
            assertThat(isTomcat("www.shop.example.com")).isTrue();
            assertThat(isTomcat("a.b.shop.example.com")).isTrue();
            assertThat(get("other.example.com")).isEqualTo("404");
            tomcat.shutdown();
        }
    }

    private boolean isTomcat(String host) throws IOException {
        return get(host).startsWith("200 ") && get(host).contains("node=t1 context=/app ");
    }

    private static long count(McmpRelay relay, String start) {
        return relay.summaries().stream().filter(text -> text.startsWith(start)).count();
    }

    private void node(String name, String aliases) throws IOException {
        nodes.register(name, "");
        nodes.command("ENABLE-APP", "/", "JVMRoute=" + name + "&Alias=" + aliases + "&Context=/app");
    }

    private String get(String host) throws IOException {
        return exchange("GET /app/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        try (RawHttp client = RawHttp.connect(balancer.traffic())) {
            RawHttp.Response answer = client.send(request).read(PATIENCE);
            return answer.status() == 200 ? "200 " + answer.body() : Integer.toString(answer.status());
        }
    }
}
