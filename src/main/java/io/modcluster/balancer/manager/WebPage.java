package io.modcluster.balancer.manager;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;

/** The page for operators: files of the jar under {@code /ui/}, which speak to the API. Behind the access check. */
final class WebPage {
    /** Where it is. */
    static final String PATH = "/ui/";

    private WebPage() {}

    static void mount(Router router) {
        router.get("/").handler(request -> request.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, PATH)
                .end());
        router.get("/ui").handler(request -> {
            if (request.request().path().equals("/ui")) {
                request.response()
                        .setStatusCode(302)
                        .putHeader(HttpHeaders.LOCATION, PATH)
                        .end();
            } else {
                request.next();
            }
        });
        // no caching: after an update of the balancer an old page would speak to a new API
        router.get(PATH + "*")
                .handler(StaticHandler.create(FileSystemAccess.RELATIVE, "webroot")
                        .setCachingEnabled(false)
                        .setDirectoryListing(false)
                        .setIncludeHidden(false));
    }
}
