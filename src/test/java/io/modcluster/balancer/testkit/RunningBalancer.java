package io.modcluster.balancer.testkit;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A whole balancer on free ports of loopback, in a Vert.x of its own. Methods may be called from any thread. */
public final class RunningBalancer implements AutoCloseable {
    private final Vertx vertx = TestVertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ModClusterBalancer balancer;

    private RunningBalancer(BalancerOptions options) {
        balancer = ModClusterBalancer.create(vertx, options);
        await(balancer.start());
    }

    /** Starts one with the defaults. */
    public static RunningBalancer start() {
        return start(options -> {});
    }

    /** Starts one with other options; ports are free ones unless {@code settings} sets them. */
    public static RunningBalancer start(Consumer<BalancerOptions> settings) {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        settings.accept(options);
        return new RunningBalancer(options);
    }

    /** Its Vert.x. */
    public Vertx vertx() {
        return vertx;
    }

    /** Where requests go. */
    public InetSocketAddress traffic() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.trafficPort());
    }

    /** Where nodes register. */
    public InetSocketAddress mcmp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.mcmpPort());
    }

    /** Where health is asked for. */
    public InetSocketAddress manager() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.managerPort());
    }

    /** GETs through the balancer; header names and values in turns. */
    public HttpResponse<String> get(String path, String... headers) {
        return getLater(path, headers).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The same, without waiting. */
    public CompletableFuture<HttpResponse<String>> getLater(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + balancer.trafficPort() + path))
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status of a GET to the manager. */
    public int managerStatus(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + balancer.managerPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** INFO as a node would ask for it. */
    public String info() {
        return mcmp("INFO", "/", "").body();
    }

    /** Sends an MCMP command with this body. */
    public HttpResponse<String> mcmp(String method, String target, String body) {
        return send(mcmp(), method, target, body);
    }

    /** Sends a request with any method and body to the port for requests. */
    public HttpResponse<String> traffic(String method, String target, String body) {
        return send(traffic(), method, target, body);
    }

    private HttpResponse<String> send(InetSocketAddress to, String method, String target, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.getPort() + target))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    /** Whether it takes traffic. */
    public boolean isReady() {
        return balancer.isReady();
    }

    /** Stops the balancer cleanly, keeping its Vert.x. */
    public void stop() {
        await(balancer.stop());
    }

    @Override
    public void close() {
        await(balancer.stop());
        await(vertx.close());
    }

    private static void await(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }
}
