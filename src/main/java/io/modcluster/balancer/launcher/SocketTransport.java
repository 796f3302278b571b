package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.options.ServerOptions;
import io.vertx.core.transport.Transport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out by which way of the system sockets are read and written: {@code server.transport}. */
final class SocketTransport {
    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private SocketTransport() {}

    /**
     * The transport for this process. What {@code auto} cannot have it does without, and says so.
     *
     * @throws StartFailure if one is named that is not to be had
     */
    static Transport of(ServerOptions.Transport wanted) {
        return of(wanted, SocketTransport::offered);
    }

    /** As {@link #of(ServerOptions.Transport)}, from what {@code offered} has; null is what is not in the class path. */
    static Transport of(
            ServerOptions.Transport wanted, Function<ServerOptions.Transport, @Nullable Transport> offered) {
        boolean mayElse = wanted == ServerOptions.Transport.AUTO;
        ServerOptions.Transport first = mayElse ? ServerOptions.Transport.EPOLL : wanted;
        Transport transport = offered.apply(first);
        if (transport != null && transport.available()) {
            LOG.info("transport used={}", transport.name());
            return transport;
        }
        Throwable cause = transport == null ? null : transport.unavailabilityCause();
        String reason = cause == null ? "its library is not there" : innermost(cause);
        if (!mayElse) {
            throw StartFailure.of(
                    "server.transport " + nameOf(first) + " is not to be had: " + reason + " (expected: auto, or one"
                            + " that this system has)",
                    cause == null ? new UnsupportedOperationException(reason) : cause);
        }
        LOG.info("transport used={} not_used={} reason={}", Transport.NIO.name(), nameOf(first), reason);
        return Transport.NIO;
    }

    private static @Nullable Transport offered(ServerOptions.Transport transport) {
        return switch (transport) {
            case AUTO, EPOLL -> Transport.EPOLL;
            case IO_URING -> Transport.IO_URING;
            case NIO -> Transport.NIO;
        };
    }

    /** What went wrong first: around it are words about class initialisers. */
    private static String innermost(Throwable cause) {
        Throwable deepest = cause;
        for (int depth = 0; deepest.getCause() != null && depth < 10; depth++) {
            deepest = deepest.getCause();
        }
        return Quoted.of(String.valueOf(deepest.getMessage()));
    }

    private static String nameOf(ServerOptions.Transport transport) {
        return switch (transport) {
            case AUTO -> "auto";
            case EPOLL -> "epoll";
            case IO_URING -> "io-uring";
            case NIO -> "nio";
        };
    }
}
