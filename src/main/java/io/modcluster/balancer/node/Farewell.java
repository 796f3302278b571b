package io.modcluster.balancer.node;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.node.codec.Answer;
import io.modcluster.balancer.node.codec.Command;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How contexts are taken from a balancer without losing a request (MCMP section 4.6): DISABLE-APP, then time for the requests
 * in flight; STOP-APP, again and again while the balancer has requests in flight; REMOVE-APP. For the event loop of the node
 * only.
 */
final class Farewell {
    private static final long SHORTEST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    /** For requests that nobody counts: neither the balancer, after STOP-APP, nor the node. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Registrant self;
    private final InFlight inFlight;

    Farewell(Vertx vertx, Registrant self, InFlight inFlight) {
        this.vertx = vertx;
        this.self = self;
        this.inFlight = inFlight;
    }

    /** All contexts, and then the node. Fails when the balancer does. */
    Future<Void> leave(BalancerSession session) {
        List<ContextPath> contexts = List.copyOf(self.contexts().keySet());
        return InTurn.each(contexts.iterator(), path -> session.tell(path, ContextStatus.DISABLED))
                .compose(disabled -> quiet(in(self.options().getDrainTimeout())))
                .compose(quiet -> stop(session, contexts))
                .compose(stopped -> InTurn.each(contexts.iterator(), path -> session.tell(path, ContextStatus.REMOVED)))
                .compose(removed ->
                        session.send(Command.removeNode(self.route())).mapEmpty());
    }

    /** Lets no request in any more, and completes when those in flight have ended, or the time for that is up. */
    Future<Void> stop(BalancerSession session, List<ContextPath> contexts) {
        Times times = new Times(in(self.options().getStopTimeout()), in(GRACE));
        Map<ContextPath, Answer> answers = new HashMap<>();
        return InTurn.each(contexts.iterator(), path -> session.tell(path, ContextStatus.STOPPED)
                        .onSuccess(answer -> answers.put(path, answer)))
                .compose(stopped -> InTurn.each(answers.keySet().iterator(), path -> {
                    Promise<Void> emptied = Promise.promise();
                    empty(session, path, requireNonNull(answers.get(path)), times, SHORTEST_PAUSE_MILLIS, emptied);
                    return emptied.future();
                }));
    }

    /** Asks again with growing pauses: the count of a balancer in a cluster costs a question to all members. */
    private void empty(
            BalancerSession session, ContextPath path, Answer told, Times times, long pause, Promise<Void> emptied) {
        long left = millisUntil(times.end);
        if (told.requests().isEmpty() && !inFlight.isCounting()) {
            after(Math.min(millisUntil(times.endOfGrace), left), emptied::complete);
        } else if (requests(told) == 0 || left == 0) {
            emptied.complete();
        } else {
            after(Math.min(pause, left), () -> session.tell(path, ContextStatus.STOPPED)
                    .onSuccess(answer ->
                            empty(session, path, answer, times, Math.min(2 * pause, LONGEST_PAUSE_MILLIS), emptied))
                    .onFailure(emptied::fail));
        }
    }

    private int requests(Answer stopped) {
        return stopped.requests().orElseGet(inFlight::count);
    }

    /** Completes when nothing that the node counts is in flight, or {@code stop-timeout} is over. */
    Future<Void> quiet() {
        return quiet(in(self.options().getStopTimeout()));
    }

    /** Completes when nothing is in flight, or at the end. */
    private Future<Void> quiet(long end) {
        Promise<Void> quiet = Promise.promise();
        waitUntilQuiet(end, quiet);
        return quiet.future();
    }

    private void waitUntilQuiet(long end, Promise<Void> quiet) {
        long left = millisUntil(end);
        if (inFlight.count() == 0 || left == 0) {
            quiet.complete();
        } else {
            after(Math.min(SHORTEST_PAUSE_MILLIS, left), () -> waitUntilQuiet(end, quiet));
        }
    }

    private void after(long millis, Runnable step) {
        vertx.setTimer(Math.max(1, millis), id -> step.run());
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /** Rounded up, so that 0 is the end. */
    private static long millisUntil(long end) {
        return Math.max(0, (end - System.nanoTime() + 999_999) / 1_000_000);
    }

    /** Until when to wait for requests that are counted, and for those that are not; by {@code System.nanoTime}. */
    private record Times(long end, long endOfGrace) {}
}
