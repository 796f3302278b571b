package io.modcluster.balancer.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that has never heard of mod_cluster: a process that answers each request after a while, until it is killed. */
final class SmallService {
    private static final long DELAY_MILLIS = 50;

    private SmallService() {}

    /** {@code arguments}: the port; or {@code exit} and the code to end with. */
    public static void main(String... arguments) throws IOException {
        if (arguments[0].equals("exit")) {
            System.exit(Integer.parseInt(arguments[1]));
        }
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", SmallService::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        CompletableFuture<Void> time = new CompletableFuture<>();
        time.completeOnTimeout(null, DELAY_MILLIS, TimeUnit.MILLISECONDS).join();
        String route = Objects.requireNonNullElse(System.getenv(Sidecar.ROUTE_VARIABLE), "nobody");
        byte[] body = ("small service " + route).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
