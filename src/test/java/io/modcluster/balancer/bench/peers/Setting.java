package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.tls.TestCertificates;
import java.nio.file.Path;
import java.util.List;

/**
 * What all proxies of a comparison have in common.
 *
 * @param folder for their configuration and logs
 * @param backend port of the HTTP server behind them
 * @param certificate what they show to clients over TLS
 * @param threads event loops, I/O threads or worker processes of each
 * @param jvm arguments of those that run on a JVM
 */
record Setting(Path folder, int backend, TestCertificates.Issued certificate, int threads, List<String> jvm) {
    /** Copies. */
    Setting {
        jvm = List.copyOf(jvm);
    }

    /** Requests of one connection that are as good as no limit: who closes connections sooner would do other work. */
    static final int PER_CONNECTION = 1_000_000;

    /** Connections that each proxy takes and makes. */
    static final int CONNECTIONS = 20_000;

    /** Nodes that there may be. */
    static final int NODES = 2_000;

    /** Contexts that a node may have. */
    static final int CONTEXTS = 10_000;

    /** Idle connections to the backend that each proxy keeps for each thread. */
    static final int KEPT = 256;
}
