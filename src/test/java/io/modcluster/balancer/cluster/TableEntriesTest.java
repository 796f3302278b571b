package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class TableEntriesTest {
    private static final String TEXT =
            NodeJson.write(aNode("n1").context("localhost", "/app", ENABLED).build());

    private final Logger logger = (Logger) LoggerFactory.getLogger(TableEntries.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Said said = new Said();
    private final HybridClock clock = new HybridClock("b");
    private final NodeRegistry registry = new NodeRegistry(
            clock,
            TableLimits.DEFAULT,
            VirtualHostMode.PREFER,
            () -> ScriptedStamps.START_MICROS,
            new StaticNodes(List.of()));
    private final TableEntries entries = new TableEntries(registry, clock, () -> ScriptedStamps.START_MICROS, said);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "node:n1; ",
                "node:n1; [",
                "node:n1; []",
                "node:n1; {\"v\":2}",
                "node:n1; {\"v\":\"1\"}",
                "node:n1; {\"v\":1}",
                "loads:a; {\"v\":1,\"at\":\"1@a\",\"loads\":{\"n1\":[200,1]}}",
                "loads:b; {\"v\":1,\"at\":\"1@a\",\"loads\":{}}",
                "table; {\"v\":1}",
                "intent:node:n1; {\"v\":1,\"target\":\"node:n1\"}",
                "node:; {\"v\":1}"
            })
    void a_text_that_cannot_be_read_is_left_where_it_is_and_complained_of_once(String key, String text) {
        for (int i = 0; i < 3; i++) {
            assertThat(entries.merge(key, text == null ? "" : text)).isFalse();
        }
        entries.settled();
        assertThat(registry.nodes()).isEmpty();
        assertThat(said.heard).isEmpty();
        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains("passed over", key);
        });
    }

    @Test
    void a_node_under_the_name_of_another_is_passed_over() {
        assertThat(entries.merge("node:n2", TEXT)).isFalse();
        assertThat(registry.nodes()).isEmpty();
        assertThat(log.list).hasSize(1);
    }

    @Test
    void an_entry_of_a_kind_that_is_not_known_is_left_where_it_is() {
        assertThat(entries.merge("later:x", "{\"v\":1}")).isFalse();
        assertThat(entries.version("later:x")).isNull();
        assertThat(log.list).isEmpty();
    }

    @Test
    void a_text_that_is_mended_is_read_again() {
        assertThat(entries.merge("node:n1", TEXT.substring(1))).isFalse();
        assertThat(entries.merge("node:n1", TEXT)).isTrue();
        assertThat(registry.nodes()).hasSize(1);
        assertThat(said.heard).extracting(NodeEvent::type).contains(NodeEvent.Type.NODE_REGISTERED);
    }

    private static final class Said implements TableListener {
        final List<NodeEvent> heard = new ArrayList<>();

        @Override
        public void heard(List<NodeEvent> events) {
            heard.addAll(events);
        }

        @Override
        public void merged() {
            // nobody waits for that
        }

        @Override
        public void told(List<NodeEvent> events) {
            // nothing is said here
        }

        @Override
        public void intended(IntentChange change, boolean here) {
            // nobody intends anything
        }

        @Override
        public void told(IntentChange change) {
            // nobody intends anything
        }
    }
}
