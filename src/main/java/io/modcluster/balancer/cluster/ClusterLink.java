package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.event.BalancerEventJson;
import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What members say to each other on the bus: that they are there, that an entry changed, and that they leave. Nothing of it
 * changes the table: who hears that an entry changed reads it from the shared map. So messages may get lost, and come from
 * anybody. Belongs to the event loop of the registry.
 */
final class ClusterLink {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);
    private static final long HELLO_MILLIS = 1_000;
    /** A timer that is so late was not kept by a busy event loop: this process stood still. */
    private static final long STOOD_STILL_MILLIS = 3_000;
    /** Longest key: a JVMRoute, an alias and a path with what stands between them. */
    private static final int MAX_KEY = 1_000;

    private static final int MAX_NAME = 200;
    /** Consumers that the cluster has not heard of by then are announced later all the same. */
    private static final long OPEN_MILLIS = 5_000;

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final String member;
    private final String name;
    private final LongSupplier digest;
    private final LongSupplier clock;
    private final Listener listener;
    private final Members members = new Members();
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private long timer = -1;
    private long lastTick = millis();
    /** Whose digest differed at their last hello: once may be a change on its way. */
    private final Set<String> differing = new HashSet<>();
    /** Whose loss was told by this member, and whose return is therefore its to tell. */
    private final Set<String> toldLost = new HashSet<>();

    /** What the registry makes of it. */
    interface Listener {
        /** Another member changed an entry. */
        void heard(String key);

        /** Somebody knows something else, came, or went: a good moment to compare. */
        void trouble();

        /** Another member has this time, in microseconds since 1970. */
        void saw(long micros);

        /** This process stood still: what is known here may be old. */
        void stoodStill(long millis);
    }

    /**
     * A link.
     *
     * @param member this member's name in the cluster
     * @param name   its name
     * @param digest a number that is equal at two members exactly if their entries are, as far as numbers can
     * @param clock  the time of all members as it is known here, in microseconds since 1970
     */
    ClusterLink(
            Vertx vertx,
            EventBusAddresses addresses,
            String member,
            String name,
            LongSupplier digest,
            LongSupplier clock,
            Listener listener) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.member = member;
        this.name = name;
        this.digest = digest;
        this.clock = clock;
        this.listener = listener;
    }

    /** Listens; completes when others can be heard, or after a while. */
    Future<Void> open() {
        MessageConsumer<Object> hellos = vertx.eventBus().consumer(addresses.hello(), this::hello);
        MessageConsumer<Object> changes = vertx.eventBus().consumer(addresses.entryChanged(), this::changed);
        consumers.add(hellos);
        consumers.add(changes);
        return Future.all(hellos.completion(), changes.completion())
                .timeout(OPEN_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn("members may not hear this one yet cause=\"{}\"", late.toString()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    /** Says hello from now on. */
    void join() {
        lastTick = millis();
        timer = vertx.setPeriodic(HELLO_MILLIS, tick -> tick());
        say(false);
        tell(BalancerEventJson.Type.BALANCER_JOINED, member, name);
    }

    /** Says goodbye. */
    Future<Void> close() {
        vertx.cancelTimer(timer);
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .otherwiseEmpty()
                .map(deaf -> {
                    say(true);
                    tell(BalancerEventJson.Type.BALANCER_LEAVING, member, name);
                    return null;
                });
    }

    /** Tells the others that an entry changed. */
    void tellChanged(String key) {
        vertx.eventBus()
                .publish(
                        addresses.entryChanged(),
                        new JsonObject().put("by", member).put("key", key));
    }

    /** Who else is there. */
    Members members() {
        return members;
    }

    /**
     * Finds out whether this process stood still until now: whatever it was asked meanwhile may be answered before its
     * timers have their turn.
     */
    void lookAtClock() {
        long now = millis();
        long late = now - lastTick - HELLO_MILLIS;
        if (late > STOOD_STILL_MILLIS) {
            lastTick = now;
            members.deafUntil(now);
            listener.stoodStill(late);
        }
    }

    private void tick() {
        lookAtClock();
        long now = millis();
        lastTick = now;
        for (Members.Heard lost : members.lost(now)) {
            LOG.warn(
                    "balancer lost member={} not heard of for {} ms, going on with {} other(s)",
                    Quoted.of(lost.member()),
                    now - lost.atMillis(),
                    members.present().size());
            if (members.isFirst(member)) {
                toldLost.add(lost.member());
                tell(BalancerEventJson.Type.BALANCER_LOST, lost.member(), lost.name());
            }
            differing.remove(lost.member());
            listener.trouble();
        }
        say(false);
    }

    private void say(boolean leaving) {
        vertx.eventBus()
                .publish(
                        addresses.hello(),
                        new JsonObject()
                                .put("v", 1)
                                .put("member", member)
                                .put("name", name)
                                .put("digest", Long.toHexString(digest.getAsLong()))
                                .put("now", clock.getAsLong())
                                .put("leaving", leaving));
    }

    private void hello(Message<Object> message) {
        if (!(message.body() instanceof JsonObject hello)
                || !(hello.getValue("member") instanceof String other)
                || !(hello.getValue("name") instanceof String otherName)
                || other.equals(member)
                || other.length() > MAX_NAME
                || otherName.length() > MAX_NAME) {
            return;
        }
        if (Boolean.TRUE.equals(hello.getValue("leaving"))) {
            differing.remove(other);
            if (members.goodbye(other)) {
                LOG.info("balancer left member={}", Quoted.of(other));
            }
            return;
        }
        if (hello.getValue("now") instanceof Long micros) {
            listener.saw(micros);
        }
        Members.News news = members.hello(other, otherName, millis());
        if (news != Members.News.NONE) {
            LOG.info(
                    "balancer {} member={}, {} other(s)",
                    news == Members.News.FOUND ? "found again" : "joined",
                    Quoted.of(other),
                    members.present().size());
            if (news == Members.News.FOUND && toldLost.remove(other)) {
                tell(BalancerEventJson.Type.BALANCER_FOUND, other, otherName);
            }
            if (news == Members.News.JOINED) {
                // with a slow clock it is to know the time before a node tells it anything
                say(false);
            }
            listener.trouble();
        }
        if (Long.toHexString(digest.getAsLong()).equals(hello.getValue("digest"))) {
            differing.remove(other);
        } else if (!differing.add(other)) {
            listener.trouble();
        }
    }

    private void changed(Message<Object> message) {
        if (message.body() instanceof JsonObject change
                && change.getValue("key") instanceof String key
                && key.length() <= MAX_KEY
                && !member.equals(change.getValue("by"))) {
            listener.heard(key);
        }
    }

    private void tell(BalancerEventJson.Type type, String of, String named) {
        vertx.eventBus()
                .publish(addresses.balancerEvents(), BalancerEventJson.of(type, of, named, System.currentTimeMillis()));
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
