package io.modcluster.balancer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.metrics.AffinityCounters.AffinityCounter;
import org.junit.jupiter.api.Test;

class AffinityCountersTest {
    private final AffinityCounters counters = new AffinityCounters();

    @Test
    void a_request_is_counted_as_what_became_of_its_session() {
        AffinityCounter counter = counters.of("shop", "/app");
        counter.fresh();
        counter.hit();
        counter.hit();
        counter.hit();
        counter.moved();
        assertThat(counter.hits()).isEqualTo(3);
        assertThat(counter.movedRequests()).isEqualTo(1);
        assertThat(counter.freshRequests()).isEqualTo(1);
    }

    @Test
    void each_context_of_each_balancer_is_counted_for_itself() {
        counters.of("shop", "/a").hit();
        counters.of("shop", "/b").moved();
        counters.of("other", "/a").fresh();
        assertThat(counters.of("shop", "/a")).isSameAs(counters.of("shop", "/a"));
        assertThat(counters.contextsOf("shop")).containsOnlyKeys("/a", "/b");
        assertThat(counters.of("shop", "/a").hits()).isEqualTo(1);
        assertThat(counters.contextsOf("nobody")).isEmpty();
        assertThat(counters.balancers()).containsExactly("other", "shop");
    }

    @Test
    void what_comes_from_the_network_does_not_fill_the_memory() {
        for (int i = 0; i < AffinityCounters.MAX_CONTEXTS + 500; i++) {
            counters.of("shop", "/" + i).hit();
        }
        assertThat(counters.contextsOf("shop")).hasSize(AffinityCounters.MAX_CONTEXTS);
        assertThat(counters.others().hits()).isEqualTo(500);
    }

    @Test
    void sessions_of_one_context_say_nothing_of_those_that_are_counted_together() {
        counters.of("shop", "/known").sawOwnSession();
        for (int i = 0; i < AffinityCounters.MAX_CONTEXTS; i++) {
            counters.of("shop", "/" + i);
        }
        counters.of("shop", "/further").sawOwnSession();

        assertThat(counters.of("shop", "/known").hasOwnSessions()).isTrue();
        assertThat(counters.of("shop", "/another").hasOwnSessions()).isFalse();
    }

    @Test
    void contexts_that_are_gone_make_room_when_there_are_many() {
        counters.of("shop", "/gone").hit();
        counters.forgetUnless((balancer, context) -> false);
        assertThat(counters.contextsOf("shop")).as("few").containsOnlyKeys("/gone");

        for (int i = 0; i < AffinityCounters.MAX_CONTEXTS; i++) {
            counters.of("shop", "/" + i);
        }
        counters.forgetUnless((balancer, context) -> context.endsWith("7"));
        assertThat(counters.contextsOf("shop")).hasSize(AffinityCounters.MAX_CONTEXTS / 10);
        counters.of("shop", "/new").hit();
        assertThat(counters.contextsOf("shop")).containsKey("/new");
    }

    @Test
    void contexts_beyond_the_bound_are_told_together() {
        for (int i = 0; i < AffinityCounters.MAX_EXPORTED + 7; i++) {
            counters.of("shop", "/" + i).hit();
        }
        PrometheusText text = new PrometheusText();
        counters.write(text);
        assertThat(text.text())
                .contains("modcluster_context_requests_total{balancer=\"shop\",context=\"/0\",affinity=\"hit\"} 1\n")
                .contains(
                        "modcluster_context_requests_total{balancer=\"other\",context=\"other\",affinity=\"hit\"} 7\n");
        assertThat(text.text().lines().filter(line -> !line.startsWith("#")))
                .hasSize(3 * (AffinityCounters.MAX_EXPORTED + 1));
    }
}
