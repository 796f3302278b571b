package io.modcluster.balancer.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        List<Path> folders = new ArrayList<>(List.of(Path.of("")));
        CodeSource source = Surroundings.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null
                    ? null
                    : Path.of(source.getLocation().toURI()).getParent();
            if (jar != null) {
                folders.add(jar);
            }
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            // classes that do not come from a file have nothing beside them
            folders.subList(1, folders.size()).clear();
        }
        return new Surroundings(starter, new ProcessSignals(), System.getenv(), folders);
    }
}
