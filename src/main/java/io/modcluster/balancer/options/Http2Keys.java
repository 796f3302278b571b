package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.size;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.util.List;

/** The table of {@code http2.*}. */
final class Http2Keys {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    static final OptionTable<Http2Options> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    Http2Options::isEnabled,
                    Http2Options::setEnabled,
                    "Whether clients over TLS may choose HTTP/2."),
            new OptionKey<>(
                    "clear-text",
                    trueOrFalse(),
                    Http2Options::isClearText,
                    Http2Options::setClearText,
                    "Whether a port for HTTP/2 without TLS is opened, for clients with prior knowledge only."),
            new OptionKey<>(
                    "clear-text-port",
                    PORT,
                    Http2Options::getClearTextPort,
                    Http2Options::setClearTextPort,
                    "That port, on the address traffic.host; 0 takes any free one."),
            new OptionKey<>(
                    "max-streams",
                    number(1, 10_000),
                    Http2Options::getMaxStreams,
                    Http2Options::setMaxStreams,
                    "Most requests at a time on one connection of a client."),
            new OptionKey<>(
                    "stream-window",
                    size(16 * KIB, 16 * MIB),
                    Http2Options::getStreamWindow,
                    Http2Options::setStreamWindow,
                    "Bytes of a request body that a client may send before the node takes them."),
            new OptionKey<>(
                    "connection-window",
                    size(64 * KIB, 64 * MIB),
                    Http2Options::getConnectionWindow,
                    Http2Options::setConnectionWindow,
                    "The same for all request bodies of one connection together."),
            new OptionKey<>(
                    "max-resets",
                    number(1, 100_000),
                    Http2Options::getMaxResets,
                    Http2Options::setMaxResets,
                    "Most streams of one connection that end by a reset within 30 s; more close the connection."),
            new OptionKey<>(
                    "max-control-frames",
                    number(10, 1_000_000),
                    Http2Options::getMaxControlFrames,
                    Http2Options::setMaxControlFrames,
                    "Most frames of one connection within 30 s that carry nothing of a message; more close it.")));

    private Http2Keys() {}
}
