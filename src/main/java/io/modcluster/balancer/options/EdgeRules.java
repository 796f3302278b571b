package io.modcluster.balancer.options;

import java.util.List;

/** What must hold between options of the edge: who is believed, and where lines go. */
final class EdgeRules {
    private EdgeRules() {}

    static void check(BalancerOptions options, List<OptionsProblem> problems) {
        ProxyProtocolOptions proxyProtocol = options.getProxyProtocol();
        if (proxyProtocol.isEnabled() && proxyProtocol.getTrusted().isEmpty()) {
            problems.add(new OptionsProblem(
                    "proxy-protocol.trusted",
                    CrossRules.ORIGIN,
                    "[]",
                    "the address blocks of the load balancers that send PROXY headers, for instance [10.1.0.0/16]"));
        }
        AccessLogOptions log = options.getAccessLog();
        if (log.getTo() == AccessLogOptions.Sink.FILE && log.getFile().isEmpty()) {
            problems.add(new OptionsProblem(
                    "access-log.file", CrossRules.ORIGIN, "", "a file for the lines, as access-log.to is file"));
        }
    }
}
