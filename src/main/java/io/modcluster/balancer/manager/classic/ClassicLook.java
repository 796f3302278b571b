package io.modcluster.balancer.manager.classic;

import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** The classic page without anything to change: for a port that has no login. */
public final class ClassicLook implements Handler<HttpServerRequest> {
    private final ClassicView view;

    /** Of the balancer with these addresses. */
    public ClassicLook(Vertx vertx, EventBusAddresses addresses) {
        this.view = new ClassicView(vertx, addresses);
    }

    @Override
    public void handle(HttpServerRequest request) {
        view.answer(request, null);
    }
}
