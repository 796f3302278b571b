package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.event.DrainEventJson.Outcome;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One drain that is on, as this member follows it. Belongs to the event loop of the registry; time is an argument. */
final class Drain {
    private final Register<Intent> intent;
    private final DrainOrder order;
    private DrainProgress progress = DrainProgress.UNKNOWN;
    private boolean asking;
    /** The most sessions that were seen, and when. */
    private long most;

    private long mostAtMillis;

    Drain(Register<Intent> intent, DrainOrder order) {
        this.intent = intent;
        this.order = order;
    }

    IntentTarget target() {
        return intent.value().target();
    }

    DrainOrder order() {
        return order;
    }

    DrainProgress progress() {
        return progress;
    }

    /** When it was ordered, microseconds since 1970. */
    long orderedMicros() {
        return intent.stamp().micros();
    }

    boolean is(Register<Intent> other) {
        return intent.equals(other);
    }

    /** Whether members are to be asked now; they are not asked twice at once. */
    boolean mayAsk() {
        return !asking;
    }

    void asking() {
        asking = true;
    }

    void heard(DrainProgress next, long nowMillis) {
        asking = false;
        progress = next;
        if (next.sessions() >= most) {
            most = next.sessions();
            mostAtMillis = nowMillis;
        }
    }

    /** How it ends, or null while it goes on. */
    @Nullable
    Outcome outcome(long nowMillis) {
        if (progress.complete()
                && progress.requests() == 0
                && progress.quietMillis() >= order.quiet().toMillis()) {
            return Outcome.DRAINED;
        }
        return nowMillis - orderedMillis() >= order.timeout().toMillis() ? Outcome.TIMEOUT : null;
    }

    /** Milliseconds until nobody is left, if sessions go on ending as they did; null when that cannot be told. */
    private @Nullable Long etaMillis(long nowMillis) {
        long gone = most - progress.sessions();
        if (progress.sessions() == 0 && progress.requests() == 0) {
            return Math.max(0, order.quiet().toMillis() - progress.quietMillis());
        }
        if (gone <= 0 || nowMillis <= mostAtMillis) {
            return null;
        }
        return progress.sessions() * (nowMillis - mostAtMillis) / gone;
    }

    private long orderedMillis() {
        return orderedMicros() / 1000;
    }

    /** For people. */
    JsonObject json(long nowMillis) {
        return new JsonObject()
                .put("target", target().text())
                .put("state", "draining")
                .put("note", order.note())
                .put("since", orderedMillis())
                .put("until", orderedMillis() + order.timeout().toMillis())
                .put("quietMillis", order.quiet().toMillis())
                .put("sessions", progress.sessions())
                .put("requests", progress.requests())
                .put("quietForMillis", progress.quietMillis())
                .put("membersAnswered", progress.complete())
                .put("etaMillis", etaMillis(nowMillis));
    }
}
