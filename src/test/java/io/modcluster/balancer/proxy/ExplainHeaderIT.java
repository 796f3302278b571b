package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.options.ExplainOptions;
import io.modcluster.balancer.options.ExplainToken;
import io.modcluster.balancer.options.Ruling;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told on a response what was chosen for the request, and what. */
class ExplainHeaderIT {
    private static final String SECRET = "a secret of members";

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        proxy.options.getExplain().setSecret(SECRET);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private static String token(String secret, long untilMillis) {
        return new ExplainToken(new ExplainOptions().setSecret(secret)).of(untilMillis);
    }

    private static String good() {
        return token(SECRET, System.currentTimeMillis() + 60_000);
    }

    private RawHttp.Response get(String token, String... lines) throws Exception {
        return proxy.ask("GET /p HTTP/1.1\r\nHost: Shop.example:80\r\nX-Balancer-Explain: " + token + "\r\n"
                + String.join("", lines) + "\r\n");
    }

    private static String told(RawHttp.Response response) {
        return response.header("X-Balancer-Explain");
    }

    @Test
    void a_good_token_tells_what_was_chosen_and_why_and_goes_no_further() throws Exception {
        proxy.start();

        assertThat(told(get(good())))
                .isEqualTo("member=\"test-balancer\", host=\"shop.example\", balancer=\"mycluster\", context=\"/\","
                        + " node=\"n1\", session=\"\", affinity=none, why=\"the policy's choice\", tries=1");
        assertThat(told(get(good(), "Cookie: JSESSIONID=abcdef.n1\r\n")))
                .contains("session=\"n1\", affinity=hit, why=\"the session is its\"")
                .doesNotContain("abcdef");
        assertThat(told(get(good(), "Cookie: JSESSIONID=abcdef.n\u00e4\"<i>\r\n")))
                .contains("session=\"n%C3%A4%22%3Ci%3E\", affinity=none");
        assertThat(node.requests()).hasSize(3).allSatisfy(seen -> assertThat(seen.values("X-Balancer-Explain"))
                .isEmpty());
    }

    @Test
    void who_may_not_know_is_answered_as_ever() throws Exception {
        proxy.start();
        long now = System.currentTimeMillis();

        for (String bad : List.of(
                "",
                "yes",
                token(SECRET, now - 1_000),
                token("another secret of members", now + 60_000),
                token(SECRET, now + 3_600_000),
                good() + "x")) {
            RawHttp.Response response = get(bad);
            assertThat(response.status()).as(bad).isEqualTo(200);
            assertThat(told(response)).as(bad).isEmpty();
        }
        assertThat(node.requests()).allSatisfy(seen -> assertThat(seen.values("X-Balancer-Explain"))
                .isEmpty());
    }

    @Test
    void a_peer_that_is_not_allowed_is_not_told_even_behind_a_proxy_in_front() throws Exception {
        proxy.options.getExplain().setAllow(List.of(CidrBlock.parse("192.0.2.0/24")));
        proxy.options.getForwarded().setTrusted(List.of(CidrBlock.parse("127.0.0.0/8")));
        proxy.start();

        assertThat(told(get(good()))).isEmpty();
        assertThat(told(get(good(), "X-Forwarded-For: 198.51.100.1\r\n"))).isEmpty();
        assertThat(told(get(good(), "X-Forwarded-For: 192.0.2.7\r\n"))).contains("node=\"n1\"");
    }

    @Test
    void where_there_is_no_secret_nobody_is_told_and_the_token_stays_here() throws Exception {
        proxy.options.getExplain().setSecret("");
        proxy.start();

        assertThat(told(get(good()))).isEmpty();
        assertThat(node.requests().get(0).values("X-Balancer-Explain")).isEmpty();
    }

    @Test
    void what_a_node_says_under_this_name_does_not_reach_the_client() throws Exception {
        proxy.start();
        Answer posing = Answer.raw("HTTP/1.1 200 OK\r\nx-balancer-explain: node=n2\r\nContent-Length: 0\r\n\r\n");

        node.answerNext(posing);
        assertThat(told(proxy.get("/"))).isEmpty();
        node.answerNext(posing);
        assertThat(told(get(good()))).startsWith("member=\"test-balancer\"").doesNotContain("n2");
    }

    @Test
    void an_answer_of_the_balancer_says_what_was_tried() throws Exception {
        RecordingNode gone = RecordingNode.start("n2");
        int port = gone.port();
        gone.close();
        proxy.put(node("n2", port));
        proxy.options.getBalancing().getSticky().setForce(Ruling.NO);
        proxy.start();

        assertThat(told(get(good(), "Cookie: JSESSIONID=abc.n2\r\n")))
                .contains("node=\"n1\", session=\"n2\", affinity=moved", "tries=2, failed=\"n2:connect_failed\"");
        Reachability.Fault down = new Reachability.Fault("test", 1, System.currentTimeMillis(), 1);
        proxy.publish(new Reachability(Map.of(new JvmRoute("n1"), down, new JvmRoute("n2"), down)));
        RawHttp.Response none = get(good());
        assertThat(none.status()).isEqualTo(503);
        assertThat(told(none))
                .isEqualTo("member=\"test-balancer\", host=\"shop.example\", tries=0, refused=no_node_up");
    }

    @Test
    void over_http_2_it_is_the_same() throws Exception {
        proxy.start();
        try (RawHttp2 client = RawHttp2.connect(proxy.clearTextPort())) {
            client.get(1, "/p", "x-balancer-explain", good());
            client.get(3, "/p", "x-balancer-explain", "1.x");
            RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
            assertThat(reply.headers().get("x-balancer-explain")).contains("host=\"shop.example\"", "node=\"n1\"");
            assertThat(client.reply(3, ProxyFixture.SOON).headers()).doesNotContainKey("x-balancer-explain");
        }
    }
}
