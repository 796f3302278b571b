package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.testkit.ManyHosts;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostIndexTest {
    private static final List<String> LABELS = List.of("a", "b", "Aa", "BB", "xn--mnchen-3ya", "com");

    @Test
    void random_hosts_and_wildcards_agree_with_the_plain_rules() {
        Seeds.upTo(300, random -> {
            List<Node> nodes = new ArrayList<>();
            RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.STRICT);
            for (int i = 0; i < 5; i++) {
                Nodes node = aNode("n" + i);
                for (int alias = 0; alias < 6; alias++) {
                    String star = random.nextInt(3) == 0 ? "" : "*.";
                    node.context(
                            random.nextInt(20) == 0 ? "*" : star + name(random),
                            List.of("/", "/a", "/a/b").get(random.nextInt(3)),
                            ContextStatus.ENABLED);
                }
                nodes.add(node.build());
                builder.put(nodes.get(i));
            }
            RoutingTable table = builder.build();
            NaiveRouting rules = new NaiveRouting(nodes, VirtualHostMode.STRICT);
            for (int i = 0; i < 50; i++) {
                String host = name(random);
                String path = List.of("/", "/a/x", "/a/b/c").get(random.nextInt(3));
                assertThat(contextOf(table.find(host, path)))
                        .as(host + path)
                        .isEqualTo(rules.find(host, path).replaceFirst("\\{.*", ""));
            }
        });
    }

    @Test
    void a_lookup_makes_no_garbage_however_hostile_the_host() {
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.STRICT);
        for (int i = 0; i < 20; i++) {
            Nodes node = aNode("n" + i);
            ManyHosts.aliases(i).forEach(alias -> node.context(alias, "/app", ContextStatus.ENABLED));
            builder.put(node.build());
        }
        RoutingTable table = builder.build();
        String hostile = "a.".repeat(120) + "example.com";
        String wildcard = ManyHosts.host(7, 0);
        assertThat(contextOf(table.find(wildcard, "/app/x"))).isEqualTo("/app");
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            table.find(hostile, "/app/x");
            table.find(wildcard, "/app/x");
        }
        assertThat(thread.getCurrentThreadAllocatedBytes() - before)
                .as("one byte for each lookup would be 2,000")
                .isLessThan(1000);
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int labels = random.nextInt(5); labels > 0; labels--) {
            name.append(LABELS.get(random.nextInt(LABELS.size()))).append('.');
        }
        return name.append(LABELS.get(random.nextInt(LABELS.size()))).toString().toLowerCase(Locale.ROOT);
    }

    private static String contextOf(@Nullable Route route) {
        return route == null ? "" : route.context();
    }
}
