package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.container.Container;
import io.modcluster.balancer.testkit.container.TomcatContainer;
import io.modcluster.balancer.testkit.container.UndertowContainer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** D-04: real connectors, and balancers that know their secret, or another one, or none. */
class AjpSecretIT {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.modcluster.balancer");
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().toString().equals("WARN")) {
                warnings.add(event.getFormattedMessage());
            }
        }
    };

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(appender);
    }

    private static Container container(String kind) throws Exception {
        return kind.equals("tomcat") ? TomcatContainer.ajp(UndertowContainer.SECRET) : UndertowContainer.ajp();
    }

    private static RunningBalancer balancer(String secret, Container node) {
        RunningBalancer balancer =
                RunningBalancer.start(options -> options.getAjp().setSecret(secret));
        balancer.mcmp("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Port=" + node.port() + "&Type=ajp");
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
        assertThat(balancer.mcmp("STATUS", "/", "JVMRoute=n1&Load=100").body()).contains("State=OK");
        return balancer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat", "undertow"})
    @DisplayName(
            "D-04 the secret of the node is believed, another or none is refused, told once, and no error of the node")
    void secrets(String kind) throws Exception {
        int refused = kind.equals("tomcat") ? 403 : 502;
        try (Container node = container(kind)) {
            try (RunningBalancer right = balancer(UndertowContainer.SECRET, node)) {
                assertThat(right.get("/app/other").body()).isEqualTo("early");
            }
            assertThat(warnings).isEmpty();
            for (String secret : List.of("another", "")) {
                warnings.clear();
                try (RunningBalancer wrong = balancer(secret, node)) {
                    for (int i = 0; i < 5; i++) {
                        // a POST is sent once
                        assertThat(wrong.traffic("POST", "/app/other", "").statusCode())
                                .isEqualTo(refused);
                    }
                    await().until(() -> !warnings.isEmpty());
                    assertThat(warnings)
                            .singleElement()
                            .asString()
                            .startsWith("node refuses ajp jvmroute=\"n1\" address=127.0.0.1:" + node.port())
                            .contains(secret.isEmpty() ? "wants a secret" : "wants another secret", "ajp.secrets")
                            .doesNotContain(UndertowContainer.SECRET);
                    assertThat(wrong.mcmp("PING", "/", "JVMRoute=n1").body()).contains("State=OK");
                }
            }
            assertThat(node.pages().begun()).isEqualTo(1);
        }
    }
}
