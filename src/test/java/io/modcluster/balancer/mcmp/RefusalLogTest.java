package io.modcluster.balancer.mcmp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.metrics.RefusedCommands;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final McmpException taken = McmpException.mem("MEM: taken");
    private final AtomicLong nanos = new AtomicLong();
    private final RefusalLog log = new RefusalLog(nanos::get, new RefusedCommands());
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    private List<String> lines() {
        return appender.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static McmpCommands.Sender sender(String host, int port) {
        return new McmpCommands.Sender(McmpMethod.CONFIG, host, port, false);
    }

    @Test
    void a_refusal_names_node_peer_text_and_what_only_the_operator_hears() {
        log.refused(sender("10.0.0.1", 5), taken.about("n1").because("held by jvmroute=\"n2\""));
        log.refused(sender("10.0.0.1", 6), McmpException.syntax("SYNTAX: bad"));
        log.refused(sender("10.0.0.1", 7), new MessageBody.Refused(408, "too slow"));
        assertThat(lines())
                .containsExactly(
                        "WARN mcmp CONFIG jvmroute=\"n1\" peer=10.0.0.1:5 refused: MEM: taken; held by jvmroute=\"n2\"",
                        "WARN mcmp CONFIG peer=10.0.0.1:6 refused: SYNTAX: bad",
                        "WARN mcmp CONFIG peer=10.0.0.1:7 status=408 refused: too slow");
    }

    @Test
    void a_node_that_repeats_itself_is_one_line_a_minute_that_counts_the_others() {
        for (int port = 1; port <= 5; port++) {
            log.refused(sender("10.0.0.1", port), taken.about("n1"));
        }
        log.refused(sender("10.0.0.1", 6), taken.about("n2"));
        log.refused(sender("10.0.0.2", 6), taken.about("n1"));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        log.refused(sender("10.0.0.1", 7), taken.about("n1"));
        assertThat(lines())
                .containsExactly(
                        "WARN mcmp CONFIG jvmroute=\"n1\" peer=10.0.0.1:1 refused: MEM: taken",
                        "WARN mcmp CONFIG jvmroute=\"n2\" peer=10.0.0.1:6 refused: MEM: taken",
                        "WARN mcmp CONFIG jvmroute=\"n1\" peer=10.0.0.2:6 refused: MEM: taken",
                        "WARN mcmp CONFIG jvmroute=\"n1\" peer=10.0.0.1:7 left_out=4 refused: MEM: taken");
    }

    @Test
    void a_stranger_is_one_line_a_minute_too() {
        log.stranger("10.0.0.9");
        log.stranger("10.0.0.9");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        log.stranger("10.0.0.9");
        assertThat(lines())
                .containsExactly(
                        "WARN mcmp peer=10.0.0.9 refused: not in mcmp.allow",
                        "WARN mcmp peer=10.0.0.9 left_out=1 refused: not in mcmp.allow");
    }

    @Test
    void a_hostile_name_is_clipped_and_cannot_forge_a_line() {
        log.refused(sender("10.0.0.1", 1), taken.about("n\nERROR " + "x".repeat(60_000)));
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("WARN mcmp CONFIG jvmroute=\"n\\u000aERROR xxx")
                .hasSizeLessThan(200);
    }
}
