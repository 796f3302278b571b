package io.modcluster.balancer.domain;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.REMOVED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.ScriptedStamps;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTest {
    private final ScriptedStamps stamps = new ScriptedStamps("a");

    @Test
    void stamps_are_ordered_by_time_then_member() {
        assertThat(new Stamp(2, "a").isAfter(new Stamp(1, "b"))).isTrue();
        assertThat(new Stamp(1, "b").isAfter(new Stamp(1, "a"))).isTrue();
        assertThat(new Stamp(1, "a").isAfter(new Stamp(1, "a"))).isFalse();
        assertThat(new Stamp(1, "a").isAfter(Stamp.NEVER)).isTrue();
    }

    @Test
    void a_new_node_is_hot_standby_without_contexts() {
        Node node = Node.registered(new JvmRoute("n"), aNode("n").config(), stamps.next());
        assertThat(node.load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
        assertThat(node.rows()).isEmpty();
        assertThat(node.isRegistered()).isTrue();
    }

    @Test
    void the_later_of_two_facts_holds_wherever_it_was_heard() {
        Node base = aNode("n").load(10).stampedAt(stamps.next()).build();
        Node here = base.withLoad(new LoadFactor(20), stamps.next());
        Node there = base.withLoad(new LoadFactor(30), stamps.next());
        assertThat(here.merge(there).load().value().value()).isEqualTo(30);
        assertThat(there.merge(here)).isEqualTo(here.merge(there));
    }

    @Test
    void a_row_that_was_changed_after_the_removal_elsewhere_outlives_it() {
        Node base =
                aNode("n").context("h", "/a", ENABLED).stampedAt(stamps.next()).build();
        Node removed = base.removedAt(stamps.next(), "test");
        Node enabled = base.withRows(rows(stamps.next(), "/b"), stamps.next());
        Node merged = removed.merge(enabled);
        assertThat(merged.contexts()).containsOnlyKeys(key("/b"));
        assertThat(enabled.merge(removed)).isEqualTo(merged);
    }

    @Test
    void removal_takes_all_rows_and_keeps_the_load() {
        Node node = aNode("n")
                .load(33)
                .context("h", "/a", ENABLED)
                .stampedAt(stamps.next())
                .build();
        Node removed = node.removedAt(stamps.next(), "test");
        assertThat(removed.isRegistered()).isFalse();
        assertThat(removed.contexts()).isEmpty();
        assertThat(removed.load().value().value()).isEqualTo(33);
    }

    @ParameterizedTest
    @CsvSource({
        "-5000, MARKED", // the clock of the member that reads may be behind
        "0, MARKED",
        "9999, MARKED",
        "10000, REMOVED",
        "24999, REMOVED",
        "25000, GONE"
    })
    void a_removed_node_is_marked_then_REMOVED_then_gone(long millisLater, Lifecycle stage) {
        Node node = aNode("n").stampedAt(stamps.next()).build();
        assertThat(node.lifecycle(stamps.wallMicros())).isEqualTo(Lifecycle.REGISTERED);
        Stamp end = stamps.next();
        assertThat(node.removedAt(end, "test").lifecycle(end.micros() + millisLater * 1000))
                .isEqualTo(stage);
    }

    @Test
    void rows_are_listed_in_order_of_creation_without_tombstones() {
        Node node = aNode("n").stampedAt(stamps.next()).build();
        Stamp first = stamps.next();
        Map<ContextKey, ContextState> rows = new LinkedHashMap<>();
        rows.put(key("/z"), new ContextState(ENABLED, 1, first, 0));
        rows.put(key("/y"), new ContextState(ENABLED, 1, first, 1));
        rows.put(key("/gone"), new ContextState(REMOVED, 1, first, 2));
        node = node.withRows(rows, first);
        Stamp second = stamps.next();
        node = node.withRows(Map.of(key("/a"), new ContextState(STOPPED, 1, second, 0)), second);
        assertThat(node.rows()).extracting(row -> row.getKey().path().value()).containsExactly("/z", "/y", "/a");
    }

    @Test
    void rows_of_one_moment_and_place_are_listed_by_name() {
        Node node = aNode("n").stampedAt(stamps.next()).build();
        Stamp now = stamps.next();
        Node both = node.withRows(rows(now, "/b"), now).withRows(rows(now, "/a"), now);
        assertThat(both.rows()).extracting(row -> row.getKey().path().value()).containsExactly("/a", "/b");
    }

    @Test
    void short_cuts_read_the_config() {
        Node node = aNode("n").balancer("B1").lbGroup("A").at("ajp", "h", 8009).build();
        assertThat(node.balancerName()).isEqualTo("b1");
        assertThat(node.lbGroup()).isEqualTo("A");
        assertThat(node.address()).isEqualTo(new NodeAddress(Scheme.AJP, "h", 8009));
    }

    @Test
    void the_defaults_of_a_connection_are_those_of_mcmp() {
        assertThat(ConnectionConfig.DEFAULT)
                .isEqualTo(new ConnectionConfig(
                        FlushPackets.OFF,
                        Duration.ofMillis(10),
                        Duration.ofSeconds(10),
                        -1,
                        Duration.ofSeconds(60),
                        Duration.ZERO));
    }

    private static ContextKey key(String path) {
        return new ContextKey(new Alias("h"), new ContextPath(path));
    }

    private static Map<ContextKey, ContextState> rows(Stamp created, String path) {
        return Map.of(key(path), new ContextState(ENABLED, 1, created, 0));
    }
}
