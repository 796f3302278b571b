package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ClusterOptions;
import io.modcluster.balancer.options.Http2Options;
import io.modcluster.balancer.options.TlsOptions;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** The balancer could not start; the message is one sentence that says why and, where we know it, what to do. */
final class StartFailure extends RuntimeException {
    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Finds the words for {@code cause}. The error of the system does not name the port, so each configured port is
     * tried: the ones that cannot be opened are the reason.
     */
    static StartFailure of(Throwable cause, BalancerOptions options) {
        List<String> taken = new ArrayList<>();
        if (options.getTraffic().isEnabled()) {
            tryOpen(
                    "traffic",
                    options.getTraffic().getHost(),
                    options.getTraffic().getPort(),
                    taken);
        }
        TlsOptions tls = options.getTls();
        if (options.getTraffic().isEnabled() && tls.isOn()) {
            tryOpen("tls", tls.getHost(), tls.getPort(), taken);
        }
        Http2Options http2 = options.getHttp2();
        if (options.getTraffic().isEnabled() && http2.isClearText()) {
            tryOpen("http2", "clear-text-port", options.getTraffic().getHost(), http2.getClearTextPort(), taken);
        }
        tryOpen("mcmp", options.getMcmp().getHost(), options.getMcmp().getPort(), taken);
        if (options.getManager().isEnabled()) {
            tryOpen(
                    "manager",
                    options.getManager().getHost(),
                    options.getManager().getPort(),
                    taken);
        }
        String reason = taken.isEmpty() ? String.valueOf(cause.getMessage()) : String.join("; ", taken);
        return of(reason, cause);
    }

    /** {@code reason} is the rest of the sentence. */
    static StartFailure of(String reason, Throwable cause) {
        return new StartFailure("the balancer did not start: " + reason, cause);
    }

    /** For a program that a service should be. */
    static StartFailure ofCommand(String program, Throwable cause) {
        return new StartFailure(
                "the command did not start: " + cause.getMessage() + " (expected: a program, here " + Quoted.of(program)
                        + ", and its arguments)",
                cause);
    }

    /** For a cluster that could not be joined, nor begun, although its ports are free. */
    static StartFailure ofCluster(Throwable cause) {
        return of("the cluster was not joined: " + cause.getMessage(), cause);
    }

    /**
     * Looks at the ports of the cluster before Hazelcast does, whose own words for that are many.
     *
     * @param address the IP address of {@code cluster.host}
     * @throws StartFailure when one of them cannot be opened
     */
    static void ifTaken(ClusterOptions options, String address) {
        List<String> taken = new ArrayList<>();
        if (options.getConfig().isEmpty()) {
            tryOpen("cluster", "port", address, options.getPort(), taken);
        }
        tryOpen("cluster", "bus-port", address, options.getBusPort(), taken);
        if (!taken.isEmpty()) {
            String reason = String.join("; ", taken);
            throw of(reason, new BindException(reason));
        }
    }

    private static void tryOpen(String section, String host, int port, List<String> taken) {
        tryOpen(section, "port", host, port, taken);
    }

    private static void tryOpen(String section, String option, String host, int port, List<String> taken) {
        Ports.obstacle(host, port)
                .ifPresent(reason ->
                        taken.add("cannot listen on " + Ports.at(host, port) + " (" + reason + "), set another "
                                + section + "." + option + " or " + section + ".host, or stop what listens there"));
    }
}
