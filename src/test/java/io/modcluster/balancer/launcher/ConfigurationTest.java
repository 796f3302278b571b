package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
    private static final Path EXAMPLE = Path.of("conf", "balancer.yaml");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @Test
    void command_line_beats_environment_beats_file_beats_default() throws IOException {
        Path file = write("traffic: {port: 1, max-headers: 11}\nmcmp: {port: 2}\nmanager: {port: 3}\n");
        Configuration configuration = Configuration.read(new Sources(
                Optional.of(file),
                List.of(),
                Map.of("MODCLUSTER_TRAFFIC_PORT", "4", "MODCLUSTER_MCMP_PORT", "5", "PATH", "/bin"),
                List.of("traffic.port=6", "mcmp.allow=10.0.0.0/8,fd00::/8")));

        BalancerOptions options = configuration.options();
        assertThat(options.getTraffic().getPort()).isEqualTo(6);
        assertThat(options.getMcmp().getPort()).isEqualTo(5);
        assertThat(options.getManager().getPort()).isEqualTo(3);
        assertThat(options.getTraffic().getMaxHeaders()).isEqualTo(11);
        assertThat(options.getMcmp().getAllow()).hasSize(2);
        assertThat(configuration.originOf("traffic.port")).isEqualTo("--set");
        assertThat(configuration.originOf("mcmp.port")).isEqualTo("MODCLUSTER_MCMP_PORT");
        assertThat(configuration.originOf("manager.port")).isEqualTo(file + ":3");
        assertThat(configuration.originOf("traffic.host")).isEqualTo("default");
    }

    @Test
    void the_last_of_several_assignments_holds() {
        assertThat(read(List.of("traffic.port=1", "traffic.port=2"))
                        .options()
                        .getTraffic()
                        .getPort())
                .isEqualTo(2);
    }

    @Test
    void a_value_may_contain_an_equals_sign_and_is_then_judged() {
        assertThat(problemsOf(new Sources(Optional.empty(), List.of(), Map.of(), List.of("balancer.name=a=b"))))
                .containsExactly("--set: balancer.name: \"a=b\" (expected: 1..63 characters of A-Z a-z 0-9 . _ -)");
    }

    @Test
    @DisplayName("I-05 a key that no option took is not told")
    void a_key_that_no_option_took_is_not_told() {
        assertThat(problemsOf(new Sources(
                        Optional.empty(),
                        List.of(),
                        Map.of("MODCLUSTER_ADVERTISE_KYE", "TopSecret"),
                        List.of("advertise.key:TopSecret"))))
                .containsExactly(
                        "MODCLUSTER_ADVERTISE_KYE (expected: a variable that names an option; did you mean"
                                + " MODCLUSTER_ADVERTISE_KEY?)",
                        "--set (expected: key=value, for instance traffic.port=8000)");
    }

    @Test
    void all_problems_of_all_sources_are_told_at_once() throws IOException {
        Path file = write("traffic:\n  port: abc\n  hots: x\n  port: 2\nmcmp: {host: 0.0.0.0}\n");

        assertThat(problemsOf(new Sources(
                        Optional.of(file),
                        List.of(),
                        Map.of("MODCLUSTER_TRAFIC_PORT", "1", "MODCLUSTER_X", "1", "MODCLUSTER_MANAGER_PORT", "-1"),
                        List.of("traffic.port", "=1", "manager.port=8080"))))
                .containsExactly(
                        file + ":4: traffic.port (expected: each key once; it stands in line 2 already)",
                        "MODCLUSTER_TRAFIC_PORT: \"1\" (expected: a variable that names an option; did you mean"
                                + " MODCLUSTER_TRAFFIC_PORT?)",
                        "MODCLUSTER_X: \"1\" (expected: a variable that names an option, such as"
                                + " MODCLUSTER_TRAFFIC_PORT)",
                        "--set: \"traffic.port\" (expected: key=value, for instance traffic.port=8000)",
                        "--set: \"=1\" (expected: key=value, for instance traffic.port=8000)",
                        file + ":2: traffic.port: \"abc\" (expected: a whole number: 0..65535)",
                        file + ":3: traffic.hots: \"x\" (expected: a key that exists; did you mean traffic.host?)",
                        "MODCLUSTER_MANAGER_PORT: manager.port: \"-1\" (expected: 0..65535)",
                        file + ":5: mcmp.host: \"0.0.0.0\" (expected: a loopback address, or mcmp.allow set to the"
                                + " address blocks of your nodes, for instance mcmp.allow: [127.0.0.0/8, 10.1.0.0/16])",
                        "--set: manager.port: \"8080\" (expected: another port than traffic.port, which listens on"
                                + " 0.0.0.0:8080)");
    }

    @Test
    void every_option_has_its_variable() {
        for (OptionKey<BalancerOptions, ?> key : BalancerOptions.keys()) {
            String value = key.show(new BalancerOptions()).replaceAll("[\\[\\]\"]", "");
            String variable = EnvironmentSource.variableOf(key.name());

            assertThat(Configuration.read(new Sources(Optional.empty(), List.of(), Map.of(variable, value), List.of()))
                            .originOf(key.name()))
                    .isEqualTo(variable);
        }
    }

    @Test
    void the_file_is_looked_for_in_the_folders_in_order() throws IOException {
        Path second = folder.resolve("second");
        Files.createDirectories(second.resolve("conf"));
        Files.writeString(second.resolve("conf/balancer.yaml"), "balancer: {name: found}");
        Sources sources = new Sources(Optional.empty(), List.of(folder.resolve("first"), second), Map.of(), List.of());

        assertThat(Configuration.read(sources).options().getName()).isEqualTo("found");
    }

    @Test
    void no_file_at_all_means_the_defaults() {
        assertThat(read(List.of()).options()).isEqualTo(new BalancerOptions());
    }

    @Test
    void a_named_file_has_to_exist_and_to_be_text_of_a_sensible_size() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28});
        Path huge = Files.write(folder.resolve("huge.yaml"), new byte[1024 * 1024 + 1]);

        assertThat(problemsOf(file(missing))).containsExactly(missing + " (expected: a file that exists)");
        assertThat(problemsOf(file(folder))).containsExactly(folder + " (expected: a file, not a directory or device)");
        assertThat(problemsOf(file(binary))).containsExactly(binary + " (expected: UTF-8 text)");
        assertThat(problemsOf(file(huge))).containsExactly(huge + " (expected: at most 1 MiB)");
    }

    @Test
    void the_example_file_changes_nothing_as_it_is() {
        Configuration configuration = Configuration.read(file(EXAMPLE));

        assertThat(configuration.options()).isEqualTo(new BalancerOptions());
        assertThat(configuration.origins()).isEmpty();
    }

    @Test
    void the_example_file_shows_every_option_at_its_default_with_its_sentence() throws IOException {
        String example = Files.readString(EXAMPLE, StandardCharsets.UTF_8);
        String comments = example.replaceAll("\n *# ", " ");
        Path uncommented = write(example.replaceAll("(?m)^(  )?#([a-z])", "$1$2"));

        Configuration configuration = Configuration.read(file(uncommented));

        assertThat(configuration.origins().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        BalancerOptions.keys().stream().map(OptionKey::name).toList());
        assertThat(BalancerOptions.keys()).allSatisfy(key -> {
            assertThat(key.show(configuration.options())).isEqualTo(key.show(new BalancerOptions()));
            assertThat(comments).contains(" " + key.sentence() + " Takes " + key.expected() + ".");
        });
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("balancer.yaml"), text);
    }

    private static Sources file(Path file) {
        return new Sources(Optional.of(file), List.of(), Map.of(), List.of());
    }

    private static Configuration read(List<String> assignments) {
        return Configuration.read(new Sources(Optional.empty(), List.of(), Map.of(), assignments));
    }

    private static List<String> problemsOf(Sources sources) {
        return catchThrowableOfType(OptionsProblems.class, () -> Configuration.read(sources)).problems().stream()
                .map(OptionsProblem::toString)
                .toList();
    }
}
