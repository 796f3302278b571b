package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutingTableTest {
    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);

    @Test
    void an_empty_table_serves_nothing() {
        assertThat(RoutingTable.EMPTY.find("localhost", "/")).isNull();
        assertThat(RoutingTable.EMPTY.size()).isZero();
        assertThat(RoutingTable.EMPTY.balancer("b").sticky()).isEqualTo(StickySession.DEFAULT);
        assertThat(RoutingTable.EMPTY.node(new JvmRoute("n"))).isNull();
    }

    @Test
    void the_longest_match_decides_over_all_nodes_whatever_its_state() {
        put(aNode("n1").context("h", "/", ENABLED));
        put(aNode("n2").context("h", "/app", STOPPED));
        assertThat(find("h", "/app")).isEqualTo("/app[n2=STOPPED]");
        assertThat(find("h", "/app2")).isEqualTo("/[n1=ENABLED]");
        put(aNode("n2"));
        assertThat(find("h", "/app")).isEqualTo("/[n1=ENABLED]");
    }

    @Test
    void stopping_one_of_nested_contexts_leaves_the_others_alone() {
        // "/", "/a", "/a/b" on three nodes each
        for (String name : new String[] {"n1", "n2", "n3"}) {
            put(aNode(name)
                    .context("h", "/", ENABLED)
                    .context("h", "/a", ENABLED)
                    .context("h", "/a/b", ENABLED));
        }
        put(aNode("n2").context("h", "/", ENABLED).context("h", "/a", STOPPED).context("h", "/a/b", ENABLED));
        assertThat(find("h", "/a/x")).isEqualTo("/a[n1=ENABLED, n2=STOPPED, n3=ENABLED]");
        assertThat(find("h", "/a/b")).isEqualTo("/a/b[n1=ENABLED, n2=ENABLED, n3=ENABLED]");
        assertThat(find("h", "/ax")).isEqualTo("/[n1=ENABLED, n2=ENABLED, n3=ENABLED]");
    }

    @Test
    void strict_serves_only_contexts_of_the_alias() {
        put(aNode("n1").context("example.com", "/app", ENABLED).context("other.com", "/other", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "example.com", "/app")).isEqualTo("/app[n1=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "example.com", "/other")).isEqualTo("none");
        assertThat(find(VirtualHostMode.STRICT, "127.0.0.1", "/app")).isEqualTo("none");
        assertThat(find(VirtualHostMode.STRICT, "", "/app")).isEqualTo("none");
    }

    @Test
    void prefer_takes_the_alias_first_and_any_host_else() {
        put(aNode("n1").context("example.com", "/", ENABLED));
        put(aNode("n2").context("other.com", "/app", ENABLED));
        assertThat(find(VirtualHostMode.PREFER, "example.com", "/app")).isEqualTo("/[n1=ENABLED]");
        assertThat(find(VirtualHostMode.PREFER, "127.0.0.1", "/app")).isEqualTo("/app[n2=ENABLED]");
        assertThat(find(VirtualHostMode.PREFER, "other.com", "/x")).isEqualTo("/[n1=ENABLED]");
    }

    @Test
    void ignore_looks_at_no_alias() {
        put(aNode("n1").context("example.com", "/", ENABLED));
        put(aNode("n2").context("other.com", "/app", ENABLED));
        assertThat(find(VirtualHostMode.IGNORE, "example.com", "/app")).isEqualTo("/app[n2=ENABLED]");
    }

    @Test
    void a_node_with_several_aliases_is_as_open_as_the_most_open_of_them() {
        put(aNode("n1").context("a", "/x", STOPPED).context("b", "/x", DISABLED).context("c", "/x", ENABLED));
        assertThat(find("nobody", "/x")).isEqualTo("/x[n1=ENABLED]");
        assertThat(find("a", "/x")).isEqualTo("/x[n1=STOPPED]");
        put(aNode("n1").context("a", "/x", STOPPED).context("b", "/x", DISABLED));
        assertThat(find("nobody", "/x")).isEqualTo("/x[n1=DISABLED]");
    }

    @Test
    void of_wildcards_the_one_with_most_labels_wins_and_an_exact_name_comes_first() {
        put(aNode("n1").context("*.com", "/", ENABLED));
        put(aNode("n2").context("*.example.com", "/", ENABLED));
        put(aNode("n3").context("www.example.com", "/", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "www.example.com", "/")).isEqualTo("/[n3=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "a.b.example.com", "/")).isEqualTo("/[n2=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "example.com", "/")).isEqualTo("/[n1=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "com", "/")).isEqualTo("none");
        assertThat(find(VirtualHostMode.STRICT, ".com", "/")).isEqualTo("none");
    }

    @Test
    void a_wildcard_serves_what_the_exact_name_does_not_have() {
        put(aNode("n1").context("*.example.com", "/app", ENABLED));
        put(aNode("n2").context("www.example.com", "/shop", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "www.example.com", "/app")).isEqualTo("/app[n1=ENABLED]");
    }

    @Test
    void a_star_alone_comes_after_all_other_aliases_and_takes_any_host() {
        put(aNode("n1").context("*", "/", ENABLED));
        put(aNode("n2").context("*.com", "/", ENABLED));
        put(aNode("n3").context("www.example.com", "/app", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "www.example.com", "/app")).isEqualTo("/app[n3=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "www.example.com", "/")).isEqualTo("/[n2=ENABLED]");
        for (String host : new String[] {"example.org", "127.0.0.1", "[::1]", "localhost", ""}) {
            assertThat(find(VirtualHostMode.STRICT, host, "/")).as(host).isEqualTo("/[n1=ENABLED]");
        }
        assertThat(find(VirtualHostMode.PREFER, "127.0.0.1", "/app"))
                .as("a host of its own, before any other")
                .isEqualTo("/[n1=ENABLED]");
    }

    @Test
    void the_longest_wildcard_that_serves_the_path_wins_whatever_the_paths_of_the_others() {
        put(aNode("n1").context("*.com", "/", ENABLED).context("*.com", "/app", ENABLED));
        put(aNode("n2").context("*.example.com", "/app", STOPPED));
        put(aNode("n3").context("*.a.example.com", "/shop", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "x.a.example.com", "/shop/1")).isEqualTo("/shop[n3=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "x.a.example.com", "/app")).isEqualTo("/app[n2=STOPPED]");
        assertThat(find(VirtualHostMode.STRICT, "x.a.example.com", "/other")).isEqualTo("/[n1=ENABLED]");
    }

    @Test
    void wildcards_that_are_none_match_nothing() {
        put(aNode("n1")
                .context("a.*.com", "/", ENABLED)
                .context("*foo.com", "/", ENABLED)
                .context("*.0.0.1", "/", ENABLED));
        for (String host : new String[] {"a.b.com", "xfoo.com", "foo.com", "127.0.0.1"}) {
            assertThat(find(VirtualHostMode.STRICT, host, "/")).as(host).isEqualTo("none");
        }
    }

    @Test
    void a_host_longer_than_any_name_matches_no_wildcard() {
        put(aNode("n1").context("*.com", "/", ENABLED));
        assertThat(find(VirtualHostMode.STRICT, "a.".repeat(125) + "com", "/")).isEqualTo("/[n1=ENABLED]");
        assertThat(find(VirtualHostMode.STRICT, "a.".repeat(127) + "com", "/")).isEqualTo("none");
    }

    @Test
    void a_context_without_a_slash_is_stored_and_never_matches() {
        put(aNode("n1").context("h", "app", ENABLED));
        assertThat(find("h", "/app")).isEqualTo("none");
    }

    @ParameterizedTest
    @EnumSource(VirtualHostMode.class)
    void a_removed_node_serves_nothing_any_more(VirtualHostMode mode) {
        put(aNode("n1").context("h", "/", ENABLED).context("*.h", "/", ENABLED));
        put(remove("n1"));
        assertThat(find(mode, "h", "/")).isEqualTo("none");
        assertThat(find(mode, "x.h", "/")).isEqualTo("none");
        assertThat(builder.build().size()).isZero();
    }

    @Test
    void what_changes_nothing_is_no_news() {
        Node node =
                aNode("n1").context("h", "/", ENABLED).stampedAt(stamps.next()).build();
        assertThat(builder.put(node)).isTrue();
        assertThat(builder.put(node)).isFalse();
        Node removed = node.removedAt(stamps.next(), "test");
        assertThat(builder.put(removed)).isTrue();
        assertThat(builder.put(removed)).isFalse();
    }

    @Test
    void settings_of_a_balancer_are_those_of_the_last_config() {
        StickySession first = new StickySession(true, "FIRST", "first", false, false);
        StickySession last = new StickySession(true, "LAST", "last", false, false);
        put(aNode("n1").sticky(first).balancer("b"));
        put(aNode("n2").sticky(last).balancer("b"));
        put(aNode("n3").balancer("other"));
        assertThat(builder.build().balancer("b").sticky()).isEqualTo(last);
        put(aNode("n1").sticky(first).balancer("b"));
        assertThat(builder.build().balancer("b").sticky()).isEqualTo(first);
        assertThat(builder.build().balancer("other").sticky()).isEqualTo(StickySession.DEFAULT);
    }

    @Test
    void the_group_of_a_departed_node_is_remembered_for_300_seconds() {
        put(aNode("n1").lbGroup("A").balancer("b"));
        Node removed = remove("n1");
        put(removed);
        long end = removed.removed().micros();
        builder.forgetDeparted(end + Duration.ofMinutes(5).toNanos() / 1000);
        assertThat(builder.build().lbGroupOf("n1", "b")).isEqualTo("A");
        assertThat(builder.build().lbGroupOf("n1", "other")).isNull();
        builder.forgetDeparted(end + Duration.ofMinutes(5).toNanos() / 1000 + 1);
        assertThat(builder.build().lbGroupOf("n1", "b")).isNull();
    }

    @Test
    void a_departed_node_whose_group_changed_meanwhile_is_news() {
        put(aNode("n1").lbGroup("A").balancer("b"));
        Node removed = remove("n1");
        put(removed);
        Node other =
                aNode("n1").lbGroup("B").balancer("b").stampedAt(stamps.next()).build();
        assertThat(builder.put(other.removedAt(stamps.next(), "test"))).isTrue();
        assertThat(builder.build().lbGroupOf("n1", "b")).isEqualTo("B");
        Node moved =
                aNode("n1").lbGroup("B").balancer("c").stampedAt(stamps.next()).build();
        assertThat(builder.put(moved.removedAt(stamps.next(), "test"))).isTrue();
        assertThat(builder.build().lbGroupOf("n1", "b")).isNull();
    }

    @Test
    void a_node_that_comes_back_has_its_group_of_now() {
        put(aNode("n1").lbGroup("A").balancer("b"));
        put(remove("n1"));
        put(aNode("n1").lbGroup("B").balancer("c"));
        assertThat(builder.build().lbGroupOf("n1", "b")).isNull();
        assertThat(builder.build().lbGroupOf("n1", "c")).isEqualTo("B");
        assertThat(builder.build().lbGroupOf("unknown", "b")).isNull();
    }

    @Test
    void a_slot_of_another_table_is_refused() {
        put(aNode("n1"));
        assertThatThrownBy(() -> builder.build().node(5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hundreds_of_nodes_find_a_place_and_keep_it() {
        for (int i = 0; i < 300; i++) {
            put(aNode("n" + i).context("h" + i, "/", ENABLED));
        }
        put(remove("n7"));
        put(aNode("late").context("late", "/late", ENABLED));
        RoutingTable table = builder.build();
        assertThat(table.size()).isEqualTo(300);
        assertThat(find("late", "/late")).isEqualTo("/late[late=ENABLED]");
        Route all = Objects.requireNonNull(table.find("nobody", "/"));
        assertThat(all.targets()).hasSize(299).allSatisfy(target -> assertThat(
                        table.node(target.slot()).route())
                .isEqualTo(target.node()));
    }

    private void put(Nodes node) {
        put(node.stampedAt(stamps.next()).build());
    }

    private void put(Node node) {
        builder.put(node);
    }

    private Node remove(String route) {
        Node node = Objects.requireNonNull(builder.build().node(new JvmRoute(route)));
        return node.removedAt(stamps.next(), "test");
    }

    private String find(String host, String path) {
        return print(builder.build().find(host, path));
    }

    private String find(VirtualHostMode mode, String host, String path) {
        RoutingTable all = builder.build();
        RoutingTableBuilder other = new RoutingTableBuilder(mode);
        for (String route : new String[] {"n1", "n2", "n3"}) {
            Node node = all.node(new JvmRoute(route));
            if (node != null) {
                other.put(node);
            }
        }
        return print(other.build().find(host, path));
    }

    private static String print(@Nullable Route route) {
        return route == null
                ? "none"
                : route.context()
                        + route.targets().stream()
                                .map(target -> target.node() + "=" + target.status())
                                .toList();
    }
}
