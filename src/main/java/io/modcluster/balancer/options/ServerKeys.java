package io.modcluster.balancer.options;

import io.modcluster.balancer.options.ServerOptions.Transport;
import java.util.List;

/** The table of {@code server.*}. */
final class ServerKeys {
    static final OptionTable<ServerOptions> TABLE = new OptionTable<>(List.of(new OptionKey<>(
            "transport",
            OptionTypes.choice(Transport.class),
            ServerOptions::getTransport,
            ServerOptions::setTransport,
            "How sockets are read and written; auto: epoll where Linux has it, else nio; one that is named and not to be"
                    + " had ends the start.")));

    private ServerKeys() {}
}
