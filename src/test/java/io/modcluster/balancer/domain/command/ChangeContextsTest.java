package io.modcluster.balancer.domain.command;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.REMOVED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeContextsTest {
    private static final JvmRoute N = new JvmRoute("n");

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final Node bare = aNode("n").stampedAt(stamps.next()).build();

    @ParameterizedTest
    @EnumSource(names = {"ENABLED", "DISABLED", "STOPPED"})
    void an_unknown_context_is_created_in_the_state_of_the_command(ContextStatus status) {
        Transition.Changed changed = apply(bare, command(status, "localhost,Example.COM", "/a,/b"));
        assertThat(rows(changed.next()))
                .containsExactly(
                        "1 localhost /a " + status,
                        "1 localhost /b " + status,
                        "1 example.com /a " + status,
                        "1 example.com /b " + status);
        assertThat(changed.touched())
                .extracting(key -> key.alias() + " " + key.path())
                .containsExactly("localhost /a", "localhost /b", "example.com /a", "example.com /b");
        assertThat(changed.overflow()).isEmpty();
    }

    @Test
    void a_known_context_changes_its_state_and_keeps_its_place() {
        Node two = apply(bare, command(ENABLED, "h", "/a,/b")).next();
        Transition.Changed changed = apply(two, command(STOPPED, "h", "/a"));
        assertThat(rows(changed.next())).containsExactly("1 h /a STOPPED", "1 h /b ENABLED");
        assertThat(changed.events())
                .extracting(NodeEvent::subject, NodeEvent::before, NodeEvent::after)
                .containsExactly(tuple("h|/a", "ENABLED", "STOPPED"));
    }

    @Test
    void the_state_is_kept_per_alias() {
        Node two = apply(bare, command(ENABLED, "a,b", "/x")).next();
        assertThat(rows(apply(two, command(STOPPED, "a", "/x")).next()))
                .containsExactly("1 a /x STOPPED", "1 b /x ENABLED");
    }

    @Test
    void the_same_command_again_changes_nothing_and_lists_its_rows() {
        Node once = apply(bare, command(ENABLED, "h", "/a")).next();
        Transition.Changed again = apply(once, command(ENABLED, "h", "/a"));
        assertThat(again.next()).isSameAs(once);
        assertThat(again.events()).isEmpty();
        assertThat(again.touched()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENABLED", "DISABLED", "STOPPED", "REMOVED"})
    void the_same_command_after_a_while_is_a_new_statement_and_no_event(ContextStatus status) {
        Node enabled = apply(bare, command(ENABLED, "h", "/a")).next();
        Node here = apply(enabled, command(status, "h", "/a")).next();
        stamps.advance(Duration.ofSeconds(1));
        // heard by another member meanwhile
        Node elsewhere = apply(here, command(status == STOPPED ? ENABLED : STOPPED, "h", "/a"))
                .next();
        stamps.advance(Duration.ofSeconds(1));
        Transition.Changed again = apply(here, command(status, "h", "/a"));

        assertThat(again.events()).isEmpty();
        assertThat(rows(again.next())).isEqualTo(rows(here));
        assertThat(rows(again.next().merge(elsewhere))).isEqualTo(rows(here));
    }

    @Test
    void a_row_named_twice_in_one_command_is_touched_once() {
        Transition.Changed changed = apply(bare, command(ENABLED, "h,H", "/a,/a"));
        assertThat(changed.touched()).hasSize(1);
        assertThat(changed.events()).hasSize(1);
    }

    @Test
    void aliases_that_share_a_command_with_a_known_one_join_its_virtual_host() {
        // MODCLUSTER-824
        Node node = apply(bare, command(ENABLED, "gamma,testalias", "/a")).next();
        node = apply(node, command(ENABLED, "beta,testalias", "/a")).next();
        node = apply(node, command(ENABLED, "completely,unrelated", "/a")).next();
        assertThat(rows(node))
                .containsExactly(
                        "1 gamma /a ENABLED",
                        "1 testalias /a ENABLED",
                        "1 beta /a ENABLED",
                        "2 completely /a ENABLED",
                        "2 unrelated /a ENABLED");
    }

    @Test
    void a_removed_context_is_gone_and_comes_back_as_a_new_row() {
        Node node = apply(bare, command(ENABLED, "h", "/a,/b")).next();
        Transition.Changed removed = apply(node, command(REMOVED, "h", "/a"));
        assertThat(rows(removed.next())).containsExactly("1 h /b ENABLED");
        assertThat(removed.events().get(0).after()).isEmpty();
        assertThat(rows(apply(removed.next(), command(DISABLED, "h", "/a")).next()))
                .containsExactly("1 h /b ENABLED", "1 h /a DISABLED");
    }

    @Test
    void an_alias_without_contexts_is_forgotten() {
        Node node = apply(bare, command(ENABLED, "h", "/a")).next();
        node = apply(node, command(REMOVED, "h", "/a")).next();
        Transition.Changed again = apply(node, command(REMOVED, "h", "/a"));
        assertThat(again.touched()).isEmpty();
        assertThat(rows(apply(node, command(ENABLED, "other", "/a")).next())).containsExactly("1 other /a ENABLED");
    }

    @Test
    void removing_an_unknown_context_lists_it_if_its_alias_is_known() {
        Node node = apply(bare, command(ENABLED, "h", "/a")).next();
        Transition.Changed removed = apply(node, command(REMOVED, "h,unknown", "/nosuch"));
        assertThat(removed.next()).isSameAs(node);
        assertThat(removed.events()).isEmpty();
        assertThat(removed.touched())
                .extracting(key -> key.alias() + " " + key.path())
                .containsExactly("h /nosuch");
    }

    @Test
    void a_context_removed_twice_in_one_command_is_one_event() {
        Node node = apply(bare, command(ENABLED, "h", "/a")).next();
        assertThat(apply(node, command(REMOVED, "h", "/a,/a")).events()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENABLED", "DISABLED", "STOPPED"})
    void a_wildcard_puts_all_contexts_into_one_state(ContextStatus status) {
        Node node = apply(bare, command(ENABLED, "a", "/x")).next();
        node = apply(node, command(STOPPED, "b", "/y")).next();
        Transition.Changed changed = apply(node, ChangeContexts.ofAll(N, status));
        assertThat(rows(changed.next())).containsExactly("1 a /x " + status, "2 b /y " + status);
        assertThat(changed.touched()).hasSize(2);
    }

    @Test
    void a_wildcard_finds_removed_contexts_no_more() {
        Node node = apply(apply(bare, command(ENABLED, "a", "/x")).next(), command(REMOVED, "a", "/x"))
                .next();
        assertThat(apply(node, ChangeContexts.ofAll(N, ENABLED)).next()).isSameAs(node);
    }

    @Test
    void contexts_beyond_the_limit_are_left_out_and_named() {
        String paths = String.join(
                ",", IntStream.rangeClosed(1, 101).mapToObj(i -> "/c" + i).toList());
        Transition.Changed changed = apply(bare, command(ENABLED, "h", paths), new TableLimits(0, 0, 100));
        assertThat(changed.next().rows()).hasSize(100);
        assertThat(changed.touched()).hasSize(100);
        assertThat(changed.overflow()).containsExactly(new Transition.Overflow(Refusal.CONTEXT_TABLE_FULL, "/c101"));
    }

    @Test
    void contexts_count_once_for_all_aliases_of_a_virtual_host() {
        TableLimits two = new TableLimits(0, 0, 2);
        assertThat(apply(bare, command(ENABLED, "a,b,c", "/x,/y"), two).overflow())
                .isEmpty();
        Node full = apply(bare, command(ENABLED, "a", "/x,/y"), two).next();
        assertThat(apply(full, command(ENABLED, "other", "/x"), two).overflow()).hasSize(1);
    }

    @Test
    void a_full_table_still_takes_changes_and_removals_and_has_room_after_them() {
        TableLimits one = new TableLimits(0, 1, 1);
        Node full = apply(bare, command(ENABLED, "h", "/a"), one).next();
        assertThat(apply(full, command(STOPPED, "h", "/a"), one).overflow()).isEmpty();
        Node empty = apply(full, command(REMOVED, "h", "/a"), one).next();
        assertThat(apply(empty, command(ENABLED, "other", "/b"), one).overflow())
                .isEmpty();
    }

    @Test
    void aliases_beyond_the_limit_are_left_out_and_named_once() {
        Transition.Changed changed = apply(bare, command(ENABLED, "a,b,zz1", "/x,/y"), new TableLimits(0, 2, 0));
        assertThat(changed.next().rows()).hasSize(4);
        assertThat(changed.overflow()).containsExactly(new Transition.Overflow(Refusal.ALIAS_TABLE_FULL, "zz1"));
    }

    @Test
    void an_alias_that_got_no_row_takes_no_place() {
        TableLimits limits = new TableLimits(0, 2, 1);
        Node full = apply(bare, command(ENABLED, "a", "/x"), limits).next();
        Node still = apply(full, command(ENABLED, "b", "/y"), limits).next();
        assertThat(still).isSameAs(full);
    }

    @Test
    void an_unknown_or_removed_node_is_refused() {
        Transition unknown = command(ENABLED, "h", "/a").applyTo(null, stamps.next(), TableLimits.NONE);
        assertThat(unknown).isEqualTo(new Transition.Refused(Refusal.NODE_UNKNOWN));
        Node removed = bare.removedAt(stamps.next(), "test");
        for (ContextStatus status : ContextStatus.values()) {
            assertThat(command(status, "h", "/a").applyTo(removed, stamps.next(), TableLimits.NONE))
                    .isEqualTo(new Transition.Refused(Refusal.NODE_UNKNOWN));
        }
    }

    @Test
    void a_command_about_no_alias_changes_nothing() {
        ChangeContexts empty = new ChangeContexts(N, ENABLED, false, List.of(), Collections.emptyList());
        assertThat(apply(bare, empty).next()).isSameAs(bare);
    }

    private Transition.Changed apply(Node node, ChangeContexts command) {
        return apply(node, command, TableLimits.DEFAULT);
    }

    private Transition.Changed apply(Node node, ChangeContexts command, TableLimits limits) {
        return (Transition.Changed) command.applyTo(node, stamps.next(), limits);
    }

    private static ChangeContexts command(ContextStatus status, String aliases, String paths) {
        return new ChangeContexts(
                N,
                status,
                false,
                List.of(aliases.split(",")).stream().map(Alias::new).toList(),
                List.of(paths.split(",")).stream().map(ContextPath::new).toList());
    }

    private static List<String> rows(Node node) {
        return node.rows().stream()
                .map(row -> row.getValue().virtualHost() + " " + row.getKey().alias() + " "
                        + row.getKey().path() + " " + row.getValue().status())
                .toList();
    }
}
