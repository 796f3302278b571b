package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What clients do to a proxy. */
interface Load {
    /** The program that does it, or empty for this JVM. */
    String tool();

    /** Whether the proxy can do that. */
    boolean fits(Contestant contestant);

    /** Whether it comes over TLS. */
    default boolean isTls() {
        return false;
    }

    /** Does it for that long. */
    LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException;
}
