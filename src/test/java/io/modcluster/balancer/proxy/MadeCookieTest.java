package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.options.RouteCookieOptions;
import io.modcluster.balancer.options.RouteCookieOptions.SameSite;
import io.modcluster.balancer.options.RouteCookieOptions.Secure;
import io.modcluster.balancer.options.RouteCookieOptions.Value;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MadeCookieTest {
    private static final String SECRET = "0123456789abcdef";
    private static final String HOSTILE = "n1.%AF\"; =,\u00ff\u0000x";
    private static final String HOSTILE_ROUTE = "a;b=\"c\", d%é\u0001";

    private final RouteCookieOptions options = new RouteCookieOptions().setName("NODE");
    private final RoutingTable table = tableOf("n1", "n2", HOSTILE_ROUTE);

    @Test
    void attributes_are_as_the_options_say() {
        assertThat(set("n1", "/app", true)).endsWith("; Path=/app; Secure; HttpOnly; SameSite=Lax");
        assertThat(set("n1", "/app", false)).doesNotContain("Secure");
        options.setPath("/x").setDomain("shop.example").setMaxAge(Duration.ofHours(1));
        options.setSecure(Secure.ALWAYS).setHttpOnly(false).setSameSite(SameSite.NONE);
        assertThat(set("n1", "/app", false))
                .endsWith("; Path=/x; Domain=shop.example; Max-Age=3600; Secure; SameSite=None");
        options.setSecure(Secure.NEVER).setSameSite(SameSite.OMIT);
        assertThat(set("n1", "/app", true)).endsWith("; Max-Age=3600");
    }

    @Test
    void what_nodes_say_of_themselves_adds_no_attribute_and_no_header() {
        options.setValue(Value.ROUTE);
        assertThat(set(HOSTILE_ROUTE, "/a;b\r\nSet-Cookie: x=y é", false))
                .isEqualTo(
                        "NODE=a%3Bb=%22c%22%2C%20d%25%C3%A9%01; Path=/a%3Bb%0D%0ASet-Cookie:%20x=y%20%C3%A9; HttpOnly;"
                                + " SameSite=Lax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SECRET})
    void what_is_set_is_read_again(String secret) {
        for (Value value : Value.values()) {
            options.setValue(value);
            for (String route : List.of("n1", "n2", HOSTILE_ROUTE)) {
                String field = new MadeCookie(options, secret).setCookie("mycluster", route, "/", false);
                String pair = field.substring(0, field.indexOf(';'));
                // another event loop, or another balancer
                assertThat(read(new MadeCookie(options, secret), pair)).isEqualTo(route);
            }
        }
    }

    @Test
    void every_changed_character_makes_a_signed_cookie_worthless() {
        options.setValue(Value.ROUTE);
        String field = new MadeCookie(options, SECRET).setCookie("mycluster", "n1", "/", false);
        String value = field.substring("NODE=".length(), field.indexOf(';'));
        MadeCookie cookie = new MadeCookie(options, SECRET);
        for (int i = 0; i < value.length(); i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(read(cookie, "NODE=" + value.substring(0, i) + other + value.substring(i + 1)))
                    .as("changed at %d", i)
                    .isNull();
            assertThat(read(cookie, "NODE=" + value.substring(0, i)))
                    .as("cut at %d", i)
                    .isNull();
        }
    }

    @Test
    void another_secret_another_balancer_and_another_cookie_sign_otherwise() {
        for (Value value : Value.values()) {
            options.setValue(value);
            MadeCookie cookie = new MadeCookie(options, SECRET);
            assertThat(read(cookie, pair(new MadeCookie(options, SECRET + "x"), "mycluster")))
                    .isNull();
            assertThat(read(cookie, pair(cookie, "other"))).isNull();
            RouteCookieOptions renamed = new RouteCookieOptions(options).setName("OTHER");
            assertThat(read(
                            cookie,
                            pair(new MadeCookie(renamed, SECRET), "mycluster").replace("OTHER", "NODE")))
                    .isNull();
        }
    }

    @Test
    void a_hash_without_a_secret_names_nobody_who_is_not_there() {
        MadeCookie cookie = new MadeCookie(options, "");
        String gone = new MadeCookie(options, "").setCookie("mycluster", "gone", "/", false);
        assertThat(read(cookie, gone.substring(0, gone.indexOf(';')))).isNull();
    }

    @Test
    void a_node_that_came_later_is_known() {
        MadeCookie cookie = new MadeCookie(options, SECRET);
        String late = pairOf(cookie.setCookie("mycluster", "late", "/", false));
        MadeCookie other = new MadeCookie(options, SECRET);
        assertThat(read(other, late)).isNull();
        RequestHead head = new RequestHead("h", "/", "/", List.of(late));
        assertThat(other.routeIn(head, tableOf("n1", "late"), "mycluster")).isEqualTo("late");
    }

    @Test
    void the_longest_name_is_read_again() {
        options.setValue(Value.ROUTE);
        String longest = "€".repeat(JvmRoute.MAX_LENGTH);
        String pair = pairOf(new MadeCookie(options, SECRET).setCookie("mycluster", longest, "/", false));
        assertThat(read(new MadeCookie(options, SECRET), pair)).isEqualTo(longest);
    }

    @Test
    void nodes_that_come_and_go_do_not_fill_the_memory() {
        RouteMarks marks = new RouteMarks("NODE", SECRET);
        for (int i = 0; i < 2 * RouteMarks.MAX_SET + 10; i++) {
            marks.of("mycluster", "n" + i);
        }
        assertThat(marks.kept("mycluster")).isLessThanOrEqualTo(RouteMarks.MAX_SET);
    }

    @Test
    void anything_can_be_read() {
        Random random = new Random(1);
        for (Value value : Value.values()) {
            options.setValue(value);
            MadeCookie cookie = new MadeCookie(options, SECRET);
            for (int i = 0; i < 20_000; i++) {
                StringBuilder text = new StringBuilder("NODE=");
                for (int left = random.nextInt(40); left > 0; left--) {
                    text.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
                }
                assertThat(read(cookie, text.toString())).isNull();
            }
            assertThat(read(cookie, "NODE=" + "n".repeat(100_000))).isNull();
        }
    }

    private String set(String route, String context, boolean tls) {
        return new MadeCookie(options, "").setCookie("mycluster", route, context, tls);
    }

    private static String pair(MadeCookie cookie, String balancer) {
        return pairOf(cookie.setCookie(balancer, "n1", "/", false));
    }

    private static String pairOf(String field) {
        return field.substring(0, field.indexOf(';'));
    }

    private @Nullable String read(MadeCookie cookie, String header) {
        return cookie.routeIn(new RequestHead("h", "/", "/", List.of("a=b; " + header)), table, "mycluster");
    }

    private static RoutingTable tableOf(String... routes) {
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
        for (String route : routes) {
            builder.put(aNode(route).at("http", "127.0.0.1", 8080).build());
        }
        return builder.build();
    }
}
