package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.util.List;

/** The table of {@code nodes-http2.*}. */
final class NodeHttp2Keys {
    static final OptionTable<NodeHttp2Options> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    NodeHttp2Options::isEnabled,
                    NodeHttp2Options::setEnabled,
                    "Whether nodes of type https are offered HTTP/2; those that do not take it get HTTP/1.1."),
            new OptionKey<>(
                    "clear-text",
                    ListTypes.nodeNames(),
                    NodeHttp2Options::getClearText,
                    NodeHttp2Options::setClearText,
                    "Nodes of type http that are spoken to in HTTP/2 without being asked, such as gRPC servers.")));

    private NodeHttp2Keys() {}
}
