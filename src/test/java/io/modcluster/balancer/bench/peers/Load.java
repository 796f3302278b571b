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

    /** How long a JVM that is warm by other loads is warmed up with it, of what most are given; 0 where one before was alike. */
    default int warmUpShare() {
        return 1;
    }

    /** Does it for that long. */
    LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException;
}
