package io.modcluster.balancer.proxy.tls;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TlsOptions;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what computes TLS: {@code tls.engine}. Loads a library: for worker threads. */
final class TlsEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TlsEngine.class);

    private TlsEngine() {}

    /**
     * What to give to a server.
     *
     * @throws OptionsProblems when BoringSSL is asked for by name and is not to be had
     */
    static SSLEngineOptions of(TlsOptions.Engine asked) {
        return asked == TlsOptions.Engine.JDK
                ? new JdkSSLEngineOptions()
                : of(asked, OpenSsl.isAvailable() ? null : OpenSsl.unavailabilityCause());
    }

    /** The same, with why BoringSSL is not there, or null. */
    static SSLEngineOptions of(TlsOptions.Engine asked, @Nullable Throwable missing) {
        if (missing == null) {
            LOG.info("tls engine=openssl version=\"{}\"", OpenSsl.versionString());
            return new OpenSSLEngineOptions();
        }
        if (asked == TlsOptions.Engine.OPENSSL) {
            throw new OptionsProblems(List.of(new OptionsProblem(
                    "tls.engine",
                    "options",
                    "openssl",
                    "auto or jdk, since BoringSSL is not to be had here: " + Quoted.of(missing.toString()))));
        }
        LOG.info("tls engine=jdk not_used=openssl reason={}", Quoted.of(missing.toString()));
        return new JdkSSLEngineOptions();
    }
}
