package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Just enough of a balancer for nodes to register with and for a client to be served in turn, sessions kept. */
final class FakeBalancer implements BalancerStarter, BalancerStarter.Running {
    /** Every message: method, target, body. */
    final List<String> messages = new CopyOnWriteArrayList<>();

    /** What messages are answered; anything but 200 comes with an error text. */
    volatile int status = 200;

    private final Map<String, Integer> portOfRoute = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private int turn;

    @Override
    public Future<Running> start(Vertx vertx, BalancerOptions options) {
        HttpClient client = vertx.createHttpClient();
        return listen(vertx, options.getTraffic().getPort(), request -> forward(client, request))
                .compose(open -> listen(vertx, options.getMcmp().getPort(), this::message))
                .compose(open -> listen(vertx, options.getManager().getPort(), request -> request.response()
                        .end()))
                .map(this);
    }

    @Override
    public int trafficPort() {
        return servers.get(0).actualPort();
    }

    @Override
    public int mcmpPort() {
        return servers.get(1).actualPort();
    }

    @Override
    public int managerPort() {
        return servers.get(2).actualPort();
    }

    @Override
    public Future<Void> stop() {
        return Future.all(servers.stream().map(HttpServer::close).toList()).mapEmpty();
    }

    private Future<Void> listen(Vertx vertx, int port, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
        return server.listen(port, "127.0.0.1").onSuccess(servers::add).mapEmpty();
    }

    private void message(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            messages.add(request.method() + " " + request.uri() + " " + body);
            MultiMap fields = MultiMap.caseInsensitiveMultiMap();
            for (String pair : body.toString().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                fields.add(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
            }
            if (request.method().name().equals("CONFIG") && status == 200) {
                portOfRoute.put(fields.get("JVMRoute"), Integer.parseInt(fields.get("Port")));
            }
            request.response()
                    .setStatusCode(status)
                    .putHeader("Mess", "MEM: no")
                    .end();
        });
    }

    private void forward(HttpClient client, HttpServerRequest request) {
        String cookie = String.valueOf(request.getHeader("Cookie"));
        List<String> routes = portOfRoute.keySet().stream().sorted().toList();
        String route = routes.stream()
                .filter(name -> cookie.endsWith("." + name))
                .findFirst()
                .orElseGet(() -> routes.get(Math.floorMod(turn++, routes.size())));
        client.request(new RequestOptions()
                        .setPort(portOfRoute.get(route))
                        .setHost("127.0.0.1")
                        .setURI(request.uri())
                        .setHeaders(MultiMap.caseInsensitiveMultiMap().add("Cookie", cookie)))
                .compose(forwarded -> forwarded.send())
                .onSuccess(answer -> answer.body().onSuccess(body -> {
                    request.response().headers().setAll(answer.headers());
                    request.response().setStatusCode(answer.statusCode()).end(body);
                }))
                .onFailure(failure -> request.response().setStatusCode(502).end());
    }
}
