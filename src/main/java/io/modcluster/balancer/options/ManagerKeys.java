package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.path;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code manager.*}. */
final class ManagerKeys {
    static final OptionTable<ManagerOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    ManagerOptions::isEnabled,
                    ManagerOptions::setEnabled,
                    "Whether the port for people, scripts and health checks is opened at all."),
            new OptionKey<>(
                    "host",
                    HOST,
                    ManagerOptions::getHost,
                    ManagerOptions::setHost,
                    "Address to listen on for people, scripts and health checks; any but a loopback address needs"
                            + " manager.tokens, manager.users or manager.tls-client-ca."),
            new OptionKey<>(
                    "port",
                    PORT,
                    ManagerOptions::getPort,
                    ManagerOptions::setPort,
                    "Port to listen on for people, scripts and health checks; 0 takes any free one."),
            new OptionKey<>(
                            "tokens",
                            ListTypes.managerTokens(),
                            ManagerOptions::getTokens,
                            ManagerOptions::setTokens,
                            "Bearer tokens of scripts, with who they are and what they may.")
                    .secret(),
            new OptionKey<>(
                    "users",
                    path(),
                    ManagerOptions::getUsers,
                    ManagerOptions::setUsers,
                    "File of people who may log in, with hashes of their passwords; empty is none."),
            new OptionKey<>(
                    "names",
                    ListTypes.aliases(true),
                    ManagerOptions::getNames,
                    ManagerOptions::setNames,
                    "Host names under which the manager is asked for beside localhost and IP addresses; needed for a"
                            + " name on a manager without login."),
            new OptionKey<>(
                    "tls-certificate",
                    path(),
                    ManagerOptions::getTlsCertificate,
                    ManagerOptions::setTlsCertificate,
                    "PEM file of the certificate of the manager, and of its issuers; empty is no TLS."),
            new OptionKey<>(
                    "tls-key",
                    path(),
                    ManagerOptions::getTlsKey,
                    ManagerOptions::setTlsKey,
                    "PEM file of the key of manager.tls-certificate."),
            new OptionKey<>(
                    "tls-client-ca",
                    path(),
                    ManagerOptions::getTlsClientCa,
                    ManagerOptions::setTlsClientCa,
                    "PEM file of the issuers of client certificates, one of which is then needed; empty is none."),
            new OptionKey<>(
                    "on-traffic-path",
                    OptionTypes.text(
                            Pattern.compile("|/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]"),
                            "a path such as /mod_cluster_manager, or nothing"),
                    ManagerOptions::getOnTrafficPath,
                    ManagerOptions::setOnTrafficPath,
                    "Path of the classic page on the traffic port, to look at only; empty is none."),
            new OptionKey<>(
                    "on-traffic-allow",
                    ListTypes.addressBlocks(),
                    ManagerOptions::getOnTrafficAllow,
                    ManagerOptions::setOnTrafficAllow,
                    "Address blocks that see the classic page on the traffic port; others get what is there without it."),
            new OptionKey<>(
                    "max-connections",
                    number(1, 100_000),
                    ManagerOptions::getMaxConnections,
                    ManagerOptions::setMaxConnections,
                    "Most connections to the manager at a time; a further one takes the place of an idle one, or is closed."),
            new OptionKey<>(
                    "max-connections-per-client",
                    number(0, 100_000),
                    ManagerOptions::getMaxConnectionsPerClient,
                    ManagerOptions::setMaxConnectionsPerClient,
                    "Most connections of one client address to the manager, of IPv6 one /64 network; 0 is no"
                            + " limit, for managers behind a proxy.")));

    private ManagerKeys() {}
}
