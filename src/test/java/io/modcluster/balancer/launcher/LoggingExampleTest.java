package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is logged with the configuration of the jar, and with the example that operators start from. */
class LoggingExampleTest {
    @ParameterizedTest
    @ValueSource(strings = {"conf/logback.xml", "src/main/resources/logback.xml"})
    void our_lines_and_the_access_log_are_written_and_the_noise_of_others_is_not(String file) throws JoranException {
        LoggerContext context = new LoggerContext();
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(file);

            assertThat(context.getLogger("io.modcluster.balancer.mcmp.CommandLog")
                            .isInfoEnabled())
                    .isTrue();
            assertThat(context.getLogger("access").isInfoEnabled())
                    .as("access-log.to: logger")
                    .isTrue();
            assertThat(context.getLogger("io.vertx.core.eventbus.impl.clustered")
                            .isWarnEnabled())
                    .isFalse();
            assertThat(context.getLogger("com.hazelcast.client").isWarnEnabled())
                    .isFalse();
        } finally {
            context.stop();
        }
    }
}
