package io.modcluster.balancer.manager;

import io.modcluster.balancer.manager.api.ShippedFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The page for operators: files of the jar under {@code /ui/}, which speak to the API. Behind the access check. Only the
 * files named here are served, from memory.
 */
final class WebPage {
    /** Where it is. */
    private static final String PATH = "/ui/";

    private static final String FOLDER = "webroot/";
    private static final String INDEX = "index.html";
    private static final List<String> FILES = List.of(
            INDEX,
            "style.css",
            "icon.svg",
            "js/actions.js",
            "js/api.js",
            "js/app.js",
            "js/config.js",
            "js/contexts.js",
            "js/dom.js",
            "js/drains.js",
            "js/explain.js",
            "js/hosts.js",
            "js/live.js",
            "js/nodes.js",
            "js/overview.js",
            "js/reach.js",
            "js/records.js",
            "js/tree.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml",
            "js", "text/javascript;charset=utf-8");

    private final Map<String, Buffer> files = new HashMap<>();

    private WebPage() {
        FILES.forEach(name -> files.put(PATH + name, ShippedFile.read(FOLDER + name)));
    }

    static void mount(Router router) {
        WebPage page = new WebPage();
        router.get("/").handler(WebPage::redirect);
        router.get("/ui*").handler(page::serve);
    }

    private static void redirect(RoutingContext request) {
        request.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, PATH)
                .end();
    }

    private void serve(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.equals("/ui")) {
            redirect(request);
            return;
        }
        String name = path.equals(PATH) ? PATH + INDEX : path;
        Buffer file = files.get(name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (file == null || type == null) {
            request.next();
            return;
        }
        // not cached, see SecurityHeaders: after an update of the balancer an old page would speak to a new API
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(file.copy());
    }
}
