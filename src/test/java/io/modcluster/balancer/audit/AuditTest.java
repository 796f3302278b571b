package io.modcluster.balancer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ring keeps the newest, refusals displace nothing, the past can be looked at as far as it reaches. */
final class AuditTest {
    private static final AuditQuery ANY = AuditQuery.of(new JsonObject());

    private final AuditLog log = new AuditLog();
    private final TableHistory history = new TableHistory();

    @Test
    void the_newest_are_kept_and_told_first() {
        log.resize("b1", 3);
        for (int i = 1; i <= 5; i++) {
            log.add(done(i, "n" + i));
        }

        assertThat(log.newest(10, ANY))
                .extracting(json -> json.getString("id"))
                .containsExactly("b1:5", "b1:4", "b1:3");
        assertThat(log.total()).isEqualTo(5);
    }

    @Test
    void refusals_displace_nothing_else() {
        log.resize("b1", 100);
        log.add(done(1, "n1"));
        for (int i = 0; i < 1_000; i++) {
            log.add(AuditRecord.refused(2, AuditRecord.Kind.MCMP, "CONFIG", Actor.of("10.0.0.9"), "evil", "", "no"));
        }

        assertThat(log.size()).isEqualTo(11);
        assertThat(log.newest(1_000, ANY)).last().satisfies(json -> assertThat(json.getString("subject"))
                .isEqualTo("n1"));
    }

    @Test
    void refusals_of_other_members_displace_nothing_that_they_told() {
        log.resize("b1", 100);
        AuditLog other = new AuditLog();
        other.resize("b2~0badcafe", 100);
        other.onAdd(log::heard);
        other.add(done(1, "n1"));
        for (int i = 0; i < 1_000; i++) {
            other.add(AuditRecord.refused(2, AuditRecord.Kind.ADMIN, "LOGIN", Actor.of("10.0.0.9"), "", "", "401"));
        }
        assertThat(log.newestHeard(1_000, ANY)).hasSize(11).last().satisfies(json -> assertThat(
                        json.getString("subject"))
                .isEqualTo("n1"));
    }

    @Test
    void what_members_with_different_clocks_told_is_in_order_of_its_time() {
        log.resize("b1", 100);
        for (int i = 1; i <= 4; i++) {
            long behind = i % 2 == 0 ? 3_600_000 : 0;
            AuditLog other = new AuditLog();
            other.resize("b" + i, 10);
            other.onAdd(log::heard);
            other.add(done(10_000_000 + i - behind, "n" + i));
        }
        assertThat(log.newestHeard(3, ANY))
                .extracting(json -> json.getString("subject"))
                .containsExactly("n3", "n1", "n4");
    }

    @Test
    void records_are_found_by_what_they_are_about_and_when() {
        log.add(done(10, "n1"));
        log.add(done(20, "n2"));
        log.add(AuditRecord.refused(30, AuditRecord.Kind.MCMP, "STATUS", Actor.NOBODY, "n1", "", "MEM"));

        assertThat(found(new JsonObject().put("subject", "n1"))).containsExactly(30L, 10L);
        assertThat(found(new JsonObject().put("from", 20).put("to", 30))).containsExactly(20L);
        assertThat(found(new JsonObject().put("action", "config"))).containsExactly(20L, 10L);
        assertThat(found(new JsonObject().put("kind", "admin"))).isEmpty();
        assertThat(found(new JsonObject().put("refused", true))).containsExactly(30L);
        assertThat(found(new JsonObject().put("limit", -5))).containsExactly(30L);
        assertThat(AuditQuery.of(ANY.toJson())).isEqualTo(ANY);
    }

    @Test
    void what_another_member_told_is_kept_as_it_was_told_and_bounded() {
        log.resize("b1", 2);
        AuditLog other = new AuditLog();
        other.resize("b2~0badcafe", 10);
        List<JsonObject> told = new ArrayList<>();
        other.onAdd(told::add);
        for (int i = 1; i <= 3; i++) {
            other.add(new AuditRecord(
                    i,
                    AuditRecord.Kind.ADMIN,
                    "STOP",
                    new Actor("10.0.0.1:9", "eve", "bearer", "CN=eve", "POST /x"),
                    "n" + i,
                    "why",
                    List.of(new AuditRecord.Change("context_changed", "/a", "ENABLED", "STOPPED")),
                    3,
                    ""));
        }
        told.forEach(log::heard);

        assertThat(log.newestHeard(10, ANY)).containsExactly(told.get(2), told.get(1));
        assertThat(log.newestHeard(1, ANY)).containsExactly(told.get(2));
        assertThat(log.newest(10, ANY)).as("its own").isEmpty();
        for (JsonObject wrong : List.of(
                new JsonObject(),
                told.get(0).copy().put("id", "b2"),
                told.get(0).copy().put("id", ":1"),
                told.get(0).copy().put("id", "b2:1x"),
                told.get(0).copy().put("id", "b".repeat(200) + ":1"),
                told.get(0).copy().put("kind", "root"),
                told.get(0).copy().put("ts", "now"))) {
            log.heard(wrong);
        }
        log.heard(told.get(0)
                .copy()
                .put("ts", 9)
                .put("effect", 7)
                .put("subject", 7)
                .put("message", "x".repeat(100_000)));
        assertThat(log.newestHeard(10, ANY)).hasSize(2).first().satisfies(json -> assertThat(
                        json.encode().length())
                .isLessThan(2_000));
    }

    @Test
    void a_record_is_bounded_whatever_was_said() {
        String text = "x".repeat(100_000);
        AuditRecord.Change change = new AuditRecord.Change("context_changed", text, text, text);
        AuditRecord record = AuditRecord.done(
                1, AuditRecord.Kind.MCMP, "CONFIG", Actor.of(text), text, text, Collections.nCopies(500, change));

        assertThat(record.effect()).hasSize(20);
        assertThat(record.more()).isEqualTo(480);
        assertThat(record.toJson("b1", 1).encode().length()).isLessThan(70_000);
    }

    @Test
    void the_table_of_the_past_has_what_was_there_then() {
        history.seen(100, Map.of());
        history.seen(200, Map.of(route("n1"), node("n1", 50, 1)));
        history.seen(300, Map.of(route("n1"), node("n1", 50, 1), route("n2"), node("n2", 50, 1)));
        history.seen(400, Map.of(route("n2"), node("n2", 50, 1)));

        assertThat(history.at(99)).isEmpty();
        assertThat(history.at(150).orElseThrow()).isEmpty();
        assertThat(history.at(200).orElseThrow()).containsOnlyKeys(route("n1"));
        assertThat(history.at(399).orElseThrow()).containsOnlyKeys(route("n1"), route("n2"));
        assertThat(history.at(400).orElseThrow()).containsOnlyKeys(route("n2"));
    }

    @Test
    void loads_are_kept_once_a_minute_and_what_is_too_old_is_not_known() {
        history.resize(2);
        history.seen(0, Map.of(route("n1"), node("n1", 1, 1)));
        history.seen(1_000, Map.of(route("n1"), node("n1", 2, 2)));
        history.seen(2_000, Map.of(route("n1"), node("n1", 3, 3)));
        history.seen(62_000, Map.of(route("n1"), node("n1", 4, 4)));
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.knownFrom()).contains(0L);
        assertThat(history.at(500).orElseThrow().get(route("n1"))).isEqualTo(node("n1", 1, 1));

        history.seen(63_000, Map.of());
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.knownFrom()).contains(1_000L);
        assertThat(history.at(500)).isEmpty();
    }

    @Test
    void nodes_with_many_contexts_do_not_fill_the_memory() {
        Map<ContextKey, ContextState> rows = new HashMap<>();
        for (int i = 0; i < 25_000; i++) {
            rows.put(
                    new ContextKey(new Alias("localhost"), new ContextPath("/" + i)),
                    new ContextState(ContextStatus.ENABLED, 1, Stamp.NEVER, i));
        }
        Map<JvmRoute, Node> there = Map.of(route("n1"), node("n1", 50, 1).withRows(rows, new Stamp(2, "t")));
        for (int i = 1; i <= 60; i++) {
            history.seen(i, i % 2 == 0 ? Map.of() : there);
        }
        assertThat(history.knownFrom()).as("since the 20 ends before the last").contains(20L);
        assertThat(history.size()).isEqualTo(40);
    }

    private List<Long> found(JsonObject query) {
        AuditQuery wanted = AuditQuery.of(query);
        return log.newest(wanted.limit(), wanted).stream()
                .map(json -> json.getLong("ts"))
                .toList();
    }

    private static AuditRecord done(long millis, String subject) {
        return AuditRecord.done(
                millis, AuditRecord.Kind.MCMP, "CONFIG", Actor.of("127.0.0.1:9"), subject, "", List.of());
    }

    private static JvmRoute route(String name) {
        return new JvmRoute(name);
    }

    private static Node node(String name, int load, long micros) {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", 8080),
                false,
                "",
                BalancerConfig.named("shop"),
                ConnectionConfig.DEFAULT);
        return Node.registered(route(name), config, new Stamp(1, "t"))
                .withLoad(new LoadFactor(load), new Stamp(micros, "t"));
    }
}
