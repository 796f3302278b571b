package io.modcluster.balancer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.metrics.RecentTraffic.Window;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was served lately, from sums that only grow. */
final class RecentTrafficTest {
    private static final JvmRoute N1 = new JvmRoute("n1");

    private final Vertx vertx = Vertx.vertx();
    private final RequestMetrics requests = BalancerMetrics.of(vertx, "test").requests();
    private final AtomicLong nanos = new AtomicLong();
    private final RecentTraffic traffic = new RecentTraffic(nanos::get, () -> requests.totals(0), requests::inFlight);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(int count, int status, int millis) {
        for (int i = 0; i < count; i++) {
            requests.began();
            requests.ended("shop", N1, status, null, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void pass(int steps) {
        for (int i = 0; i < steps; i++) {
            nanos.addAndGet(RecentTraffic.STEP.toNanos());
            traffic.note();
        }
    }

    @Test
    void what_was_longer_ago_than_the_window_is_not_in_it() {
        serve(100, 200, 3);
        pass(4);
        serve(7, 200, 3);
        pass(1);

        Window now = traffic.last(Duration.ofSeconds(10));
        assertThat(now.seconds()).isEqualTo(10);
        assertThat(now.counted().requests()).isEqualTo(7);
        assertThat(traffic.last(Duration.ofMinutes(1)).counted().requests()).isEqualTo(107);
        assertThat(traffic.steps())
                .extracting(step -> step.counted().requests())
                .containsExactly(100L, 0L, 0L, 0L, 7L);
    }

    @Test
    void what_has_just_been_served_counts_at_once() {
        pass(2);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        serve(5, 200, 3);

        assertThat(traffic.last(Duration.ofSeconds(10)).counted().requests()).isEqualTo(5);
    }

    @Test
    void five_minutes_are_kept_and_no_more() {
        pass(1_000);

        assertThat(traffic.steps()).hasSize(60);
    }

    @Test
    void errors_are_what_no_client_asked_for() {
        serve(3, 200, 3);
        serve(4, 404, 3);
        serve(1, 499, 3);
        serve(2, 502, 3);
        // broken off in the middle of the response
        serve(1, 0, 3);

        assertThat(traffic.last(Duration.ofSeconds(10)).counted().errors()).isEqualTo(3);
    }

    @Test
    void a_node_that_is_forgotten_takes_nothing_back() {
        serve(50, 502, 3);
        pass(1);
        requests.forget(N1);
        serve(1, 502, 3);

        TrafficTotals counted = traffic.last(Duration.ofSeconds(10)).counted();
        assertThat(counted.errors()).isEqualTo(51);
        assertThat(counted.requests()).isEqualTo(51);
    }

    @Test
    void a_tunnel_that_ended_is_no_slow_request() {
        requests.began();
        requests.ended("shop", N1, 101, null, -1);

        assertThat(traffic.last(Duration.ofSeconds(10)).counted().requests()).isZero();
    }

    @Test
    void a_quantile_is_found_in_its_bucket_and_needs_requests() {
        assertThat(TrafficTotals.NONE.quantile(0.99)).isNegative();
        serve(98, 200, 3);
        serve(2, 200, 400);
        TrafficTotals counted = traffic.last(Duration.ofSeconds(10)).counted();

        // of 98 between 2.5 and 5 ms the 50th, of 2 between 250 and 500 ms the first
        assertThat(counted.quantile(0.5)).isCloseTo(0.0025 + 0.0025 * 50 / 98, within(1e-9));
        assertThat(counted.quantile(0.99)).isCloseTo(0.375, within(1e-9));
        serve(1_000, 200, 90_000);
        assertThat(traffic.last(Duration.ofSeconds(10)).counted().quantile(0.99))
                .isEqualTo(60);
    }

    @Test
    void what_another_version_says_with_more_or_fewer_buckets_is_read_all_the_same() {
        TrafficTotals fewer = new TrafficTotals(1, 2, List.of(3L));
        TrafficTotals more = new TrafficTotals(1, 2, Collections.nCopies(100, 1L));

        assertThat(fewer.plus(more).requests()).isEqualTo(3L + LatencyHistogram.size() + 1);
    }
}
