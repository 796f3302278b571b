package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tables are read by threads that take no locks, while their builder goes on. */
class PublishedTableTest {
    private static final int READERS = 3;
    private static final int NODES = 8;
    private static final int CONTEXTS = 5;
    private static final int CHANGES = 2_000;
    /** Each reader looks at this many tables at least, however fast the writer is. */
    private static final int LOOKS = 500;

    private final AtomicReference<RoutingTable> published = new AtomicReference<>(RoutingTable.EMPTY);
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    @DisplayName("F-14 readers without locks never see a node without its contexts, nor a context without its node")
    void each_published_table_is_whole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(this::read));
            }
            change();
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private void change() {
        Random random = new Random(14);
        RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
        ScriptedStamps stamps = new ScriptedStamps("a");
        for (int i = 0; i < CHANGES; i++) {
            Nodes node = aNode("n" + random.nextInt(NODES)).stampedAt(stamps.next());
            int contexts = 1 + random.nextInt(CONTEXTS);
            for (int context = 0; context < contexts; context++) {
                node.context("localhost", "/app" + context, random.nextBoolean() ? ENABLED : DISABLED)
                        .context("*.example.com", "/app" + context, ENABLED);
            }
            Node next = node.build();
            builder.put(random.nextInt(3) == 0 ? next.removedAt(stamps.next(), "test") : next);
            published.set(builder.build());
        }
    }

    /** How many nodes were seen with their contexts. */
    private int read() {
        int seen = 0;
        for (int look = 0; look < LOOKS || !over.get(); look++) {
            RoutingTable table = Objects.requireNonNull(published.get());
            for (int i = 0; i < NODES; i++) {
                Node node = table.node(new JvmRoute("n" + i));
                if (node != null) {
                    hasItsRoutes(table, node);
                    seen++;
                }
            }
            for (int context = 0; context < CONTEXTS; context++) {
                hasItsNodes(table, "localhost", "/app" + context);
                hasItsNodes(table, "x.example.com", "/app" + context);
            }
        }
        return seen;
    }

    private static void hasItsRoutes(RoutingTable table, Node node) {
        node.contexts().forEach((key, row) -> {
            String host =
                    key.alias().isWildcard() ? "x.example.com" : key.alias().value();
            Route route = Objects.requireNonNull(table.find(host, key.path().value()));
            assertThat(route.context()).isEqualTo(key.path().value());
            assertThat(route.targets())
                    .filteredOn(target -> target.node().equals(node.route()))
                    .singleElement()
                    .satisfies(target -> {
                        assertThat(target.status()).isEqualTo(row.value().status());
                        assertThat(table.node(target.slot())).isSameAs(node);
                    });
        });
    }

    private static void hasItsNodes(RoutingTable table, String host, String path) {
        Route route = table.find(host, path);
        if (route != null) {
            String alias = host.startsWith("x.") ? "*.example.com" : host;
            ContextKey key = new ContextKey(new Alias(alias), new ContextPath(path));
            for (RouteTarget target : route.targets()) {
                Node node = table.node(target.slot());
                assertThat(node.route()).isEqualTo(target.node());
                assertThat(node.contexts()).containsKey(key);
            }
        }
    }
}
