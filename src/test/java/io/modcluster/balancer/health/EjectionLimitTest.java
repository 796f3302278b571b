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
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EjectionLimitTest {
    private final RoutingTable table = table("shop", 4, "blog", 2);

    @Test
    void no_more_than_the_share_is_out_on_doubt_and_who_is_out_longest_stays_out() {
        Reachability seen = seen(doubtful("shop-3", "shop-1", "shop-0"));

        assertThat(out(seen, 50)).containsExactlyInAnyOrder("shop-3", "shop-1");
        assertThat(out(seen, 100)).hasSize(3);
        assertThat(out(seen, 0)).isEmpty();
    }

    @Test
    void who_refuses_connections_is_out_whatever_the_share_and_leaves_less_to_the_others() {
        Map<JvmRoute, Reachability.Fault> faults = faults("shop-0", "shop-1", "shop-2", "shop-3");

        assertThat(out(new Reachability(faults, Set.of(), Set.of()), 50)).hasSize(4);
        assertThat(out(new Reachability(faults, routes("shop-3"), Set.of()), 50))
                .containsExactlyInAnyOrder("shop-0", "shop-1", "shop-2");
    }

    @Test
    void each_balancer_has_its_own_share() {
        assertThat(out(seen(doubtful("shop-0", "blog-0", "blog-1", "shop-1")), 50))
                .containsExactlyInAnyOrder("shop-0", "shop-1", "blog-0");
    }

    @Test
    void the_only_node_of_a_balancer_is_never_out_on_doubt() {
        RoutingTable one = table("shop", 1, "blog", 1);
        assertThat(EjectionLimit.apply(seen(doubtful("shop-0")), one, 50)).isEqualTo(Reachability.ALL_UP);
    }

    @Test
    void who_is_let_in_can_still_pass_its_trial() {
        RoutingTable one = table("shop", 1, "blog", 1);
        Reachability seen = new Reachability(faults("shop-0"), routes("shop-0"), routes("shop-0"));

        assertThat(EjectionLimit.apply(seen, one, 50).onTrial()).isEqualTo(routes("shop-0"));
    }

    private Set<String> out(Reachability seen, int percent) {
        return EjectionLimit.apply(seen, table, percent).faults().keySet().stream()
                .map(JvmRoute::value)
                .collect(Collectors.toSet());
    }

    /** The first is out longest. */
    private static List<String> doubtful(String... routes) {
        return List.of(routes);
    }

    private static Reachability seen(List<String> routes) {
        String[] all = routes.toArray(String[]::new);
        return new Reachability(faults(all), routes(all), Set.of());
    }

    private static Set<JvmRoute> routes(String... routes) {
        return Arrays.stream(routes).map(JvmRoute::new).collect(Collectors.toSet());
    }

    private static Map<JvmRoute, Reachability.Fault> faults(String... routes) {
        Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
        for (int i = 0; i < routes.length; i++) {
            faults.put(new JvmRoute(routes[i]), new Reachability.Fault("test", i, i, 1));
        }
        return faults;
    }

    private static RoutingTable table(String one, int ones, String other, int others) {
        RoutingTableBuilder table = new RoutingTableBuilder(VirtualHostMode.IGNORE);
        for (int i = 0; i < ones; i++) {
            table.put(node(one, i));
        }
        for (int i = 0; i < others; i++) {
            table.put(node(other, i));
        }
        return table.build();
    }

    private static Node node(String balancer, int number) {
        return Node.registered(
                new JvmRoute(balancer + "-" + number),
                new NodeConfig(
                        new NodeAddress(Scheme.HTTP, "127.0.0.1", 8_000 + number),
                        false,
                        "",
                        BalancerConfig.named(balancer),
                        ConnectionConfig.DEFAULT),
                new Stamp(1, "test"));
    }
}
