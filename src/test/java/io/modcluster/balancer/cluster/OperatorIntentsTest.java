package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.Route;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.SetIntent;
import io.modcluster.balancer.mcmp.codec.DumpFormat;
import io.modcluster.balancer.mcmp.codec.InfoFormat;
import io.modcluster.balancer.mcmp.codec.ListedTables;
import io.modcluster.balancer.mcmp.codec.NodeFigures;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator wants holds in the table, in INFO and in DUMP, whatever the node says meanwhile. */
class OperatorIntentsTest {
    private static final EventBusAddresses ADDRESSES = new EventBusAddresses("test");
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final IntentTarget NODE = new IntentTarget.OfNode(N1);
    private static final IntentTarget APP =
            new IntentTarget.OfContext(N1, new Alias("localhost"), new ContextPath("/app"));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong micros = new AtomicLong(1_000_000);
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final List<JsonObject> localEvents = new CopyOnWriteArrayList<>();
    private final List<RoutingTable> tables = new CopyOnWriteArrayList<>();
    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = new LocalBus(vertx, 2_000);
        bus.listen(ADDRESSES.routingTable(), (RoutingTable table) -> tables.add(table));
        vertx.eventBus().<JsonObject>consumer(ADDRESSES.intentEvents(), message -> events.add(message.body()));
        vertx.eventBus().<JsonObject>localConsumer(ADDRESSES.localEvents(), message -> localEvents.add(message.body()));
        await(vertx.deployVerticle(new RegistryVerticle(new BalancerOptions(), ADDRESSES, micros::get)));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_node_cannot_undo_what_an_operator_wants() throws Exception {
        apply(aNode("n1").registration());
        enable();
        assertShown(ContextStatus.ENABLED);
        want(NODE, Wish.DRAIN);
        assertShown(ContextStatus.DISABLED);
        assertThat(enable()).isInstanceOf(Transition.Changed.class);
        assertShown(ContextStatus.DISABLED);
        want(APP, Wish.STOP);
        assertShown(ContextStatus.STOPPED);
        want(APP, Wish.NONE);
        want(NODE, Wish.NONE);
        assertShown(ContextStatus.ENABLED);
    }

    @Test
    void what_the_node_said_meanwhile_holds_when_the_intent_is_taken_back() throws Exception {
        apply(aNode("n1").registration());
        enable();
        want(NODE, Wish.STOP);
        say(ContextStatus.DISABLED);
        assertShown(ContextStatus.STOPPED);
        want(NODE, Wish.NONE);
        assertShown(ContextStatus.DISABLED);
    }

    @Test
    void an_intent_outlives_the_registration_and_may_come_before_it() throws Exception {
        want(APP, Wish.DISABLE);
        apply(aNode("n1").registration());
        enable();
        assertShown(ContextStatus.DISABLED);
        apply(new RemoveNode(N1, "REMOVE-APP"));
        micros.addAndGet(Duration.ofSeconds(30).toNanos() / 1000);
        apply(aNode("n1").registration());
        enable();
        assertShown(ContextStatus.DISABLED);
        want(APP, Wish.NONE);
        assertShown(ContextStatus.ENABLED);
    }

    @Test
    void an_intent_about_a_group_is_about_whoever_is_in_it() throws Exception {
        want(new IntentTarget.OfLbGroup("A"), Wish.STOP);
        apply(aNode("n1").lbGroup("B").registration());
        enable();
        assertShown(ContextStatus.ENABLED);
        apply(aNode("n1").lbGroup("A").registration());
        assertShown(ContextStatus.STOPPED);
        apply(aNode("n1").registration());
        assertShown(ContextStatus.ENABLED);
    }

    @Test
    void proxies_are_told_the_new_table() throws Exception {
        apply(aNode("n1").registration());
        enable();
        int before = tables.size();
        want(NODE, Wish.STOP);
        Awaitility.await().until(() -> tables.size() > before);
        assertThat(inTable(tables.get(tables.size() - 1))).isEqualTo(ContextStatus.STOPPED);
    }

    @Test
    void a_change_is_told_once_as_json() throws Exception {
        want(APP, Wish.STOP);
        want(APP, Wish.STOP);
        micros.addAndGet(1_000_000);
        want(APP, Wish.NONE);
        Awaitility.await().untilAsserted(() -> assertThat(events).hasSize(2).isEqualTo(localEvents));
        assertThat(events.get(1))
                .isEqualTo(new JsonObject()
                        .put("v", 1)
                        .put("type", "intent_changed")
                        .put("id", "context:n1|localhost|/app:2000001")
                        .put("ts", 2000L)
                        .put("balancer", "balancer")
                        .put("member", "balancer")
                        .put("target", "context:n1|localhost|/app")
                        .put("before", "STOP")
                        .put("after", "NONE")
                        .put("note", "ops: test"));
    }

    private void assertShown(ContextStatus expected) throws Exception {
        RoutingTable table = await(bus.request(ADDRESSES.routingTableRead(), RegistryRead.ALL));
        assertThat(inTable(table)).isEqualTo(expected);
        ListedTables tables = ListedTables.of(view().listed(), view().nowMicros());
        assertThat(InfoFormat.text(tables, route -> new NodeFigures(0, 0, 0, 0)).body())
                .contains("Context: /app, Status: " + expected);
        assertThat(DumpFormat.text(tables).body()).contains("/app").contains("status: " + expected.code());
    }

    private static ContextStatus inTable(RoutingTable table) {
        Route route = Objects.requireNonNull(table.find("localhost", "/app/x"));
        return route.targets().get(0).status();
    }

    private void want(IntentTarget target, Wish wish) throws Exception {
        SetIntent intent = new SetIntent(new Intent(target, wish, "ops: test"));
        assertThat(await(bus.<SetIntent.Answer>request(ADDRESSES.intentSet(), intent)))
                .isEqualTo(SetIntent.Answer.SET);
    }

    private Transition enable() throws Exception {
        return say(ContextStatus.ENABLED);
    }

    private Transition say(ContextStatus status) throws Exception {
        return apply(new ChangeContexts(
                N1, status, false, List.of(new Alias("localhost")), List.of(new ContextPath("/app"))));
    }

    private Transition apply(NodeCommand command) throws Exception {
        return await(bus.request(ADDRESSES.registryApply(), command));
    }

    private RegistryView view() throws Exception {
        return await(bus.request(ADDRESSES.registryRead(), RegistryRead.ALL));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
