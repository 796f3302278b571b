package io.modcluster.balancer.listen;

import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Says who may come in. */
@FunctionalInterface
public interface Admission {
    /**
     * Judges a connection that has just been accepted, on its event loop.
     *
     * @param peer who connected; not whom a PROXY header may name later
     * @return its place, left when it is closed; null to close it at once
     */
    Clients.@Nullable Place admit(SocketAddress peer);
}
