package io.modcluster.balancer.bench.peers;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that runs.
 *
 * @param name as the table shows it
 * @param program its processes
 * @param ports where clients find it
 * @param mcmp where nodes register, if it takes MCMP
 * @param gcLog how much it allocates, if it runs on a JVM
 */
record Contestant(String name, Program program, Map<Front, Integer> ports, OptionalInt mcmp, @Nullable GcLog gcLog)
        implements AutoCloseable {
    /** Copies. */
    Contestant {
        ports = Map.copyOf(ports);
    }

    boolean serves(Front front) {
        return ports.containsKey(front);
    }

    int port(Front front) {
        Integer port = ports.get(front);
        if (port == null) {
            throw new IllegalArgumentException(name + " does not serve " + front);
        }
        return port;
    }

    String url(Front front, String path) {
        return front.url(port(front), path);
    }

    boolean isJvm() {
        return gcLog != null;
    }

    @Override
    public void close() {
        program.close();
    }
}
