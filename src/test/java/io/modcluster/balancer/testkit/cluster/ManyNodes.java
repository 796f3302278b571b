package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Many nodes that are one HTTP server: each has an address of its own and the same port. All have the context {@value #SHARED};
 * their other contexts have no other node. They answer with their names; {@code ?sleep=500} in a path delays the answer by so
 * many milliseconds. They are known as {@code localhost} unless told otherwise. Methods may be called from any thread.
 */
public final class ManyNodes implements AutoCloseable {
    /** The context of all nodes. */
    public static final String SHARED = "/shared";

    private static final int PARALLEL = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SLEEP = "sleep=";

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final IntFunction<String> addresses;
    private final int count;
    private final int contexts;
    private final int port;
    private final Map<String, String> names;
    private final IntFunction<String> aliases;
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, LongAdder> served = new ConcurrentHashMap<>();

    private ManyNodes(IntFunction<String> addresses, int count, int contexts, IntFunction<String> aliases)
            throws IOException {
        this.addresses = addresses;
        this.aliases = aliases;
        this.count = count;
        this.contexts = contexts;
        this.port = FreePorts.find(1).get(0);
        this.names = IntStream.range(0, count).boxed().collect(Collectors.toUnmodifiableMap(this::address, this::name));
        await(vertx.createHttpServer().requestHandler(this::answer).listen(port, "0.0.0.0"));
    }

    /** So many nodes with so many contexts each, on loopback addresses from 127.1.0.1 on. */
    public static ManyNodes start(int count, int contexts) throws IOException {
        return start(count, contexts, node -> "localhost");
    }

    /** The same, each under aliases of its own, separated by commas. */
    public static ManyNodes start(int count, int contexts, IntFunction<String> aliases) throws IOException {
        return new ManyNodes(i -> "127.1." + i / 250 + "." + (i % 250 + 1), count, contexts, aliases);
    }

    /** The same where all {@code hosts} reach them; 250 at most. */
    public static ManyNodes start(NetworkHosts hosts, int count, int contexts) throws IOException {
        return new ManyNodes(i -> hosts.nodeAddress(i + 1), count, contexts, node -> "localhost");
    }

    /** How many. */
    public int count() {
        return count;
    }

    /** JVMRoute of a node; the first is 0. */
    public String name(int node) {
        return "node-" + node;
    }

    /** A context of a node, 0 is {@value #SHARED}. */
    public String context(int node, int context) {
        return context == 0 ? SHARED : "/node-" + node + "/app-" + context;
    }

    /** Requests that all nodes have got, without checks. */
    public long requests() {
        return requests.get();
    }

    /** Requests that one node has got, without checks. */
    public long requests(int node) {
        LongAdder sum = served.get(name(node));
        return sum == null ? 0 : sum.sum();
    }

    /** Registers all: CONFIG and ENABLE-APP for each must be obeyed, STATUS be answered with OK in the end. */
    public void register(InetSocketAddress mcmp) {
        register(mcmp, 0, count);
    }

    /** Registers the nodes from {@code first} to before {@code end}. */
    public void register(InetSocketAddress mcmp, int first, int end) {
        sendForEach(mcmp, first, end, this::registration);
    }

    /** Registers a node with only one of its contexts. */
    public void registerWith(InetSocketAddress mcmp, int node, int context) {
        sendForEach(mcmp, node, node + 1, one -> registration(one, context(one, context)));
    }

    /** What a node says of itself with CONFIG. */
    public String config(int node) {
        return "JVMRoute=" + name(node) + "&Host=" + address(node) + "&Port=" + port + "&Type=http";
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private String address(int node) {
        return addresses.apply(node);
    }

    private List<String> registration(int node) {
        String paths = IntStream.range(0, contexts)
                .mapToObj(context -> context(node, context))
                .collect(Collectors.joining(","));
        return registration(node, paths);
    }

    private List<String> registration(int node, String paths) {
        return List.of(
                command("CONFIG", config(node)),
                command("ENABLE-APP", "JVMRoute=" + name(node) + "&Alias=" + aliases.apply(node) + "&Context=" + paths),
                status(node, 100));
    }

    private String status(int node, int load) {
        return command("STATUS", "JVMRoute=" + name(node) + "&Load=" + load);
    }

    private static String command(String method, String body) {
        return McmpClient.request(method, "/", body, "");
    }

    /** Over a few connections at the same time; the commands of one node go out together, in their order. */
    private static void sendForEach(
            InetSocketAddress mcmp, int first, int end, Function<Integer, List<String>> commands) {
        List<CompletableFuture<Void>> parts = IntStream.range(0, PARALLEL)
                .mapToObj(part -> IntStream.range(first, end).filter(node -> node % PARALLEL == part))
                .map(nodes -> nodes.boxed().map(commands).toList())
                .map(part -> CompletableFuture.runAsync(() -> sendAll(mcmp, part), task -> new Thread(task).start()))
                .toList();
        parts.forEach(part -> part.orTimeout(10, TimeUnit.MINUTES).join());
    }

    private static void sendAll(InetSocketAddress mcmp, List<List<String>> nodes) {
        try (RawHttp connection = RawHttp.connect(mcmp)) {
            for (List<String> commands : nodes) {
                connection.send(String.join("", commands));
                for (String command : commands) {
                    RawHttp.Response answer = connection.read(PATIENCE);
                    assertThat(answer.status())
                            .as("%s → %s", command, answer.head())
                            .isEqualTo(200);
                    if (command.startsWith("STATUS") && !isOk(answer)) {
                        repeatUntilOk(connection, command);
                    }
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** On a busy machine a check may be late, so the balancer finds nobody; a node reports again and again, too. */
    private static void repeatUntilOk(RawHttp connection, String status) {
        Awaitility.await("State=OK for " + status)
                .atMost(PATIENCE)
                .until(() -> isOk(connection.send(status).read(PATIENCE)));
    }

    private static boolean isOk(RawHttp.Response answer) {
        return answer.status() == 200 && answer.body().contains("State=OK");
    }

    private void answer(HttpServerRequest request) {
        String name = names.get(request.connection().localAddress().hostAddress());
        if (request.method().equals(HttpMethod.OPTIONS)) {
            request.response().end();
            return;
        }
        requests.incrementAndGet();
        if (name != null) {
            served.computeIfAbsent(name, node -> new LongAdder()).increment();
        }
        String query = request.query() == null ? "" : request.query();
        if (name == null) {
            request.response().setStatusCode(404).end();
        } else if (query.startsWith(SLEEP)) {
            vertx.setTimer(Long.parseLong(query.substring(SLEEP.length())), slept -> end(request, name));
        } else {
            end(request, name);
        }
    }

    private static void end(HttpServerRequest request, String name) {
        if (!request.response().closed()) {
            request.response()
                    .end(name)
                    .onFailure(gone -> request.connection().close().onFailure(closed -> {}));
        }
    }

    private static void await(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
