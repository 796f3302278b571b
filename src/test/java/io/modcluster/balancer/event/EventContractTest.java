package io.modcluster.balancer.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.Wish;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that documents events says what the code does. */
class EventContractTest {
    private static final Path PAGE = Path.of("src/main/asciidoc/events.adoc");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Test
    void each_address_for_events_is_documented() throws Exception {
        Set<String> inCode = new TreeSet<>();
        EventBusAddresses addresses = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX);
        for (Method method : EventBusAddresses.class.getDeclaredMethods()) {
            if (method.getReturnType() == String.class
                    && method.getParameterCount() == 0
                    && method.invoke(addresses) instanceof String address
                    && address.contains(".events.")) {
                inCode.add(address);
            }
        }
        assertThat(rows("addresses").keySet()).isEqualTo(inCode);
    }

    @Test
    void each_type_is_documented_with_its_fields() throws Exception {
        Map<String, Set<String>> inCode = new TreeMap<>();
        events().forEach(event -> inCode.put(event.getString("type"), new TreeSet<>(event.fieldNames())));

        Map<String, Set<String>> documented = new TreeMap<>();
        rows("types").forEach((type, cells) -> documented.put(type, new TreeSet<>(quoted(cells.get(1)))));
        assertThat(documented).isEqualTo(inCode);
    }

    @Test
    void each_field_is_explained() throws Exception {
        Set<String> inCode =
                events().flatMap(event -> event.fieldNames().stream()).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows("fields").keySet()).isEqualTo(inCode);
    }

    @Test
    void a_context_has_its_alias_and_path_apart() {
        assertThat(NodeEventJson.of(event(NodeEvent.Type.CONTEXT_CHANGED)))
                .isEqualTo(new JsonObject()
                        .put("v", 1)
                        .put("type", "context_changed")
                        .put("id", "n1:5000:b-1~0a1b2c3d:CONTEXT_CHANGED:localhost|/a|b")
                        .put("ts", 5L)
                        .put("balancer", "b-1")
                        .put("member", "b-1~0a1b2c3d")
                        .put("jvmRoute", "n1")
                        .put("alias", "localhost")
                        .put("context", "/a|b")
                        .put("before", "")
                        .put("after", "after"));
    }

    private static Stream<JsonObject> events() {
        Stream<JsonObject> nodes = Arrays.stream(NodeEvent.Type.values()).map(type -> NodeEventJson.of(event(type)));
        Stream<JsonObject> balancers = Arrays.stream(BalancerEventJson.Type.values())
                .map(type -> BalancerEventJson.of(type, "b-1~0a1b2c3d", "b-1", 5));
        Intent intent = new Intent(new IntentTarget.OfNode(new JvmRoute("n1")), Wish.DRAIN, "eve: update");
        JsonObject intended =
                IntentEventJson.of(new IntentChange(Wish.NONE, new Register<>(intent, new Stamp(5_000, "b-1"))));
        JsonObject drained = DrainEventJson.of("node:n1", 5_000, 5, "b-1", DrainEventJson.Outcome.DRAINED, 0, 0);
        return Stream.of(nodes, balancers, Stream.of(intended, drained)).flatMap(events -> events);
    }

    private static NodeEvent event(NodeEvent.Type type) {
        return new NodeEvent(type, new JvmRoute("n1"), new Stamp(5_000, "b-1~0a1b2c3d"), "localhost|/a|b", "", "after");
    }

    /** The rows of a table by what their first cells quote. */
    private static Map<String, List<String>> rows(String tag) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("// tag::" + tag + "[]");
        int end = page.indexOf("// end::" + tag + "[]");
        assertThat(start).as(tag).isBetween(0, end);
        Map<String, List<String>> rows = new TreeMap<>();
        page.substring(start, end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> {
                    List<String> cells = List.of(line.substring(2).split(" \\| ", -1));
                    assertThat(rows.put(quoted(cells.get(0)).get(0), cells))
                            .as(line)
                            .isNull();
                });
        return rows;
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
