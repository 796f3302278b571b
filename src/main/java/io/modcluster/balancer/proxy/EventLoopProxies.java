package io.modcluster.balancer.proxy;

import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link ModClusterProxy} for each event loop that brings requests, made when the first one comes: for servers that
 * somebody else set up. May be called from any event loop.
 */
public final class EventLoopProxies implements RegisteredNodesProxy {
    private final Vertx vertx;
    private final ProxySettings settings;
    private final EventBusAddresses addresses;
    private final Map<Thread, Entry> proxies = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private record Entry(Context context, ModClusterProxy proxy, Future<Void> started) {}

    /** None yet. */
    public EventLoopProxies(Vertx vertx, ProxySettings settings, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.settings = settings;
        this.addresses = addresses;
    }

    /**
     * Fails with {@link IllegalStateException} on a thread that is no event loop, such as that of a worker verticle. After
     * {@link #stop} the answer is 503.
     */
    @Override
    public void handle(HttpServerRequest clientRequest) {
        if (stopped) {
            refuse(clientRequest);
            return;
        }
        Entry here = proxies.get(Thread.currentThread());
        if (here == null) {
            here = begin();
        }
        if (here.started.isComplete()) {
            here.proxy.handle(clientRequest);
        } else {
            ModClusterProxy proxy = here.proxy;
            clientRequest.pause();
            here.started.onComplete(started -> proxy.handle(clientRequest));
        }
    }

    private Entry begin() {
        Context context = vertx.getOrCreateContext();
        if (!context.isEventLoopContext() || !Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "request on " + Thread.currentThread().getName()
                            + " (expected: an event loop; deploy the server in a standard verticle)");
        }
        ModClusterProxy proxy = new ModClusterProxy(vertx, settings, addresses);
        Entry entry = new Entry(context, proxy, proxy.start());
        proxies.put(Thread.currentThread(), entry);
        if (stopped) {
            // stop() may have looked before it was there
            stop(Thread.currentThread());
        }
        return entry;
    }

    /** The application may go on, and others may route to another one of its kind by then. */
    private static void refuse(HttpServerRequest clientRequest) {
        clientRequest
                .response()
                .setStatusCode(503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=us-ascii")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end("this balancer was stopped\n");
    }

    /** Drains the connections to nodes; requests that come after that are answered 503. */
    public Future<Void> stop() {
        stopped = true;
        List<Future<Void>> ends = new ArrayList<>();
        for (Thread loop : List.copyOf(proxies.keySet())) {
            ends.add(stop(loop));
        }
        return Future.join(ends).mapEmpty();
    }

    /** Whoever takes it out stops it, once. */
    private Future<Void> stop(Thread loop) {
        Entry entry = proxies.remove(loop);
        if (entry == null) {
            return Future.succeededFuture();
        }
        Promise<Void> end = Promise.promise();
        entry.context.runOnContext(
                on -> entry.started.onComplete(started -> entry.proxy.stop().onComplete(end)));
        return end.future();
    }
}
