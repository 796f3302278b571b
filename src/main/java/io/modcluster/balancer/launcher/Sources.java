package io.modcluster.balancer.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a configuration comes from.
 *
 * @param file the file that was asked for, which then must exist; empty: look in the places of {@code folders}
 * @param folders where {@code conf/balancer.yaml} is looked for, in this order
 * @param environment the environment variables
 * @param assignments what stood behind {@code --set}: {@code key=value}
 */
record Sources(Optional<Path> file, List<Path> folders, Map<String, String> environment, List<String> assignments) {
    Sources {
        folders = List.copyOf(folders);
        environment = Map.copyOf(environment);
        assignments = List.copyOf(assignments);
    }
}
