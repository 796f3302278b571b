package io.modcluster.balancer.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client of the demo: counts who answers. One request after the other, as one person would. */
final class DemoTraffic {
    private static final long TIMEOUT_MILLIS = 5_000;

    private final HttpClient client;
    private final String host;
    private final int port;

    DemoTraffic(Vertx vertx, String host, int port) {
        this.client = vertx.createHttpClient();
        this.host = host;
        this.port = port;
    }

    /** Sends {@code requests} requests without a session; completes with node → answers. */
    Future<Map<String, Integer>> shares(int requests) {
        Map<String, Integer> shares = new TreeMap<>();
        Future<Void> sent = Future.succeededFuture();
        for (int i = 0; i < requests; i++) {
            sent = sent.compose(before -> get("/", "")).map(answer -> {
                shares.merge(nodeOf(answer), 1, Integer::sum);
                return null;
            });
        }
        return sent.map(done -> shares);
    }

    /** One request that gets a session, then {@code more} with its cookie; completes with the session and the nodes. */
    Future<StickyRun> sticky(int more) {
        return get("/shop", "").compose(first -> {
            String cookie = cookieOf(first);
            List<String> nodes = new ArrayList<>(List.of(nodeOf(first)));
            Future<Void> sent = Future.succeededFuture();
            for (int i = 0; i < more; i++) {
                sent = sent.compose(before -> get("/shop", cookie)).map(answer -> {
                    nodes.add(nodeOf(answer));
                    return null;
                });
            }
            return sent.map(done -> new StickyRun(cookie, nodes));
        });
    }

    /** What became of one session. */
    record StickyRun(String cookie, List<String> nodes) {
        StickyRun {
            nodes = List.copyOf(nodes);
        }
    }

    private Future<HttpClientResponse> get(String path, String cookie) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(host)
                .setPort(port)
                .setURI(path)
                .setTimeout(TIMEOUT_MILLIS);
        if (!cookie.isEmpty()) {
            request.putHeader("Cookie", cookie);
        }
        return client.request(request).compose(ready -> ready.send()).compose(answer -> answer.body()
                .compose(read -> answer.statusCode() == 200
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(new IOException("GET " + path + ": " + answer.statusCode()))));
    }

    private static String nodeOf(HttpClientResponse answer) {
        return String.valueOf(answer.getHeader(DemoNode.NODE_HEADER));
    }

    private static String cookieOf(HttpClientResponse answer) {
        String cookie = String.valueOf(answer.getHeader("Set-Cookie"));
        int attributes = cookie.indexOf(';');
        return attributes < 0 ? cookie : cookie.substring(0, attributes);
    }
}
