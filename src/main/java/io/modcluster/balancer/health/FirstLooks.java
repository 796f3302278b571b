package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks at many nodes, some at a time, and not for ever: a start waits for it. Who does not answer is looked at again after
 * all others: in a process that has just begun the first looks take most of a second, however fast nodes answer. Belongs to
 * one event loop, is used once.
 */
final class FirstLooks {
    /** A thousand nodes that answer are through in 16 rounds of a few milliseconds, with few sockets open at once. */
    static final int AT_ONCE = 64;
    /** Five rounds of looks that take the default check time-out of 0.9 s: 160 nodes that do not answer at all, twice. */
    static final long BOUND_MILLIS = 5_000;

    private final Vertx vertx;
    private final Function<Node, Future<Boolean>> look;
    private final long boundMillis;
    private final Promise<Integer> over = Promise.promise();
    private final Deque<Node> waiting = new ArrayDeque<>();
    private final Set<JvmRoute> again = new HashSet<>();
    private int looking;
    private int answered;

    /** Looks at each node with {@code look}, which tells whether it answered. */
    FirstLooks(Vertx vertx, Function<Node, Future<Boolean>> look) {
        this(vertx, look, BOUND_MILLIS);
    }

    FirstLooks(Vertx vertx, Function<Node, Future<Boolean>> look, long boundMillis) {
        this.vertx = vertx;
        this.look = look;
        this.boundMillis = boundMillis;
    }

    /** Completes, with how many answered, when all were looked at or time is up; who was not looked at by then is not. */
    Future<Integer> at(Collection<Node> nodes) {
        waiting.addAll(nodes);
        long timer = vertx.setTimer(boundMillis, late -> {
            waiting.clear();
            over.tryComplete(answered);
        });
        next();
        return over.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void next() {
        while (looking < AT_ONCE && !waiting.isEmpty()) {
            looking++;
            Node node = waiting.remove();
            look.apply(node).onComplete(seen -> {
                looking--;
                if (seen.succeeded() && seen.result()) {
                    answered++;
                } else if (!over.future().isComplete() && again.add(node.route())) {
                    waiting.add(node);
                }
                next();
            });
        }
        if (looking == 0 && waiting.isEmpty()) {
            over.tryComplete(answered);
        }
    }
}
