package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.event.BalancerEventJson;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.DeadNode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RequestsElsewhere;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This balancer as a member of a cluster: joins with the table of the others, keeps up with them, and leaves. Belongs to
 * the event loop of the registry.
 */
final class ClusterMember implements ClusterLink.Listener {
    /** How often everything is compared with the shared table for a while after a sign of trouble, whatever was heard. */
    private static final long SYNCHRONIZE_MILLIS = 5_000;
    /**
     * How often it is compared else. Members tell each other every second whether they know the same: this is for what only
     * the map lost, and for notices of loads.
     */
    private static final long CALM_SYNCHRONIZE_MILLIS = 30_000;
    /** Maps of two halves of a cluster become one some seconds after the halves have met. */
    private static final long CALM_AFTER_MILLIS = 60_000;

    private static final long TICK_MILLIS = 500;
    /** Comparing costs a copy of the whole table; signs of trouble come in swarms. */
    private static final long PAUSE_MILLIS = 1_000;
    /** What cannot be written within this at the end is known to nobody else; nodes say it again. */
    private static final long FLUSH_MILLIS = 3_000;

    /** Longer than it takes to hear all that was sent to a process that stood still. */
    private static final long HELLO_AGAIN_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

    private final Vertx vertx;
    private final Context context;
    private final BalancerOptions options;
    private final String member;
    private final NodeRegistry registry;
    private final ClusterLink link;
    private final Questions questions;
    private final SharedMapNodeStore store;
    /** 0 when the table here is up to date; else when it was found not to be. */
    private long behindSince;
    /** While the table here is not up to date: whether there were others, who may know more. */
    private boolean othersKnow;

    private long lastComparison;
    private volatile long comparedAt = now();
    private long lastTrouble = now();
    private boolean comparing;
    private final BalancerMetrics metrics;
    private long tick = -1;

    ClusterMember(
            Vertx vertx,
            BalancerOptions options,
            EventBusAddresses addresses,
            String member,
            TableEntries entries,
            LocalBus bus,
            NodeRegistry registry) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.member = member;
        this.registry = registry;
        this.metrics = BalancerMetrics.of(vertx, addresses.prefix());
        metrics.gauge(Metric.CLUSTER_COMPARISON_AGE, () -> (now() - comparedAt) / 1000.0);
        this.link = new ClusterLink(vertx, addresses, member, options.getName(), entries::digest, registry::now, this);
        this.store =
                new SharedMapNodeStore(new AsyncMapTable(vertx, addresses.sharedTable()), entries, link::tellChanged);
        this.questions = new Questions(vertx, addresses, bus, registry::node, route -> registry.view(route)
                .staticNodes()
                .contains(route));
    }

    /** A name that no other member has, nor this balancer had before: its clock may have gone back since. */
    static String newName(String name) {
        return name + BalancerEventJson.NAME_END + UUID.randomUUID().toString().substring(0, 8);
    }

    /**
     * Joins: completes when all that the others know is known here, or alone after {@code cluster.join-timeout}.
     *
     * @return how many entries there were
     */
    Future<Integer> join() {
        long started = now();
        long bound = options.getCluster().getJoinTimeout().toMillis();
        return within(bound, Future.all(link.open(), questions.open(member)))
                .compose(open -> within(started + bound - now(), openWithin(started + bound)))
                .onSuccess(entries -> LOG.info(
                        "cluster joined member={} entries={} after {} ms", Quoted.of(member), entries, now() - started))
                .recover(cause -> {
                    LOG.warn(
                            "cluster not joined within {} ms, GOING ON ALONE with an empty table until the others can be"
                                    + " reached member={} cause={}",
                            bound,
                            Quoted.of(member),
                            Quoted.of(cause.toString()));
                    return Future.succeededFuture(0);
                })
                .onSuccess(entries -> {
                    link.join();
                    tick = vertx.setPeriodic(TICK_MILLIS, timer -> tick());
                });
    }

    /**
     * Completes on the event loop of the registry, whoever completes {@code future}, and fails there when that takes longer.
     * The bound of {@link Future#timeout} passes on a thread of its own: what follows it would meet the registry at work.
     */
    private <T> Future<T> within(long millis, Future<T> future) {
        Promise<T> bounded = Promise.promise();
        long timer = vertx.setTimer(
                Math.max(1, millis), late -> bounded.tryFail(new TimeoutException("not done in " + millis + " ms")));
        future.onComplete(done -> context.runOnContext(here -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                bounded.tryComplete(done.result());
            } else {
                bounded.tryFail(done.cause());
            }
        }));
        return bounded.future();
    }

    private Future<Integer> openWithin(long deadline) {
        return store.open().recover(cause -> {
            if (now() >= deadline) {
                return Future.failedFuture(cause);
            }
            Promise<Void> pause = Promise.promise();
            vertx.setTimer(TICK_MILLIS, over -> pause.complete());
            return pause.future().compose(over -> openWithin(deadline));
        });
    }

    /** The store of the shared map. */
    NodeStore store() {
        return store;
    }

    /** Tells the others what they do not know yet, as far as they can be told soon, and goodbye. */
    Future<Void> leave() {
        vertx.cancelTimer(tick);
        return within(FLUSH_MILLIS, store.flush())
                .onFailure(cause -> LOG.warn("not all that is known here was told the others cause=\"{}\"", cause))
                .otherwiseEmpty()
                .compose(flushed -> Future.join(link.close(), questions.close()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    Future<Long> requestsElsewhere(RequestsElsewhere what) {
        return questions.requests(what, link.members().present());
    }

    Future<DeadNode.Verdict> dead(DeadNode what) {
        return questions.dead(what, link.members().present(), link.members().missing());
    }

    Future<MemberQuestion.Round> round(MemberQuestion what) {
        return questions.round(what, member, link.members().present());
    }

    /**
     * Whether this is the one of all members that does what only one should do. One that stood still is not before it knows what
     * happened meanwhile: what it did on what it knew before would count as the latest that was said.
     */
    boolean isFirst() {
        link.lookAtClock();
        return behindSince == 0 && link.members().isFirst(member);
    }

    ClusterView view() {
        link.lookAtClock();
        Members members = link.members();
        return new ClusterView(
                true,
                member,
                members.present().stream().map(Members.Heard::member).toList(),
                members.missing().stream().map(Members.Heard::member).toList(),
                behindSince == 0);
    }

    @Override
    public void trouble() {
        lastTrouble = now();
        if (now() - lastComparison >= PAUSE_MILLIS) {
            compare();
        }
    }

    @Override
    public void saw(long micros) {
        registry.heardTime(micros);
    }

    @Override
    public void stoodStill(long millis) {
        LOG.warn("this process stood still for {} ms: comparing with the others before it is ready again", millis);
        othersKnow = !link.members().present().isEmpty() || (othersKnow && behindSince != 0);
        behindSince = now();
        lastTrouble = now();
        compare();
    }

    @Override
    public void heard(String key) {
        store.heard(key);
    }

    private void tick() {
        long now = now();
        boolean behind = behindSince != 0;
        if (behind && now - behindSince > options.getCluster().getJoinTimeout().toMillis()) {
            LOG.warn("shared table not reachable since this process stood still, going on with what is known here");
            behindSince = 0;
        }
        if (now - lastComparison >= (behind ? PAUSE_MILLIS : pauseBetweenComparisons(now))) {
            compare();
        }
        store.tick();
    }

    private long pauseBetweenComparisons(long now) {
        return now - lastTrouble < CALM_AFTER_MILLIS ? SYNCHRONIZE_MILLIS : CALM_SYNCHRONIZE_MILLIS;
    }

    private void compare() {
        if (comparing) {
            return;
        }
        comparing = true;
        lastComparison = now();
        long behind = behindSince;
        boolean enough = behind != 0 && isHeardFrom();
        store.synchronize().onComplete(done -> {
            comparing = false;
            lastComparison = now();
            metrics.counter(done.succeeded() ? Metric.CLUSTER_COMPARISONS : Metric.CLUSTER_FAILED_COMPARISONS)
                    .increment();
            if (done.succeeded()) {
                comparedAt = now();
            }
            if (done.succeeded() && enough && behind == behindSince) {
                LOG.info("up to date again after {} ms", now() - behind);
                behindSince = 0;
            }
        });
    }

    /**
     * Whether another member is there again, if any was. While this process stood still the others may have gone on without it: until
     * they have taken it in again it reads its own part of the table and none of theirs. What they had sent before lies here
     * and is heard at once; so a hello counts once it is later than that.
     */
    private boolean isHeardFrom() {
        return !othersKnow
                || link.members().present().stream()
                        .anyMatch(heard -> heard.atMillis() >= behindSince + HELLO_AGAIN_MILLIS);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
