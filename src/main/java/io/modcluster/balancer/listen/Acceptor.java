package io.modcluster.balancer.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One port. Verticles that listen on the same one share it: the first of them opens it, and Vert.x gives connections to the
 * event loops of all in turn. May be used by all of them.
 */
final class Acceptor implements Shareable {
    private static final String MAP = "modcluster.acceptors";

    private final Map<EventLoop, List<Arrivals>> byLoop = new ConcurrentHashMap<>();

    private Acceptor() {}

    /**
     * The one for these host and port; Vert.x shares all ports but 0. It stays when the port is closed: whoever opens it
     * again may get the socket that is just being closed.
     */
    static Acceptor of(Vertx vertx, HttpServerOptions options) {
        if (options.getPort() == 0) {
            return new Acceptor();
        }
        return vertx.sharedData()
                .<String, Acceptor>getLocalMap(MAP)
                .computeIfAbsent(options.getHost() + ':' + options.getPort(), port -> new Acceptor());
    }

    void add(EventLoop loop, Arrivals arrivals) {
        byLoop.compute(loop, (same, before) -> {
            List<Arrivals> list = before == null ? new CopyOnWriteArrayList<>() : before;
            list.add(arrivals);
            return list;
        });
    }

    void remove(EventLoop loop, Arrivals arrivals) {
        byLoop.computeIfPresent(loop, (same, list) -> list.remove(arrivals) && list.isEmpty() ? null : list);
    }

    /** What is to be done with accepted sockets, with what Vert.x does with them at its end. */
    ChannelHandler inFrontOf(ChannelHandler vertx) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                accepted(channel, vertx);
            }
        };
    }

    // nobody waits for the end of a connection that was not taken in
    @SuppressWarnings("FutureReturnValueIgnored")
    private void accepted(Channel channel, ChannelHandler vertx) {
        // of two verticles on one event loop either one counts it: both have the same share
        List<Arrivals> here = byLoop.get(channel.eventLoop());
        Arrival arrival = here == null || here.isEmpty() ? null : here.get(0).admit(channel);
        if (arrival == null) {
            channel.close();
        } else {
            channel.pipeline().addLast(vertx);
            arrival.start();
        }
    }
}
