package io.modcluster.balancer.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.NodeFailure;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.metrics.PrometheusText;
import io.modcluster.balancer.options.AjpOptions;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.RoutingOptions;
import io.modcluster.balancer.options.TrafficOptions;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy on a port of its own, with a routing table that the test puts together. Counts must be back at 0 at its end. */
final class ProxyFixture implements AutoCloseable {
    /** What is waited for comes sooner, but for a machine that does other things, too. */
    static final Duration SOON = Duration.ofSeconds(15);

    static final EventBusAddresses ADDRESSES = new EventBusAddresses("modcluster");

    /** To be changed before {@link #start}. */
    final BalancerOptions options = new BalancerOptions()
            .setName("test-balancer")
            .setTraffic(new TrafficOptions().setHost("127.0.0.1").setPort(0).setInstances(1));

    {
        // no two requests would be alike; what is about ids sets it
        options.getRequest().setIdHeader("");
    }

    final TrafficOptions traffic = options.getTraffic();
    final AjpOptions ajp = options.getAjp();
    final RoutingOptions routing = options.getRouting();
    private final Vertx vertx = TestVertx.vertx();
    private final LocalBus bus = new LocalBus(vertx, 5000);
    private final RoutingTableBuilder table = new RoutingTableBuilder(VirtualHostMode.IGNORE);
    private final List<NodeFailure> failures = new CopyOnWriteArrayList<>();
    private final List<JvmRoute> routes = new CopyOnWriteArrayList<>();
    private long micros = 1;
    private @Nullable ProxyVerticle verticle;
    private String deployment = "";

    ProxyFixture(Node... nodes) {
        for (Node node : nodes) {
            put(node);
        }
        bus.answer(ADDRESSES.routingTableRead(), (RegistryRead all) -> Future.succeededFuture(tableNow()));
        bus.listen(ADDRESSES.nodeFailures(), (NodeFailure failure) -> failures.add(failure));
    }

    /** A node of this name at a port of loopback, with the context {@code /}. */
    static Node node(String route, int port) {
        return node(route, port, config -> config);
    }

    static Node node(String route, int port, UnaryOperator<NodeConfig> change) {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", port),
                false,
                "",
                BalancerConfig.named("mycluster"),
                ConnectionConfig.DEFAULT);
        Stamp now = new Stamp(1, "test");
        ContextKey root = new ContextKey(new Alias("localhost"), new ContextPath("/"));
        return Node.registered(new JvmRoute(route), change.apply(config), now)
                .withLoad(new LoadFactor(100), now)
                .withRows(Map.of(root, new ContextState(ContextStatus.ENABLED, 1, now, 0)), now);
    }

    static NodeConfig withScheme(NodeConfig config, Scheme scheme) {
        NodeAddress old = config.address();
        NodeAddress address = new NodeAddress(scheme, old.host(), old.port());
        return new NodeConfig(address, false, config.lbGroup(), config.balancer(), config.connection());
    }

    static NodeConfig withBalancer(NodeConfig config, BalancerConfig balancer) {
        return new NodeConfig(config.address(), false, config.lbGroup(), balancer, config.connection());
    }

    ProxyFixture start() throws Exception {
        return start(null);
    }

    ProxyFixture start(io.vertx.core.@Nullable Handler<HttpServerRequest> mcmp) throws Exception {
        ProxyVerticle deployed = new ProxyVerticle(ProxySettings.of(options), ADDRESSES);
        if (mcmp != null) {
            deployed.inFront(request -> request.method().name().endsWith("-APP"), mcmp);
        }
        deployment = vertx.deployVerticle(deployed)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, SECONDS);
        verticle = deployed;
        return this;
    }

    /** Stops the proxy as a balancer does that is stopped. */
    Future<Void> undeploy() {
        return vertx.undeploy(Objects.requireNonNull(verticle, "not started").deploymentID());
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return Objects.requireNonNull(verticle, "not started").actualPort();
    }

    /** Begins to stop it. */
    Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    int tlsPort() {
        return Objects.requireNonNull(verticle, "not started").tlsPort();
    }

    int clearTextPort() {
        return Objects.requireNonNull(verticle, "not started").clearTextPort();
    }

    RawHttp client() throws IOException {
        return RawHttp.connect(port());
    }

    /** Sends the bytes and reads one response. */
    RawHttp.Response ask(String bytes) throws IOException {
        try (RawHttp client = client()) {
            return client.send(bytes).read(SOON);
        }
    }

    RawHttp.Response get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n");
    }

    final void put(Node node) {
        synchronized (table) {
            table.put(node);
        }
        if (!routes.contains(node.route())) {
            routes.add(node.route());
        }
    }

    void remove(Node node) {
        micros++;
        put(node.removedAt(new Stamp(micros, "test"), "test"));
        publish();
    }

    void publish() {
        bus.publish(ADDRESSES.routingTable(), tableNow());
    }

    void publish(Reachability reachability) {
        bus.publish(ADDRESSES.reachability(), reachability);
    }

    private RoutingTable tableNow() {
        synchronized (table) {
            return table.build();
        }
    }

    List<NodeFailure> failures() {
        return List.copyOf(failures);
    }

    NodeCounter counter(String route) {
        return NodeCounters.of(vertx, ADDRESSES.prefix()).of(new JvmRoute(route));
    }

    /** What Prometheus would read. */
    String metrics() {
        PrometheusText text = new PrometheusText();
        BalancerMetrics.of(vertx, ADDRESSES.prefix()).write(text);
        return text.text();
    }

    /** Fails when a request was counted in and not out. */
    void assertCountersAtRest() {
        await().atMost(SOON).untilAsserted(() -> {
            for (JvmRoute route : routes) {
                NodeCounter counter = counter(route.value());
                assertThat(counter.connected()).as("connected to %s", route).isZero();
                assertThat(counter.waiting()).as("waiting for %s", route).isZero();
                assertThat(counter.inFlight("/")).as("in flight at %s", route).isZero();
            }
        });
    }

    @Override
    public void close() {
        try {
            assertCountersAtRest();
        } finally {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, SECONDS)
                    .join();
        }
    }
}
