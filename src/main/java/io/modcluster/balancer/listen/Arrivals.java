package io.modcluster.balancer.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
// Vert.x shows a connection only once TLS and PROXY header are behind it; ArrivalsIT fails if this way goes.
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop from accept on: counted before a byte is read, closed when they do not get as far as a
 * connection that requests can come on. Each step has a deadline that no byte puts off: the PROXY header, the TLS handshake
 * (which Netty ends), the preface and SETTINGS of HTTP/2. From then on, which {@link #begun} tells, the edge of the protocol
 * measures the time.
 *
 * <p>A connection that begins at once, as one without TLS does, costs no timer. Belongs to the event loop that made it.
 */
public final class Arrivals {
    static final AttributeKey<Arrival> KEY = AttributeKey.valueOf(Arrivals.class, "arrival");

    private final Admission admission;
    private final Duration proxyHeader;
    private final Duration preface;
    private final Set<Arrival> waiting = new LinkedHashSet<>();
    private final List<Runnable> ends = new ArrayList<>();

    /**
     * None yet.
     *
     * @param admission   asked about each
     * @param proxyHeader within which a PROXY header has to be complete, where one is awaited
     * @param preface     within which HTTP/2 has to begin once nothing else is awaited
     */
    public Arrivals(Admission admission, Duration proxyHeader, Duration preface) {
        this.admission = admission;
        this.proxyHeader = proxyHeader;
        this.preface = preface;
    }

    /**
     * A server whose connections arrive here. To be called on an event loop, and the server has to be told to listen there.
     * Its connection handler has to call {@link #begun}.
     */
    public HttpServer serverOf(Vertx vertx, HttpServerOptions options) {
        VertxInternal internal = (VertxInternal) vertx;
        EventLoop loop = internal.getOrCreateContext().nettyEventLoop();
        Acceptor acceptor = Acceptor.of(vertx, options);
        acceptor.add(loop, this);
        ends.add(() -> acceptor.remove(loop, this));
        return new HttpServerImpl(new AcceptingVertx(internal, acceptor), options);
    }

    /**
     * The connection got as far as requests; its deadlines end. To be called from the connection handler, first thing.
     *
     * @return its place, or null where it did not arrive here, or is closed: then it is not to be served
     */
    public static Clients.@Nullable Place begun(HttpConnection connection) {
        Arrival arrival = arrivalOf(connection);
        return arrival == null ? null : arrival.begun();
    }

    private static @Nullable Arrival arrivalOf(HttpConnection connection) {
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        return channel.attr(KEY).get();
    }

    /** Closes a connection at once, without a word, so that its place is free for another. On its event loop. */
    public static void cut(HttpConnection connection) {
        Arrival arrival = arrivalOf(connection);
        if (arrival != null) {
            arrival.close();
        }
    }

    /** Closes the one that has been waited for longest; false when none is. */
    public boolean cutOldest() {
        if (waiting.isEmpty()) {
            return false;
        }
        waiting.iterator().next().close();
        return true;
    }

    /** Takes in a connection, or not. */
    @Nullable
    Arrival admit(Channel channel) {
        Clients.Place place = admission.admit(peerOf(channel));
        if (place == null) {
            return null;
        }
        Arrival arrival = new Arrival(channel, place, waiting, proxyHeader, preface);
        channel.attr(KEY).set(arrival);
        channel.closeFuture().addListener(arrival);
        return arrival;
    }

    private static SocketAddress peerOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet
                ? SocketAddress.inetSocketAddress(inet)
                : SocketAddress.domainSocketAddress("unknown");
    }

    /** Takes in nothing more and closes those that have not begun: nobody would wait for their requests. */
    public void close() {
        ends.forEach(Runnable::run);
        ends.clear();
        new ArrayList<>(waiting).forEach(Arrival::close);
    }
}
