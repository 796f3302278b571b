package io.modcluster.balancer.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TlsOptions.Engine;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import org.junit.jupiter.api.Test;

/** Which of the two computes TLS. */
class TlsEngineTest {
    private final Throwable missing = new UnsatisfiedLinkError("no such library");

    @Test
    void auto_takes_boringssl_where_it_is() {
        assertThat(TlsEngine.of(Engine.AUTO, null)).isInstanceOf(OpenSSLEngineOptions.class);
    }

    @Test
    void auto_does_without_it() {
        assertThat(TlsEngine.of(Engine.AUTO, missing)).isInstanceOf(JdkSSLEngineOptions.class);
    }

    @Test
    void java_is_the_default() {
        assertThat(TlsEngine.of(Engine.JDK)).isInstanceOf(JdkSSLEngineOptions.class);
    }

    @Test
    void who_names_it_is_told_that_it_is_not_there() {
        assertThatThrownBy(() -> TlsEngine.of(Engine.OPENSSL, missing))
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContaining("tls.engine")
                .hasMessageContaining("no such library");
    }
}
