package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstLooksTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<Promise<Boolean>> looks = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void only_so_many_are_looked_at_at_once_and_who_does_not_answer_once_more() {
        Future<Integer> answered = new FirstLooks(vertx, this::look, 60_000).at(nodes(100));
        assertThat(looks).hasSize(FirstLooks.AT_ONCE);
        looks.get(0).complete(true);
        looks.get(1).complete(false);
        looks.get(2).fail("broken");
        assertThat(looks).hasSize(FirstLooks.AT_ONCE + 3);

        for (int i = 3; i < looks.size(); i++) {
            assertThat(answered.isComplete()).isFalse();
            looks.get(i).complete(true);
        }
        assertThat(looks).as("100 nodes, two of them twice").hasSize(102);
        assertThat(answered.result()).isEqualTo(100);
    }

    @Test
    void who_does_not_answer_twice_is_left_to_later_looks() {
        Future<Integer> answered = new FirstLooks(vertx, this::look, 60_000).at(nodes(2));
        looks.get(0).complete(false);
        looks.get(1).complete(true);
        looks.get(2).complete(false);
        assertThat(looks).hasSize(3);
        assertThat(answered.result()).isEqualTo(1);
    }

    @Test
    void nodes_that_never_answer_hold_nobody_up_for_ever() throws Exception {
        AtomicInteger first = new AtomicInteger();
        Future<Integer> answered = new FirstLooks(
                        vertx,
                        node -> first.getAndIncrement() == 0
                                ? Future.succeededFuture(true)
                                : Promise.<Boolean>promise().future(),
                        50)
                .at(nodes(1_000));
        assertThat(answered.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThat(first).hasValue(FirstLooks.AT_ONCE + 1);
    }

    @Test
    void nobody_to_look_at_takes_no_time() {
        assertThat(new FirstLooks(vertx, this::look).at(List.of()).result()).isZero();
    }

    private Future<Boolean> look(Node node) {
        Promise<Boolean> seen = Promise.promise();
        looks.add(seen);
        return seen.future();
    }

    private static List<Node> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Node.registered(
                        new JvmRoute("n" + i),
                        new NodeConfig(
                                new NodeAddress(Scheme.HTTP, "127.0.0.1", 8_000 + i),
                                false,
                                "",
                                BalancerConfig.named("mycluster"),
                                ConnectionConfig.DEFAULT),
                        new Stamp(1, "test")))
                .toList();
    }
}
