package io.modcluster.balancer.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.transport.ConnectionQueue.Waiter;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a connection, and for how long. */
class ConnectionQueueTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final NodeCaller loop = new NodeCaller();
    private final List<Promise<NodeExchange>> waiters = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    @Test
    void the_first_to_come_is_the_first_to_be_served() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(3, LONG, 3);

            assertThat(next(queue)).isSameAs(waiters.get(0));
            assertThat(next(queue)).isSameAs(waiters.get(1));
            assertThat(next(queue)).isSameAs(waiters.get(2));
            assertThat(queue.poll()).isNull();
        });
    }

    @Test
    void no_more_wait_than_may() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(2, LONG, 3);

            assertThat(queue.size()).isEqualTo(2);
            assertThat(endOf(2)).isEqualTo(FailureKind.QUEUE_FULL);
            next(queue);
            assertThat(isWaiting(waiter(queue))).isTrue();
        });
    }

    @Test
    void where_nobody_may_wait_nobody_does() throws Exception {
        loop.run(() -> {
            queue(0, LONG, 1);

            assertThat(endOf(0)).isEqualTo(FailureKind.QUEUE_FULL);
        });
    }

    @Test
    void who_leaves_makes_room_at_once_and_the_others_keep_their_order() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(3, LONG, 3);

            queue.leave(waiters.get(1).future());
            queue.leave(waiters.get(1).future());
            assertThat(endOf(1)).isEqualTo(FailureKind.CLIENT_GONE);
            assertThat(queue.size()).isEqualTo(2);
            assertThat(isWaiting(waiter(queue))).isTrue();

            assertThat(next(queue)).isSameAs(waiters.get(0));
            assertThat(next(queue)).isSameAs(waiters.get(2));
            assertThat(next(queue)).isSameAs(waiters.get(3));
        });
    }

    @Test
    void who_has_had_its_turn_cannot_leave_any_more() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(3, LONG, 1);
            Promise<NodeExchange> served = next(queue);

            queue.leave(served.future());

            assertThat(isWaiting(served)).isTrue();
        });
    }

    @Test
    void who_is_put_back_is_the_first_again_even_if_all_places_are_taken() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(2, LONG, 2);
            Waiter first = Objects.requireNonNull(queue.poll());
            waiter(queue);

            queue.putBack(first);

            assertThat(queue.size()).isEqualTo(3);
            assertThat(next(queue)).isSameAs(waiters.get(0));
            assertThat(next(queue)).isSameAs(waiters.get(1));
        });
    }

    @Test
    void each_waits_its_own_time_whoever_leaves_or_is_served_before() throws Exception {
        List<ConnectionQueue> made = new ArrayList<>();
        loop.run(() -> {
            ConnectionQueue queue = queue(9, Duration.ofMillis(50), 3);
            made.add(queue);
            queue.leave(waiters.get(0).future());
            next(queue);
        });
        await().until(() -> !isWaiting(waiters.get(2)));
        assertThat(endOf(2)).isEqualTo(FailureKind.QUEUE_TIMEOUT);
        assertThat(isWaiting(waiters.get(1))).isTrue();

        loop.run(() -> {
            waiter(made.get(0));
            made.get(0).putBack(new Waiter(waiters.get(1), Deadline.now() - 1));
        });
        await().until(() -> !isWaiting(waiters.get(3)));
        assertThat(endOf(1)).isEqualTo(FailureKind.QUEUE_TIMEOUT);
        assertThat(loop.get(made.get(0)::size)).isZero();
    }

    @Test
    void who_comes_back_when_its_time_is_over_waits_anew() throws Exception {
        Promise<NodeExchange> again = Promise.promise();
        loop.run(() -> {
            ConnectionQueue queue = queue(1, Duration.ofMillis(50), 1);
            waiters.get(0).future().onFailure(late -> queue.add(again));
        });

        await().until(() -> !isWaiting(again));
        assertThat(again.future().cause()).hasMessageContaining("in time");
        assertThat(endOf(0)).isEqualTo(FailureKind.QUEUE_TIMEOUT);
    }

    @Test
    void all_are_sent_away_when_it_closes() throws Exception {
        loop.run(() -> {
            ConnectionQueue queue = queue(3, LONG, 2);

            queue.close();

            assertThat(endOf(0)).isEqualTo(FailureKind.QUEUE_FULL);
            assertThat(endOf(1)).isEqualTo(FailureKind.QUEUE_FULL);
            assertThat(queue.size()).isZero();
        });
    }

    private ConnectionQueue queue(int most, Duration timeout, int come) {
        ConnectionQueue queue = new ConnectionQueue(loop.vertx(), most, timeout);
        for (int i = 0; i < come; i++) {
            waiter(queue);
        }
        return queue;
    }

    private Promise<NodeExchange> waiter(ConnectionQueue queue) {
        Promise<NodeExchange> waiter = Promise.promise();
        waiters.add(waiter);
        queue.add(waiter);
        return waiter;
    }

    private static Promise<NodeExchange> next(ConnectionQueue queue) {
        return Objects.requireNonNull(queue.poll()).promise();
    }

    private static boolean isWaiting(Promise<NodeExchange> waiter) {
        return !waiter.future().isComplete();
    }

    private FailureKind endOf(int waiter) {
        return ((NodeException) waiters.get(waiter).future().cause()).kind();
    }
}
