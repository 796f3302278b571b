package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryVerticleTest {
    private static final EventBusAddresses ADDRESSES = new EventBusAddresses("test");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong micros = new AtomicLong(1_000_000);
    private final List<RoutingTable> tables = new CopyOnWriteArrayList<>();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final BalancerOptions options = new BalancerOptions();
    private LocalBus bus;
    private @Nullable MessageConsumer<CheckNode> health;

    @BeforeEach
    void start() throws Exception {
        options.getMcmp().setMaxNodes(2);
        bus = new LocalBus(vertx, 2_000);
        bus.listen(ADDRESSES.routingTable(), (RoutingTable table) -> tables.add(table));
        vertx.eventBus().<JsonObject>consumer(ADDRESSES.nodeEvents(), message -> events.add(message.body()));
        await(vertx.deployVerticle(new RegistryVerticle(options, ADDRESSES, micros::get)));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_command_is_in_the_table_when_it_is_answered() throws Exception {
        apply(register("n1", 8081));
        apply(new ChangeContexts(
                new JvmRoute("n1"),
                ContextStatus.ENABLED,
                false,
                List.of(new Alias("localhost")),
                List.of(new ContextPath("/app"))));

        RoutingTable table = await(bus.request(ADDRESSES.routingTableRead(), RegistryRead.ALL));
        assertThat(table.find("localhost", "/app/x")).isNotNull();
        assertThat(tables).hasSize(2);
    }

    @Test
    void a_name_that_a_live_node_has_is_refused_and_that_of_a_dead_one_given() throws Exception {
        apply(register("n1", 8081));

        answerChecks(true);
        assertThat(apply(register("n1", 8082))).isEqualTo(new Transition.Refused(Refusal.NODE_EXISTS, node("n1")));
        assertThat(apply(register("n2", 8081))).isEqualTo(new Transition.Refused(Refusal.ADDRESS_TAKEN, node("n1")));

        answerChecks(false);
        assertThat(apply(register("n1", 8082))).isInstanceOf(Transition.Changed.class);
        assertThat(node("n1").address().port()).isEqualTo(8082);
    }

    @Test
    void a_newcomer_may_replace_a_dead_node_at_its_address_and_one_of_its_name() throws Exception {
        apply(register("n1", 8081));
        apply(register("n2", 8082));

        answerChecks(false);
        assertThat(apply(register("n1", 8082))).isInstanceOf(Transition.Changed.class);
        assertThat(node("n1").isRegistered()).isTrue();
        assertThat(node("n2").isRegistered()).isFalse();
    }

    @Test
    void who_cannot_be_checked_counts_as_alive() throws Exception {
        apply(register("n1", 8081));

        assertThat(apply(register("n2", 8081))).isEqualTo(new Transition.Refused(Refusal.ADDRESS_TAKEN, node("n1")));
    }

    @Test
    void more_nodes_than_allowed_are_refused() throws Exception {
        apply(register("n1", 8081));
        apply(register("n2", 8082));

        assertThat(apply(register("n3", 8083))).isEqualTo(new Transition.Refused(Refusal.NODE_TABLE_FULL));
        assertThat(apply(register("n2", 8082))).isInstanceOf(Transition.Changed.class);
    }

    @Test
    void a_change_is_told_once_as_json() throws Exception {
        apply(register("n1", 8081));
        apply(register("n1", 8081));
        apply(new RemoveNode(new JvmRoute("n1"), "by itself"));
        await(bus.request(ADDRESSES.registryRead(), RegistryRead.ALL));

        assertThat(events)
                .extracting(event -> event.getString("type"))
                .containsExactly("node_registered", "node_removed");
        assertThat(events.get(1))
                .isEqualTo(new JsonObject()
                        .put("v", 1)
                        .put("type", "node_removed")
                        .put("id", "n1:1000002:balancer:NODE_REMOVED")
                        .put("ts", 1000L)
                        .put("balancer", "balancer")
                        .put("member", "balancer")
                        .put("jvmRoute", "n1")
                        .put("reason", "by itself")
                        .put("before", "http://127.0.0.1:8081")
                        .put("after", ""));
    }

    @Test
    void the_generation_stays_the_same() throws Exception {
        RegistryView first = view();
        micros.addAndGet(60_000_000);
        assertThat(view().generation()).isEqualTo(first.generation()).isEqualTo(1_000_000);
    }

    private void answerChecks(boolean alive) throws Exception {
        if (health != null) {
            await(health.unregister());
        }
        health = bus.answer(
                ADDRESSES.healthCheck(), (CheckNode check) -> Future.succeededFuture(new CheckResult(alive, "test")));
    }

    private Transition apply(NodeCommand command) throws Exception {
        return await(bus.request(ADDRESSES.registryApply(), command));
    }

    private RegistryView view() throws Exception {
        return await(bus.request(ADDRESSES.registryRead(), RegistryRead.ALL));
    }

    private Node node(String route) throws Exception {
        return Objects.requireNonNull(view().nodes().get(new JvmRoute(route)));
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
