package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.ADDRESSES;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.metrics.AffinityCounters;
import io.modcluster.balancer.metrics.AffinityCounters.AffinityCounter;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.options.BalancingOptions;
import io.modcluster.balancer.options.RouteCookieOptions.Value;
import io.modcluster.balancer.options.Ruling;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two plain nodes that make no session, behind a balancer with a cookie of its own. */
class MadeCookieIT {
    private RecordingNode first;
    private RecordingNode second;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        first = RecordingNode.start("first");
        second = RecordingNode.start("second");
        proxy = new ProxyFixture(node("n1", first.port()), node("n2", second.port()));
        BalancingOptions balancing = proxy.options.getBalancing();
        balancing.getCookie().setName("NODE").setValue(Value.ROUTE);
        balancing.getSticky().setForce(Ruling.NO);
        proxy.options.setCookieSecret("a secret of the test");
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        first.close();
        second.close();
    }

    @Test
    void the_cookie_sticks_and_is_set_once() throws Exception {
        proxy.start();
        RawHttp.Response answer = get("");
        String cookie = cookieOf(answer);
        assertThat(answer.header("Set-Cookie")).matches("NODE=n1\\.[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax");
        for (int i = 0; i < 5; i++) {
            RawHttp.Response again = get(cookie);
            assertThat(again.body()).isEqualTo("first");
            assertThat(setsCookie(again)).isFalse();
        }
        assertThat(get("theme=dark; " + cookie + "; x=y").body()).isEqualTo("first");

        AffinityCounter counter = counter();
        assertThat(counter.hits()).isEqualTo(6);
        assertThat(counter.freshRequests()).isEqualTo(1);
        assertThat(counter.movedRequests()).isZero();
    }

    @Test
    void a_forged_cookie_is_as_if_there_was_none() throws Exception {
        proxy.start();
        String honest = cookieOf(get(""));
        String mark = honest.substring(honest.indexOf('.'));
        for (String forged : List.of(
                "NODE=n1", "NODE=n2" + mark, "NODE=n1" + mark + "x", "NODE=" + mark, "NODE=n1.", "NODE=%zz" + mark)) {
            assertThat(setsCookie(get(forged))).as(forged).isTrue();
        }
        assertThat(counter().hits()).isZero();
        assertThat(get("NODE=n2" + mark + "; " + honest).body())
                .as("of several the first that is good")
                .isEqualTo("first");
    }

    @Test
    void when_its_node_is_lost_the_request_moves_and_the_cookie_with_it() throws Exception {
        proxy.start();
        String cookie = cookieOf(get(""));
        first.close();

        RawHttp.Response moved = get(cookie);
        assertThat(moved.body()).isEqualTo("second");
        assertThat(cookieOf(moved)).startsWith("NODE=n2.");
        assertThat(get(cookieOf(moved)).body()).isEqualTo("second");
        assertThat(counter().movedRequests()).isEqualTo(1);
        assertThat(counter().hits()).isEqualTo(1);
    }

    @Test
    void with_force_a_request_whose_node_is_lost_is_refused() throws Exception {
        proxy.options.getBalancing().getSticky().setForce(Ruling.YES);
        proxy.start();
        String cookie = cookieOf(get(""));
        proxy.publish(Reachability.ALL_UP.withFault(new JvmRoute("n1"), "gone", System.currentTimeMillis()));

        assertThat(get(cookie).status()).isEqualTo(503);
        assertThat(get("").body()).isEqualTo("second");
    }

    @Test
    void with_remove_neither_cookie_reaches_a_stranger() throws Exception {
        proxy.options.getBalancing().getSticky().setRemove(Ruling.YES).setCookie("sid");
        proxy.start();
        String cookie = cookieOf(get(""));
        proxy.publish(Reachability.ALL_UP.withFault(new JvmRoute("n1"), "gone", System.currentTimeMillis()));

        assertThat(cookieOf(get("a=1; " + cookie + "; sid=4711; b=2"))).startsWith("NODE=n2.");
        assertThat(second.requests()).singleElement().satisfies(request -> assertThat(request.values("Cookie"))
                .containsExactly("a=1; b=2"));
    }

    @Test
    void an_application_with_sessions_of_its_own_gets_no_cookie() throws Exception {
        proxy.start();
        first.answer(any -> Answer.raw(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: JSESSIONID=4711.n1; Path=/; HttpOnly\r\n\r\nok"));
        assertThat(get("").header("Set-Cookie")).isEqualTo("JSESSIONID=4711.n1; Path=/; HttpOnly");
        assertThat(setsCookie(get("JSESSIONID=4711.n1"))).as("its own again").isTrue();
        RawHttp.Response other = get("");
        assertThat(other.body()).isEqualTo("second");
        assertThat(setsCookie(other)).as("the context has sessions").isFalse();
    }

    @Test
    void a_session_that_a_client_brings_says_nothing_about_the_application() throws Exception {
        proxy.start();
        get("JSESSIONID=made-up.n1");
        get("JSESSIONID=made-up.n2");
        assertThat(setsCookie(get(""))).as("all others need the cookie").isTrue();
    }

    @Test
    void a_session_by_the_cookie_alone_is_one_where_its_node_is_drained() throws Exception {
        proxy.start();
        String cookie = cookieOf(get(""));
        NodeCounter counter = NodeCounters.of(proxy.vertx(), ADDRESSES.prefix()).of(new JvmRoute("n1"));
        counter.watchSessions(true, System.currentTimeMillis());
        BitSet seen = new BitSet();
        get(cookie);
        Objects.requireNonNull(counter.sessions()).addTo(seen, "/", 0);
        assertThat(seen.cardinality()).isEqualTo(1);
        get(cookie + "; JSESSIONID=4711");
        Objects.requireNonNull(counter.sessions()).addTo(seen, "/", 0);
        assertThat(seen.cardinality()).isEqualTo(2);
    }

    @Test
    void a_hash_tells_no_name_and_sticks_all_the_same() throws Exception {
        proxy.options.getBalancing().getCookie().setValue(Value.HASH);
        proxy.start();
        String one = cookieOf(get(""));
        String other = cookieOf(get(""));
        assertThat(one).matches("NODE=[A-Za-z0-9_-]{22}").isNotEqualTo(other);
        for (int i = 0; i < 3; i++) {
            assertThat(get(one).body()).isEqualTo("first");
            assertThat(get(other).body()).isEqualTo("second");
        }
        assertThat(setsCookie(get("NODE=AAAAAAAAAAAAAAAAAAAAAA"))).isTrue();
    }

    @Test
    void a_node_that_left_for_good_is_forgotten_with_its_cookies() throws Exception {
        proxy.start();
        String cookie = cookieOf(get(""));
        proxy.remove(node("n1", first.port(), (NodeConfig config) -> config));

        RawHttp.Response moved = get(cookie);
        assertThat(moved.body()).isEqualTo("second");
        assertThat(cookieOf(moved)).startsWith("NODE=n2.");
    }

    private RawHttp.Response get(String cookie) throws IOException {
        String field = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
        return proxy.ask("GET /a HTTP/1.1\r\nHost: h\r\n" + field + "\r\n");
    }

    private static boolean setsCookie(RawHttp.Response response) {
        return !response.header("Set-Cookie").isEmpty();
    }

    private static String cookieOf(RawHttp.Response response) {
        String field = Objects.requireNonNull(response.header("Set-Cookie"), "no cookie");
        return field.substring(0, field.indexOf(';'));
    }

    private AffinityCounter counter() {
        return AffinityCounters.of(proxy.vertx(), ADDRESSES.prefix()).of("mycluster", "/");
    }
}
