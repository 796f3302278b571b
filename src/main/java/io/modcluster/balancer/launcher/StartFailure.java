package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
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
        tryOpen("traffic", options.getTraffic().getHost(), options.getTraffic().getPort(), taken);
        tryOpen("mcmp", options.getMcmp().getHost(), options.getMcmp().getPort(), taken);
        tryOpen("manager", options.getManager().getHost(), options.getManager().getPort(), taken);
        String reason = taken.isEmpty() ? String.valueOf(cause.getMessage()) : String.join("; ", taken);
        return new StartFailure("the balancer did not start: " + reason, cause);
    }

    private static void tryOpen(String section, String host, int port, List<String> taken) {
        Ports.obstacle(host, port)
                .ifPresent(reason -> taken.add("cannot listen on " + Ports.at(host, port) + " (" + reason
                        + "), set another " + section + ".port or " + section + ".host, or stop what listens there"));
    }
}
