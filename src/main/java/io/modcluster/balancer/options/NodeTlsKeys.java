package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.path;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.util.List;

/** The table of {@code nodes-tls.*}. */
final class NodeTlsKeys {
    static final OptionTable<NodeTlsOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "trust",
                    path(),
                    NodeTlsOptions::getTrust,
                    NodeTlsOptions::setTrust,
                    "PEM file of the authorities that issue the certificates of nodes; empty is those that the JVM trusts."),
            new OptionKey<>(
                    "verify",
                    trueOrFalse(),
                    NodeTlsOptions::isVerify,
                    NodeTlsOptions::setVerify,
                    "Whether certificates of nodes are checked; without it anybody in between can read and change"
                            + " everything."),
            new OptionKey<>(
                    "verify-name",
                    trueOrFalse(),
                    NodeTlsOptions::isVerifyName,
                    NodeTlsOptions::setVerifyName,
                    "Whether the certificate of a node must be for the Host that it registered, a name or an address."),
            new OptionKey<>(
                    "unverified",
                    ListTypes.nodeNames(),
                    NodeTlsOptions::getUnverified,
                    NodeTlsOptions::setUnverified,
                    "Nodes whose certificates are not checked while those of all others are."),
            new OptionKey<>(
                    "certificate",
                    path(),
                    NodeTlsOptions::getCertificate,
                    NodeTlsOptions::setCertificate,
                    "PEM file of the certificate, with its chain, that is shown to nodes which ask for one; empty is none."),
            new OptionKey<>(
                    "key",
                    path(),
                    NodeTlsOptions::getKey,
                    NodeTlsOptions::setKey,
                    "PEM file of the key of nodes-tls.certificate, not encrypted.")));

    private NodeTlsKeys() {}
}
