package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code server.*}: what the process uses of the system. An application that brings its own Vert.x decides itself. */
public final class ServerOptions extends StrictOptions<ServerOptions> {
    /** How sockets are read and written. Default auto. */
    public static final Transport DEFAULT_TRANSPORT = Transport.AUTO;

    /** How sockets are read and written. */
    public enum Transport {
        /** {@link #EPOLL} where that is to be had, else {@link #NIO}. */
        AUTO,
        /** By epoll of Linux; the process does not start where it is not to be had. */
        EPOLL,
        /** By io_uring of Linux; the process does not start where it is not to be had. */
        IO_URING,
        /** By what Java has on each system. */
        NIO
    }

    private Transport transport = DEFAULT_TRANSPORT;

    /** The defaults. */
    public ServerOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ServerOptions(ServerOptions other) {
        ServerKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ServerOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ServerKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_TRANSPORT}. */
    public Transport getTransport() {
        return transport;
    }

    /** See {@link #DEFAULT_TRANSPORT}. */
    public ServerOptions setTransport(Transport transport) {
        this.transport = requireNonNull(transport, "transport");
        return this;
    }

    @Override
    OptionTable<ServerOptions> table() {
        return ServerKeys.TABLE;
    }

    @Override
    ServerOptions self() {
        return this;
    }
}
