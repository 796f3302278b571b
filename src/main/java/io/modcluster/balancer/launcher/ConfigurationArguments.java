package io.modcluster.balancer.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments that {@code run} and {@code check} have in common. */
final class ConfigurationArguments {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (YAML). Default: conf/balancer.yaml in the working directory, else beside"
                    + " the jar, else the built-in defaults.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one option; may be repeated. Lists are separated by commas.")
    private List<String> assignments = new ArrayList<>();

    Sources sources(Surroundings surroundings) {
        return new Sources(Optional.ofNullable(file), surroundings.folders(), surroundings.environment(), assignments);
    }
}
