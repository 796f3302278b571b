package io.modcluster.balancer.bench.peers;

import java.util.List;
import java.util.Map;

/** How our image starts the JVM (src/main/docker/Dockerfile): all proxies that run on one are measured like that. */
final class ImageJvm {
    static final List<String> ARGUMENTS = List.of(
            "-XX:MaxRAMPercentage=40",
            "-XX:MinRAMPercentage=40",
            "-XX:+UseParallelGC",
            "-XX:MetaspaceSize=64m",
            "-XX:+ExitOnOutOfMemoryError");

    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private ImageJvm() {}
}
