package io.modcluster.balancer.mcmp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All addresses of a name, asked the way the clients of Vert.x will ask when they connect: a resolver that answered otherwise
 * would make {@link AddressPolicy} judge addresses that nobody goes to. Vert.x has no public call for that, its resolver with
 * hosts file and search domains is internal; AddressPolicyTest pins what is used of it.
 */
final class NameLookup {
    /** Below the 20 s that nodes wait for an answer. */
    private static final long SECONDS = 5;

    private final VertxInternal vertx;

    NameLookup(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** The addresses; fails when there are none or nobody answers in time. Goes on on the context of the caller. */
    Future<List<InetAddress>> addressesOf(String host) {
        // a promise of the caller's context: a time-out would go on on a thread of its own otherwise
        PromiseInternal<List<InetSocketAddress>> found =
                vertx.getOrCreateContext().promise();
        vertx.nameResolver().resolveAll(host, found::handle);
        return found.future()
                .timeout(SECONDS, TimeUnit.SECONDS)
                .map(all -> all.stream().map(InetSocketAddress::getAddress).toList());
    }
}
