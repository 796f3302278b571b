package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlSourceTest {

    @Test
    void settings_carry_their_lines() {
        assertThat(
                        read("""
                        # comment
                        traffic:
                          port: 8000

                        mcmp:
                          allow:
                            - 127.0.0.0/8
                            - ::1/128
                        """)
                                .settings())
                .containsExactly(
                        new Setting("traffic.port", new Setting.Text("8000"), "f.yaml:3"),
                        new Setting(
                                "mcmp.allow",
                                List.of(new Setting.Text("127.0.0.0/8"), new Setting.Text("::1/128")),
                                "f.yaml:7"));
    }

    @Test
    void dotted_keys_mean_the_same_as_sections() {
        assertThat(read("traffic.port: 8000").settings())
                .extracting(Setting::key)
                .containsExactly("traffic.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "12", "1e3", "~x", "2001-01-01", "0x1F", "\"quoted\"", "'quoted'"})
    void scalars_stay_the_text_that_was_written(String scalar) {
        assertThat(read("balancer: { name: " + scalar + " }").settings().get(0).value())
                .isEqualTo(new Setting.Text(scalar.replaceAll("['\"]", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "traffic:\n", "traffic: {}\n", "traffic:\nmcmp:\n", "~\n"})
    void a_file_that_says_nothing_is_good(String text) {
        assertThat(read(text)).isEqualTo(Findings.NONE);
    }

    @Test
    void a_key_without_a_value_is_passed_on_to_be_refused() {
        assertThat(read("traffic:\n  port:\n").settings())
                .extracting(Setting::key)
                .containsExactly("traffic.port");
    }

    @Test
    void a_section_that_is_none_is_passed_on_to_be_refused_even_when_it_is_empty() {
        assertThat(read("traffic:\n  prot: {}\ntrafic: {}\n").settings())
                .extracting(Setting::key)
                .containsExactly("traffic.prot", "trafic");
    }

    @Test
    void a_key_that_stands_twice_is_refused_with_both_lines() {
        assertThat(read("traffic:\n  port: 1\n  port: 2\ntraffic.port: 3\ntraffic:\n  host: a\n")
                        .problems())
                .extracting(OptionsProblem::toString)
                .containsExactly(
                        "f.yaml:3: traffic.port (expected: each key once; it stands in line 2 already)",
                        "f.yaml:4: traffic.port (expected: each key once; it stands in line 2 already)",
                        "f.yaml:5: traffic (expected: each key once; it stands in line 1 already)");
    }

    @Test
    void anchors_aliases_and_tags_are_refused() {
        assertThat(read("traffic: &t\n  port: 1\nmcmp: *t\nmanager: !!java.net.URL [x]\nrouting: !x 1\n")
                        .problems())
                .extracting(OptionsProblem::toString)
                .containsExactly(
                        "f.yaml:1 (expected: no anchors and aliases (\"&\", \"*\"))",
                        "f.yaml:3 (expected: no anchors and aliases (\"&\", \"*\"))",
                        "f.yaml:4 (expected: no tags (\"!\"))",
                        "f.yaml:5 (expected: no tags (\"!\"))");
    }

    @Test
    void a_bomb_of_aliases_is_refused_before_it_is_built() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "]\n");
        }

        assertThat(read(bomb.toString()).settings()).isEmpty();
        assertThat(read(bomb.toString()).problems()).hasSize(12 + 11 * 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[1, 2]", "- a\n- b\n"})
    void what_is_not_a_mapping_is_refused(String text) {
        assertThat(read(text).problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .startsWith("f.yaml:1")
                .contains("sections with options"));
    }

    @Test
    void a_key_that_is_no_name_is_refused() {
        assertThat(read("? [a, b]\n: 1\n? {c: d}\n: 2\n").problems())
                .extracting(OptionsProblem::toString)
                .containsExactly(
                        "f.yaml:1: \"[...]\" (expected: the name of an option)",
                        "f.yaml:3: \"{...}\" (expected: the name of an option)");
    }

    @Test
    void a_mistake_in_the_syntax_is_shown_with_line_and_column() {
        assertThat(read("traffic:\n  port: 1\n host: x\n").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("f.yaml:3:2 (expected: YAML; "));
        assertThat(read("traffic: {port: 1\n").problems()).hasSize(1);
        assertThat(read("\tport: 1\n").problems()).singleElement().satisfies(problem -> assertThat(problem.origin())
                .isEqualTo("f.yaml:1:1"));
    }

    @Test
    void two_documents_and_control_characters_are_refused() {
        assertThat(read("traffic:\n---\nmcmp:\n").problems()).hasSize(1);
        assertThat(read("traffic: \u0000\n").problems()).hasSize(1);
    }

    @Test
    void deep_nesting_is_refused() {
        assertThat(read("[".repeat(10_000)).problems()).hasSize(1);
        assertThat(read("a: ".repeat(1) + "{a: ".repeat(20) + "1" + "}".repeat(20))
                        .problems())
                .hasSize(1);
    }

    private static Findings read(String text) {
        return YamlSource.read("f.yaml", text);
    }
}
