package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSheetsTest {
    private static final long START = 1_000_000_000;
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final JvmRoute N2 = new JvmRoute("n2");

    private final HybridClock clock = new HybridClock("a");
    private final LoadSheets sheets = new LoadSheets("a");

    private static Register<LoadFactor> load(int load, long micros, String member) {
        return new Register<>(new LoadFactor(load), new Stamp(micros, member));
    }

    private LoadSheet sheet(String member) {
        return (LoadSheet) Objects.requireNonNull(sheets.version(member)).value();
    }

    @Test
    void a_sheet_is_read_as_it_was_written_whoever_was_told_the_loads() {
        LoadSheet sheet = new LoadSheet(
                new Stamp(17, "a~1"),
                Map.of(N1, load(-1, 16, "a~1"), N2, load(100, 15, "b"), new JvmRoute("n"), load(0, 1, "")));
        assertThat(LoadSheet.read(new JsonObject(sheet.write()))).isEqualTo(sheet);
        assertThat(sheet.write())
                .isEqualTo(
                        "{\"at\":\"17@a~1\",\"loads\":{\"n\":[0,1,\"\"],\"n1\":[-1,16],\"n2\":[100,15,\"b\"]},\"v\":1}");
    }

    @Test
    void a_damaged_sheet_is_refused() {
        assertThatThrownBy(() -> LoadSheet.read(new JsonObject("{\"at\":\"1@a\",\"loads\":{\"n1\":[101,1]}}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LoadSheet.read(new JsonObject("{\"at\":\"1@a\"}")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void it_is_written_at_the_start_when_a_node_told_something_and_once_a_minute() {
        assertThat(sheets.rewrite(clock, START, route -> true)).isEqualTo("a");
        assertThat(sheets.rewrite(clock, START + 1, route -> true)).isNull();
        sheets.told(N1, load(5, START + 1, "a"));
        assertThat(sheets.rewrite(clock, START + 2, route -> true)).isEqualTo("a");
        assertThat(sheet("a").loads()).containsOnlyKeys(N1);
        assertThat(sheets.rewrite(clock, START + 60_000_000, route -> true)).isNull();
        assertThat(sheets.rewrite(clock, START + 60_000_002, route -> true)).isEqualTo("a");
    }

    @Test
    void nodes_that_are_gone_are_crossed_out() {
        sheets.told(N1, load(5, START, "a"));
        sheets.told(N2, load(6, START, "a"));
        sheets.rewrite(clock, START + 1, N2::equals);
        assertThat(sheet("a").loads()).containsOnlyKeys(N2);
    }

    @Test
    void of_two_sheets_of_a_member_the_newer_holds_in_any_order() {
        LoadSheet old = new LoadSheet(new Stamp(17, "b"), Map.of(N1, load(5, 16, "b")));
        LoadSheet newer = new LoadSheet(new Stamp(18, "b"), Map.of(N1, load(6, 17, "b")));
        assertThat(sheets.merge(newer, newer.write())).isTrue();
        assertThat(sheets.merge(old, old.write())).isFalse();
        assertThat(sheets.merge(newer, newer.write())).isFalse();
        Map<JvmRoute, Integer> loads = new HashMap<>();
        sheets.forEach((route, load) -> loads.put(route, load.value().value()));
        assertThat(loads).isEqualTo(Map.of(N1, 6));
        assertThat(sheets.members()).containsExactly("b");
    }

    @Test
    void a_sheet_of_an_earlier_run_is_gone_on_with() {
        LoadSheet earlier = new LoadSheet(new Stamp(17, "a"), Map.of(N1, load(5, 16, "a"), N2, load(6, 16, "a")));
        sheets.told(N1, load(7, START, "a"));
        sheets.merge(earlier, earlier.write());
        sheets.rewrite(clock, START + 1, route -> true);
        assertThat(sheet("a").loads()).isEqualTo(Map.of(N1, load(7, START, "a"), N2, load(6, 16, "a")));
    }

    @Test
    void sheets_of_members_that_went_away_are_thrown_away() {
        LoadSheet old = new LoadSheet(new Stamp(17, "b"), Map.of());
        sheets.merge(old, old.write());
        sheets.rewrite(clock, START, route -> true);
        assertThat(sheets.purge(new Stamp(16, "z"))).isEmpty();
        assertThat(sheets.purge(new Stamp(17, "b"))).containsExactly("b");
        assertThat(sheets.members()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "1, 100, false", "-1, 0, true", "5, -1, true", "0, 0, false"})
    void more_or_fewer_kinds_of_requests_cannot_wait(int before, int after, boolean urgent) {
        assertThat(LoadSheet.isUrgent(before, after)).isEqualTo(urgent);
    }
}
