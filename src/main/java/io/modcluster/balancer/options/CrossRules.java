package io.modcluster.balancer.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must hold between options, each of which may be good for itself. */
final class CrossRules {
    private static final String ORIGIN = "options";
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

    private CrossRules() {}

    static List<OptionsProblem> check(BalancerOptions options) {
        List<OptionsProblem> problems = new ArrayList<>();
        peersAreNamed(options.getMcmp(), problems);
        Listener traffic = new Listener(
                "traffic", options.getTraffic().getHost(), options.getTraffic().getPort());
        Listener mcmp = new Listener(
                "mcmp", options.getMcmp().getHost(), options.getMcmp().getPort());
        Listener manager = new Listener(
                "manager", options.getManager().getHost(), options.getManager().getPort());
        doNotMeet(traffic, mcmp, problems);
        doNotMeet(traffic, manager, problems);
        doNotMeet(mcmp, manager, problems);
        return problems;
    }

    /** Whoever may send MCMP decides where requests go, so opening that port is never done by one option alone. */
    private static void peersAreNamed(McmpOptions mcmp, List<OptionsProblem> problems) {
        if (!mcmp.isLoopback() && !mcmp.isAllowSet()) {
            problems.add(new OptionsProblem(
                    "mcmp.host",
                    ORIGIN,
                    mcmp.getHost(),
                    "a loopback address, or mcmp.allow set to the address blocks of your nodes, for instance"
                            + " mcmp.allow: [127.0.0.0/8, 10.1.0.0/16]"));
        }
    }

    private static void doNotMeet(Listener first, Listener second, List<OptionsProblem> problems) {
        if (first.meets(second)) {
            problems.add(new OptionsProblem(
                    second.section + ".port",
                    ORIGIN,
                    Integer.toString(second.port),
                    "another port than " + first.section + ".port, which listens on " + first.host + ":" + first.port));
        }
    }

    /** Port 0 meets nobody: the system picks a free one. A wildcard address meets every address. */
    private record Listener(String section, String host, int port) {
        boolean meets(Listener other) {
            return port != 0
                    && port == other.port
                    && (host.equalsIgnoreCase(other.host)
                            || WILDCARDS.contains(host)
                            || WILDCARDS.contains(other.host));
        }
    }
}
