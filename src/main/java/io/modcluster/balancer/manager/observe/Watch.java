package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.Actor;
import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.audit.AuditQuery;
import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.audit.ReachabilityHistory;
import io.modcluster.balancer.audit.TableHistory;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.metrics.AffinityCounters;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Listens to what the balancer makes known and keeps it: events, the history of the table, what happened without a message
 * of a node. To be deployed once for each balancer, after the registry; nobody waits for it.
 */
public final class Watch extends VerticleBase {
    private static final long READ_MILLIS = 5_000;
    /** The table is looked at this long after a change of it, for all changes until then. */
    private static final long LOOK_MILLIS = 200;

    private final BalancerOptions options;
    private final EventBusAddresses addresses;
    private LocalBus bus;
    private BalancerMetrics metrics;
    private AuditLog audit;
    private TableHistory history;
    private ReachabilityHistory reachability;
    private EventFeed feed;
    private Webhooks webhooks;
    private String member = "";
    private boolean looking;
    private boolean forgetting;
    private volatile long tableNanos = System.nanoTime();

    /** A watch over the balancer with these addresses. */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public Watch(BalancerOptions options, EventBusAddresses addresses) {
        this.options = options;
        this.addresses = addresses;
    }

    /** Where each {@link EventFeed.Entry} is published, in this JVM. */
    static String address(EventBusAddresses addresses) {
        return addresses.prefix() + ".internal.feed";
    }

    @Override
    public Future<?> start() {
        bus = new LocalBus(vertx, READ_MILLIS);
        String prefix = addresses.prefix();
        metrics = BalancerMetrics.of(vertx, prefix);
        audit = AuditLog.of(vertx, prefix);
        history = TableHistory.of(vertx, prefix);
        history.resize(options.getAudit().getChanges());
        reachability = ReachabilityHistory.of(vertx, prefix);
        reachability.resize(options.getAudit().getChanges());
        feed = EventFeed.of(vertx, prefix);
        feed.resize(options.getEvents().getKept());
        webhooks = new Webhooks(vertx, options.getEvents(), metrics);
        metrics.gauge(Metric.TABLE_AGE, () -> seconds(System.nanoTime() - tableNanos));
        metrics.gauge(Metric.EVENT_LOOP_LAG, metrics.lag()::seconds);
        metrics.gauge(Metric.CLUSTER_LAG, metrics.clusterLag()::seconds);
        metrics.gauge(Metric.AUDIT_RECORDS, () -> (double) audit.total());
        return bus.<ClusterView>request(addresses.clusterRead(), RegistryRead.ALL)
                .map(ClusterView::member)
                .otherwise(options.getName())
                .onSuccess(this::listen);
    }

    private void listen(String name) {
        member = name;
        audit.resize(name, options.getAudit().getRecords());
        new AuditSharing(vertx, addresses, audit, name).start();
        bus.answer(addresses.answers(MemberQuestion.Topic.AUDIT), this::records);
        TrafficAnswers.open(vertx, bus, addresses);
        bus.listen(addresses.routingTable(), this::tableChanged);
        bus.<Reachability>listen(addresses.reachability(), this::reached);
        bus.<Reachability>request(addresses.reachabilityRead(), RegistryRead.ALL)
                .onSuccess(this::reached);
        vertx.eventBus().<JsonObject>localConsumer(addresses.localEvents(), told -> here(told.body()));
        Stream.of(
                        addresses.nodeEvents(),
                        addresses.contextEvents(),
                        addresses.intentEvents(),
                        addresses.balancerEvents())
                .forEach(address -> vertx.eventBus().<JsonObject>consumer(address, told -> everywhere(told.body())));
        look();
    }

    private Future<JsonObject> records(JsonObject asked) {
        AuditQuery query = AuditQuery.of(asked);
        List<JsonObject> all = new ArrayList<>(audit.newest(query.limit(), query));
        all.addAll(audit.newestHeard(query.limit(), query));
        return Future.succeededFuture(new JsonObject().put(AuditEndpoint.RECORDS, new JsonArray(all)));
    }

    private void tableChanged(RoutingTable table) {
        metrics.counter(Metric.TABLE_VERSION).increment();
        tableNanos = System.nanoTime();
        if (!looking) {
            looking = true;
            vertx.setTimer(LOOK_MILLIS, later -> look());
        }
    }

    private void reached(Reachability seen) {
        reachability.seen(System.currentTimeMillis(), seen);
    }

    private void look() {
        looking = false;
        bus.<RegistryView>request(addresses.registryRead(), RegistryRead.ALL).onSuccess(view -> {
            history.seen(System.currentTimeMillis(), view.nodes());
            forgetContexts(view);
        });
    }

    /** On a worker: there may be thousands of contexts that were counted, and hundreds of thousands that are there. */
    private void forgetContexts(RegistryView view) {
        AffinityCounters counters = AffinityCounters.of(vertx, addresses.prefix());
        if (!forgetting && counters.isHalfFull()) {
            forgetting = true;
            vertx.executeBlocking(() -> {
                        Map<String, Set<String>> there = contextsOf(view.nodes().values());
                        counters.forgetUnless((balancer, context) ->
                                there.getOrDefault(balancer, Set.of()).contains(context));
                        return there.size();
                    })
                    .onComplete(done -> forgetting = false);
        }
    }

    /** Paths of the contexts that are there, by balancer. */
    static Map<String, Set<String>> contextsOf(Collection<Node> nodes) {
        Map<String, Set<String>> there = new HashMap<>();
        for (Node node : nodes) {
            if (node.isRegistered()) {
                Set<String> paths = there.computeIfAbsent(node.balancerName(), first -> new HashSet<>());
                node.contexts().forEach((key, state) -> {
                    if (state.value().status() != ContextStatus.REMOVED) {
                        paths.add(key.path().value());
                    }
                });
            }
        }
        return there;
    }

    private void here(JsonObject event) {
        String type = event.getString("type", "");
        metrics.counter(Metric.STATE_CHANGES, type).increment();
        if (!member.equals(event.getString("member"))) {
            return;
        }
        if (type.equals("intent_changed")) {
            String target = event.getString("target");
            if (!audit.hasTold(target, event.getString("note", ""))) {
                audit(AuditRecord.Kind.ADMIN, "INTENT", target, event.getString("note"), event);
            }
        } else if (type.equals("node_removed")) {
            audit(AuditRecord.Kind.BALANCER, "REMOVED", event.getString("jvmRoute"), event.getString("reason"), event);
        }
    }

    private void audit(AuditRecord.Kind kind, String action, String subject, String message, JsonObject event) {
        audit.add(AuditRecord.done(
                event.getLong("ts"),
                kind,
                action,
                Actor.NOBODY,
                subject,
                message,
                List.of(new AuditRecord.Change(
                        event.getString("type"), subject, event.getString("before"), event.getString("after")))));
    }

    private void everywhere(JsonObject event) {
        feed.add(event).ifPresent(entry -> {
            bus.publish(address(addresses), entry);
            if (!webhooks.isIdle(entry)) {
                bus.<ClusterView>request(addresses.clusterRead(), RegistryRead.ALL)
                        .map(Watch::isFirst)
                        .otherwise(true)
                        .onSuccess(first -> webhooks.tell(entry, first));
            }
        });
    }

    /** One member tells the webhooks, the first by name of those that hear each other; after a split there are two. */
    private static boolean isFirst(ClusterView view) {
        return view.present().stream().noneMatch(other -> other.compareTo(view.member()) < 0);
    }

    private static double seconds(long nanos) {
        return (double) nanos / TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public Future<?> stop() {
        webhooks.close();
        return Future.succeededFuture();
    }
}
