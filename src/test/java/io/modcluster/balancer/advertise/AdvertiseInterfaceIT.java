package io.modcluster.balancer.advertise;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.GroupListener;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.TestLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Interfaces that are not there, go, and come. */
@Timeout(60)
final class AdvertiseInterfaceIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.modcluster.balancer.advertise");
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void fallSilent() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void an_interface_that_does_not_exist_is_told_once_and_the_balancer_runs_on() throws IOException {
        InetSocketAddress group = GroupListener.newGroup();
        try (RunningBalancer balancer = RunningBalancer.start(options -> advertise(options, group, "no-such-if0"))) {
            Awaitility.await().atMost(SOON).until(() -> !lines.of(Level.WARN).isEmpty());
            Awaitility.await().atMost(SOON).until(() -> lines.of(Level.DEBUG).size() > 3);

            assertThat(lines.of(Level.WARN))
                    .containsExactly("advertise: not sent interface=no-such-if0 group="
                            + group.getAddress().getHostAddress() + ":" + group.getPort()
                            + " cause=\"there is no interface of this name\": nodes do not find this balancer unless they"
                            + " are told where it is; it tries again in each interval and runs on");
            assertThat(balancer.info()).isEmpty();
            assertThat(balancer.get("/").statusCode()).isEqualTo(404);
        }
        assertThat(lines.of(Level.WARN))
                .as("a stop is no reason to tell it again")
                .hasSize(1);
    }

    @Test
    void an_interface_that_goes_and_comes_is_used_as_it_is_then() throws IOException {
        InetSocketAddress group = GroupListener.newGroup();
        try (TestLink link = new TestLink()) {
            link.create();
            try (RunningBalancer balancer = RunningBalancer.start(options -> advertise(options, group, link.name()))) {
                heardOn(link, group);
                link.down();
                Awaitility.await().atMost(SOON).until(() -> lines.of(Level.WARN).size() == 1);
                link.delete();
                link.create();
                Awaitility.await().atMost(SOON).until(() -> lines.infos("works again") == 1);
                heardOn(link, group);

                assertThat(lines.of(Level.WARN)).singleElement().asString().contains("interface=" + link.name());
                assertThat(balancer.isReady()).isTrue();
            }
        }
    }

    @Test
    void an_ipv6_group_is_told_on_an_interface_of_any_address() throws IOException {
        InetSocketAddress group = new InetSocketAddress(
                "ff05::1:" + Long.toHexString(ProcessHandle.current().pid() & 0xffff), 23_364);
        try (TestLink link = new TestLink()) {
            link.create();
            for (String on : List.of(link.name(), link.ipv6(), link.ipv4())) {
                try (RunningBalancer balancer = RunningBalancer.start(options -> {
                    advertise(options, group, on);
                    options.getAdvertise().setAddress("[fd77::1]:6666");
                })) {
                    assertThat(heardOn(link, group)).isEqualTo("[fd77::1]:6666");
                    assertThat(balancer.isReady()).isTrue();
                }
            }
        }
    }

    private static void advertise(BalancerOptions options, InetSocketAddress group, String on) {
        options.getAdvertise()
                .setEnabled(true)
                .setGroup(group.getAddress().getHostAddress())
                .setPort(group.getPort())
                .setInterface(on)
                .setAddress("198.18.0.1")
                .setKey("0123456789abcdef")
                .setInterval(AdvertiseFixture.INTERVAL);
    }

    /** The address that is told there now. */
    private static String heardOn(TestLink link, InetSocketAddress group) throws IOException {
        NetworkInterface on = Objects.requireNonNull(NetworkInterface.getByName(link.name()));
        try (GroupListener listener = new GroupListener(group, on)) {
            Awaitility.await("heard on " + link.name()).atMost(SOON).until(() -> !listener.adverts()
                    .isEmpty());
            return listener.adverts().get(0).datagram().address();
        }
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        List<String> of(Level level) {
            return events.stream()
                    .filter(event -> event.getLevel().equals(level))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        long infos(String words) {
            return of(Level.INFO).stream().filter(line -> line.contains(words)).count();
        }
    }
}
