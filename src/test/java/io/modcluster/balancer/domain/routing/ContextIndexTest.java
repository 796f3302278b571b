package io.modcluster.balancer.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextIndexTest {
    private static final String HOST = "a.example";

    @ParameterizedTest
    @CsvSource({
        "/app,      /app",
        "/app/,     /app",
        "/app/x,    /app",
        "/app/x/y,  /app/x/y",
        "/app/x/yz, /app",
        "/app2,     /",
        "/APP,      /",
        "/,         /",
        "/ap,       /",
        "'',        ",
        "app,       ",
        "*,         ",
    })
    void the_longest_context_on_a_segment_boundary_is_found(String path, @Nullable String context) {
        ContextIndex index = index("/", "/app", "/app/x/y", "app2", "application");
        assertThat(contextOf(index.longestMatch(HOST, path))).isEqualTo(context);
    }

    @Test
    void without_a_root_context_nothing_else_matches() {
        assertThat(index("/app").longestMatch(HOST, "/other")).isNull();
        assertThat(index("/app").longestMatch(HOST, "/")).isNull();
        assertThat(ContextIndex.EMPTY.longestMatch(HOST, "/")).isNull();
    }

    @Test
    void removing_the_longest_uncovers_the_shorter_one() {
        ContextIndex index = index("/", "/a", "/a/b");
        assertThat(contextOf(without(index, "/a/b").longestMatch(HOST, "/a/b"))).isEqualTo("/a");
        assertThat(contextOf(index.longestMatch(HOST, "/a/b"))).isEqualTo("/a/b");
    }

    @Test
    void removing_what_is_not_there_is_no_copy() {
        ContextIndex index = index("/a");
        assertThat(without(index, "/b")).isSameAs(index);
    }

    @Test
    void random_changes_agree_with_a_sorted_map() {
        Seeds.upTo(200, random -> {
            List<String> names = names(random);
            ContextIndex index = ContextIndex.EMPTY;
            TreeMap<String, Route> model = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(3) == 0) {
                    index = without(index, name);
                    model.remove(name);
                } else {
                    Route route = route(name, random.nextInt());
                    index = with(index, route);
                    model.put(name, route);
                }
                String probe = names.get(random.nextInt(names.size())) + (random.nextBoolean() ? "/x" : "");
                assertThat(index.longestMatch(HOST, probe)).isSameAs(longest(model, probe));
                assertThat(exactly(index, name)).isSameAs(model.get(name));
                assertThat(index.size()).isEqualTo(model.size());
            }
            TreeSet<String> all = new TreeSet<>();
            index.forEach(route -> all.add(route.context()));
            assertThat(all).isEqualTo(model.keySet());
        });
    }

    @Test
    void contexts_of_one_hash_are_told_apart() {
        // "Aa" and "BB" have one hash: 2^8 names with the same
        List<String> names = new ArrayList<>(List.of("/"));
        for (int i = 0; i < 8; i++) {
            List<String> longer = new ArrayList<>();
            names.forEach(name -> longer.addAll(List.of(name + "Aa", name + "BB")));
            names = longer;
        }
        assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
        ContextIndex index = index(names.toArray(String[]::new));
        for (String name : names) {
            assertThat(contextOf(index.longestMatch(HOST, name + "/x"))).isEqualTo(name);
        }
        for (int i = 0; i < names.size(); i += 2) {
            index = without(index, names.get(i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(contextOf(exactly(index, names.get(i)))).isEqualTo(i % 2 == 0 ? null : names.get(i));
        }
    }

    /** Short names over few letters nest and meet; those of "Aa" and "BB" collide. */
    private static List<String> names(Random random) {
        List<String> parts = List.of("a", "b", "Aa", "BB", "ab", "AaBB", "BBAa");
        List<String> names = new ArrayList<>(List.of("/", "x"));
        for (int i = 0; i < 40; i++) {
            StringBuilder name = new StringBuilder();
            for (int depth = random.nextInt(4); depth >= 0; depth--) {
                name.append('/').append(parts.get(random.nextInt(parts.size())));
            }
            names.add(name.toString());
        }
        return names;
    }

    private static @Nullable Route longest(Map<String, Route> model, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            Route found = model.get(path.substring(0, end));
            if (found != null) {
                return found;
            }
        }
        return path.startsWith("/") ? model.get("/") : null;
    }

    private static ContextIndex index(String... contexts) {
        ContextIndex index = ContextIndex.EMPTY;
        for (String context : contexts) {
            index = with(index, route(context, 0));
        }
        return index;
    }

    private static Route route(String context, int slot) {
        return new Route(context, List.of(new RouteTarget(new JvmRoute("n"), slot, ContextStatus.ENABLED)));
    }

    private static @Nullable String contextOf(@Nullable Route route) {
        return route == null ? null : route.context();
    }

    private static ContextIndex with(ContextIndex index, Route route) {
        ContextIndex.Editor editor = index.edit();
        editor.put(HOST, route);
        return editor.done();
    }

    private static ContextIndex without(ContextIndex index, String context) {
        ContextIndex.Editor editor = index.edit();
        editor.remove(HOST, context);
        return editor.done();
    }

    @Test
    void many_changes_at_once_are_as_many_one_by_one() {
        Random random = new Random(7);
        ContextIndex one = ContextIndex.EMPTY;
        ContextIndex many = ContextIndex.EMPTY;
        TreeSet<String> model = new TreeSet<>();
        for (int round = 0; round < 300; round++) {
            ContextIndex.Editor editor = many.edit();
            for (int i = 0; i < 40; i++) {
                String context = "/" + "long-name-to-make-texts-move-".repeat(random.nextInt(4)) + random.nextInt(900);
                if (random.nextInt(5) < 2 + round % 2) {
                    one = with(one, route(context, 0));
                    editor.put(HOST, route(context, 0));
                    model.add(context);
                } else {
                    one = without(one, context);
                    editor.remove(HOST, context);
                    model.remove(context);
                }
            }
            ContextIndex before = many;
            int size = before.size();
            many = editor.done();
            assertThat(before.size()).isEqualTo(size);
            assertThat(contextsOf(many)).isEqualTo(model).isEqualTo(contextsOf(one));
            for (String context : model) {
                assertThat(contextOf(many.longestMatch(HOST, context + "/x"))).isEqualTo(context);
            }
        }
    }

    private static Set<String> contextsOf(ContextIndex index) {
        TreeSet<String> contexts = new TreeSet<>();
        index.forEach(route -> contexts.add(route.context()));
        return contexts;
    }

    private static @Nullable Route exactly(ContextIndex index, String context) {
        return index.edit().get(HOST, context);
    }

    @Test
    void hosts_do_not_see_each_others_contexts_however_their_names_run_together() {
        ContextIndex.Editor editor = ContextIndex.EMPTY.edit();
        editor.put("a", route("/b/c", 0));
        editor.put("a/b", route("/c", 1));
        editor.put("", route("a/b/c", 2));
        ContextIndex index = editor.done();

        assertThat(index.size()).isEqualTo(3);
        assertThat(contextOf(index.longestMatch("a", "/b/c/x"))).isEqualTo("/b/c");
        assertThat(contextOf(index.longestMatch("a/b", "/c"))).isEqualTo("/c");
        assertThat(index.longestMatch("a/b/c", "/x")).isNull();
        assertThat(index.longestMatch("", "/b/c")).isNull();
    }

    @Test
    void characters_beyond_ascii_are_told_apart_from_those_they_resemble() {
        ContextIndex.Editor editor = ContextIndex.EMPTY.edit();
        // U+0141 ends in the byte of A, U+80XX begins with the mark that stands before such characters
        for (String context : List.of("/A", "/\u0141", "/\u00e4", "/\u8041", "/\u20ac/x", "/\ud83d\ude00")) {
            editor.put("m\u00fcnchen.example", route(context, 0));
        }
        ContextIndex index = editor.done();

        for (String context : List.of("/A", "/\u0141", "/\u00e4", "/\u8041", "/\u20ac/x", "/\ud83d\ude00")) {
            assertThat(contextOf(index.longestMatch("m\u00fcnchen.example", context + "/y")))
                    .isEqualTo(context);
            assertThat(index.longestMatch("munchen.example", context)).isNull();
        }
        assertThat(index.longestMatch("m\u00fcnchen.example", "/AA")).isNull();
        assertThat(index.longestMatch("m\u00fcnchen.example", "/\u4180")).isNull();
        ContextIndex.Editor second = index.edit();
        second.remove("m\u00fcnchen.example", "/\u0141");
        assertThat(second.done().longestMatch("m\u00fcnchen.example", "/\u0141"))
                .isNull();
        assertThat(contextOf(second.done().longestMatch("m\u00fcnchen.example", "/A")))
                .isEqualTo("/A");
    }
}
