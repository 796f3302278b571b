package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.SetIntent;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry knows of its earlier runs. */
class RegistryRestartTest {
    private static final EventBusAddresses ADDRESSES = new EventBusAddresses("test");
    private static final JvmRoute N1 = new JvmRoute("n1");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong micros = new AtomicLong(1_000_000);
    private final LocalBus bus = new LocalBus(vertx, 2_000);
    private final List<Object> told = new CopyOnWriteArrayList<>();
    private final BalancerOptions options = new BalancerOptions();
    private String deployment = "";

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        options.getRegistry().setSnapshot(folder.resolve("nodes.json").toString());
        deploy();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void nodes_contexts_and_loads_are_known_again_and_nobody_is_told() throws Exception {
        apply(register("n1", 8081));
        apply(new ChangeContexts(
                N1, ContextStatus.ENABLED, false, List.of(new Alias("a")), List.of(new ContextPath("/app"))));
        apply(new ReportLoad(N1, new LoadFactor(42)));
        apply(register("n2", 8082));
        apply(new RemoveNode(new JvmRoute("n2"), "by itself"));
        RegistryView before = view();
        List<String> nodes = texts();
        vertx.eventBus().consumer(ADDRESSES.nodeEvents(), message -> told.add(message.body()));
        vertx.eventBus().consumer(ADDRESSES.contextEvents(), message -> told.add(message.body()));

        restartAfter(Duration.ofMinutes(1));
        assertThat(texts()).hasSize(2).isEqualTo(nodes);
        assertThat(load("n1")).isEqualTo(42);
        assertThat(view().generation()).isEqualTo(before.generation());
        assertThat(restored()).containsExactly(N1);
        assertThat(told).isEmpty();

        restartAfter(Duration.ofMinutes(1));
        assertThat(texts()).as("after a run in which nothing was told").isEqualTo(nodes);
        assertThat(load("n1")).isEqualTo(42);
    }

    @Test
    void a_load_that_was_not_told_since_the_restart_is_kept_over_the_next_one() throws Exception {
        apply(register("n1", 8081));
        apply(register("n2", 8082));
        apply(new ReportLoad(N1, new LoadFactor(42)));
        restartAfter(Duration.ofSeconds(1));
        apply(new ReportLoad(new JvmRoute("n2"), new LoadFactor(7)));
        restartAfter(Duration.ofSeconds(1));

        assertThat(load("n1")).isEqualTo(42);
        assertThat(load("n2")).isEqualTo(7);
    }

    @Test
    void what_operators_want_is_known_again() throws Exception {
        SetIntent drain = new SetIntent(new Intent(new IntentTarget.OfNode(N1), Wish.DRAIN, "eve: kernel update"));
        apply(register("n1", 8081));
        assertThat(await(bus.<SetIntent.Answer>request(ADDRESSES.intentSet(), drain)))
                .isEqualTo(SetIntent.Answer.SET);
        Intents before = view().intents();
        vertx.eventBus().consumer(ADDRESSES.intentEvents(), message -> told.add(message.body()));
        restartAfter(Duration.ofMinutes(1));

        assertThat(view().intents()).isEqualTo(before).isNotEqualTo(Intents.EMPTY);
        assertThat(told).isEmpty();
    }

    @Test
    void a_removal_is_remembered_for_an_hour_with_or_without_a_restart() throws Exception {
        apply(register("n1", 8081));
        apply(new RemoveNode(N1, "by itself"));
        restartAfter(Duration.ofMinutes(59));
        assertThat(view().nodes()).containsOnlyKeys(N1);
        assertThat(restored()).isEmpty();

        restartAfter(Duration.ofMinutes(2));
        assertThat(view().nodes()).isEmpty();
    }

    @Test
    void a_change_after_the_restart_is_newer_than_all_before_even_if_the_clock_went_back() throws Exception {
        apply(register("n1", 8081));
        restartAfter(Duration.ofHours(-1));
        apply(new RemoveNode(N1, "by itself"));
        assertThat(view().nodes().values()).noneMatch(node -> node.isRegistered());
    }

    private void restartAfter(Duration time) throws Exception {
        await(vertx.undeploy(deployment));
        micros.addAndGet(time.toNanos() / 1_000);
        deploy();
    }

    private void deploy() throws Exception {
        deployment = await(vertx.deployVerticle(new RegistryVerticle(options, ADDRESSES, micros::get)));
    }

    private void apply(NodeCommand command) throws Exception {
        Transition transition = await(bus.request(ADDRESSES.registryApply(), command));
        assertThat(transition).isInstanceOf(Transition.Changed.class);
    }

    private RegistryView view() throws Exception {
        return await(bus.request(ADDRESSES.registryRead(), RegistryRead.ALL));
    }

    private List<String> texts() throws Exception {
        return view().nodes().values().stream().map(NodeJson::write).toList();
    }

    private int load(String route) throws Exception {
        Node node = Objects.requireNonNull(view().nodes().get(new JvmRoute(route)));
        return node.load().value().value();
    }

    private Set<JvmRoute> restored() throws Exception {
        return await(bus.request(ADDRESSES.restoredNodes(), RegistryRead.ALL));
    }

    private static RegisterNode register(String route, int port) {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", port),
                false,
                "",
                BalancerConfig.named("mycluster"),
                ConnectionConfig.DEFAULT);
        return new RegisterNode(new JvmRoute(route), config, List.of(), List.of());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
