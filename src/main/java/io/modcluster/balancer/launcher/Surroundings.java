package io.modcluster.balancer.launcher;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line takes from outside, so that tests can give something else.
 *
 * @param starter starts the balancer
 * @param stop tells when to stop it
 * @param environment environment variables
 * @param folders where the folder {@code conf} may be
 */
record Surroundings(BalancerStarter starter, StopSignal stop, Map<String, String> environment, List<Path> folders) {
    Surroundings {
        environment = Map.copyOf(environment);
        folders = List.copyOf(folders);
    }

    /** Those of this process. */
    static Surroundings ofProcess(BalancerStarter starter) {
        List<Path> folders =
                Stream.concat(Stream.of(Path.of("")), besideTheJar().stream()).toList();
        return new Surroundings(starter, new ProcessSignals(), System.getenv(), folders);
    }

    /** Classes that do not come from a file have nothing beside them. */
    private static Optional<Path> besideTheJar() {
        CodeSource source = Surroundings.class.getProtectionDomain().getCodeSource();
        try {
            return Optional.ofNullable(source)
                    .map(CodeSource::getLocation)
                    .map(location -> Path.of(URI.create(location.toString())).getParent());
        } catch (IllegalArgumentException | FileSystemNotFoundException notAFile) {
            return Optional.empty();
        }
    }
}
