package io.modcluster.balancer.options;

import java.util.List;

/** What must hold between options of the manager. */
final class ManagerRules {
    private ManagerRules() {}

    static void check(ManagerOptions manager, List<OptionsProblem> problems) {
        if (!manager.isLoopback() && !manager.hasLogin()) {
            problems.add(new OptionsProblem(
                    "manager.host",
                    CrossRules.ORIGIN,
                    manager.getHost(),
                    "a loopback address, or manager.tokens, manager.users or manager.tls-client-ca set, as whoever"
                            + " reaches the manager could stop every node, for instance"
                            + " manager.tokens: [\"operator:ci=...\"]"));
        }
        if (manager.getTlsCertificate().isEmpty() != manager.getTlsKey().isEmpty()) {
            boolean keyMissing = manager.getTlsKey().isEmpty();
            problems.add(new OptionsProblem(
                    keyMissing ? "manager.tls-key" : "manager.tls-certificate",
                    CrossRules.ORIGIN,
                    "",
                    keyMissing ? "the key of manager.tls-certificate" : "the certificate of manager.tls-key"));
        }
        if (!manager.getTlsClientCa().isEmpty() && manager.getTlsCertificate().isEmpty()) {
            problems.add(new OptionsProblem(
                    "manager.tls-client-ca",
                    CrossRules.ORIGIN,
                    manager.getTlsClientCa(),
                    "nothing, or manager.tls-certificate and manager.tls-key too"));
        }
        long names = manager.getTokens().stream()
                .map(token -> ManagerToken.parse(token).token())
                .distinct()
                .count();
        if (names < manager.getTokens().size()) {
            problems.add(new OptionsProblem(
                    "manager.tokens",
                    CrossRules.ORIGIN,
                    OptionKey.HIDDEN,
                    "each token once, as it says who somebody is"));
        }
    }
}
