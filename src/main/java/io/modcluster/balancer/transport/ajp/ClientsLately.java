package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.ajp.codec.ClientFacts;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The connections of clients that were seen last, by their addresses: most requests come from where others came, and an
 * address is made text once then. Belongs to one event loop.
 */
final class ClientsLately {
    /** A power of two. */
    private static final int REMEMBERED = 1024;

    private final @Nullable Seen[] seen = new @Nullable Seen[REMEMBERED];

    private record Seen(@Nullable SocketAddress remote, @Nullable SocketAddress local, ClientFacts facts) {}

    /** What nodes are told about this one. */
    @SuppressWarnings("ReferenceEquality") // a connection has two addresses; others that are equal are made text anew
    ClientFacts of(ClientConnection client) {
        SocketAddress remote = client.remote();
        SocketAddress local = client.local();
        int place = System.identityHashCode(remote) & (REMEMBERED - 1);
        Seen known = seen[place];
        if (known != null && known.remote() == remote && known.local() == local) {
            return known.facts();
        }
        ClientFacts facts =
                ClientFacts.of(textOf(remote), remote == null ? 0 : Math.max(0, remote.port()), textOf(local));
        seen[place] = new Seen(remote, local, facts);
        return facts;
    }

    private static String textOf(@Nullable SocketAddress address) {
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }
}
