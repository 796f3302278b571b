package io.modcluster.balancer.bench.peers;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A proxy that runs.
 *
 * @param name as the table shows it
 * @param program its processes
 * @param ports where clients find it
 * @param mcmp where nodes register, if it takes MCMP
 * @param isJvm whether it runs on a JVM, which wants to be warmed up and can say how much it allocates
 */
record Contestant(String name, Program program, Map<Front, Integer> ports, OptionalInt mcmp, boolean isJvm)
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

    @Override
    public void close() {
        program.close();
    }
}
