package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.RandomCommands.BALANCERS;
import static io.modcluster.balancer.testkit.RandomCommands.HOSTS;
import static io.modcluster.balancer.testkit.RandomCommands.REQUEST_PATHS;
import static io.modcluster.balancer.testkit.RandomCommands.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingTablePropertyTest {
    @Test
    void a_table_changed_by_commands_equals_one_built_from_scratch_and_the_plain_rules() {
        Seeds.upTo(200, random -> {
            RandomCommands commands = new RandomCommands(random);
            VirtualHostMode mode = commands.pick(List.of(VirtualHostMode.values()));
            ScriptedStamps stamps = new ScriptedStamps("a");
            RoutingTableBuilder builder = new RoutingTableBuilder(mode);
            Map<JvmRoute, Node> replica = new HashMap<>();
            RoutingTable before = builder.build();
            for (int i = 0; i < 50; i++) {
                NodeCommand command = commands.next();
                stamps.advance(Duration.ofMillis(random.nextInt(1000)));
                Transition transition =
                        command.applyTo(replica.get(command.route()), stamps.next(), TableLimits.DEFAULT);
                if (transition instanceof Transition.Changed changed) {
                    String old = print(before);
                    replica.put(command.route(), changed.next());
                    boolean news = builder.put(changed.next());
                    assertThat(print(before))
                            .as("a table handed out never changes")
                            .isEqualTo(old);
                    before = builder.build();
                    List<Node> known = new ArrayList<>(replica.values());
                    Collections.shuffle(known, random);
                    RoutingTableBuilder scratch = new RoutingTableBuilder(mode);
                    known.forEach(scratch::put);
                    assertThat(print(before)).isEqualTo(news ? print(scratch.build()) : old);
                    agreesWith(new NaiveRouting(known, mode), before);
                }
            }
        });
    }

    private static void agreesWith(NaiveRouting rules, RoutingTable table) {
        for (String host : HOSTS) {
            for (String path : REQUEST_PATHS) {
                assertThat(find(table, host, path)).as(host + path).isEqualTo(rules.find(host, path));
            }
        }
    }

    private static String find(RoutingTable table, String host, String path) {
        Route route = table.find(host, path);
        if (route == null) {
            return "";
        }
        Map<JvmRoute, ContextStatus> targets = new TreeMap<>();
        for (RouteTarget target : route.targets()) {
            assertThat(table.node(target.slot()).route()).isEqualTo(target.node());
            targets.put(target.node(), target.status());
        }
        assertThat(targets.keySet())
                .containsExactlyElementsOf(
                        route.targets().stream().map(RouteTarget::node).toList());
        return route.context() + targets;
    }

    /** All that can be seen of a table. */
    private static String print(RoutingTable table) {
        StringBuilder all = new StringBuilder("size " + table.size());
        for (String host : HOSTS) {
            for (String path : REQUEST_PATHS) {
                all.append('\n').append(host).append(path).append(" → ").append(find(table, host, path));
            }
        }
        for (String balancer : BALANCERS) {
            all.append('\n').append(table.balancer(balancer));
            ROUTES.forEach(
                    route -> all.append('\n').append(route).append(' ').append(table.lbGroupOf(route, balancer)));
        }
        for (String route : ROUTES) {
            Node node = table.node(new JvmRoute(route));
            all.append('\n')
                    .append(
                            node == null
                                    ? "none"
                                    : node.config().value() + " " + node.load().value());
        }
        return all.toString();
    }
}
