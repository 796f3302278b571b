package io.modcluster.balancer.node;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests that an application has not answered yet. Thread-safe.
 *
 * <p>Responses are looked at instead of listened to: a response of Vert.x has one handler for its end, and that is the
 * application's. What has ended is dropped when counting, and whenever the number kept has doubled.
 */
public final class InFlight {
    /** Small enough to cost nothing, large enough that an idle server seldom looks. */
    private static final int LEAST_KEPT = 64;

    private final Set<HttpServerResponse> open = ConcurrentHashMap.newKeySet();
    private volatile int lookAt = LEAST_KEPT;
    private volatile boolean counting;

    /** Nothing in flight, and nothing counted yet. */
    public InFlight() {}

    /** {@code handler}, with its requests counted: hand this to {@code HttpServer.requestHandler}. */
    public Handler<HttpServerRequest> counted(Handler<HttpServerRequest> handler) {
        counting = true;
        return request -> {
            open.add(request.response());
            if (open.size() >= lookAt) {
                count();
            }
            handler.handle(request);
        };
    }

    /** Requests whose response has neither ended nor lost its connection. */
    public int count() {
        open.removeIf(response -> response.ended() || response.closed());
        int left = open.size();
        lookAt = Math.max(LEAST_KEPT, 2 * left);
        return left;
    }

    /** Responses kept now, those that have ended included. */
    int kept() {
        return open.size();
    }

    /** Whether anything is counted at all: if not, 0 means "unknown". */
    boolean isCounting() {
        return counting;
    }
}
