package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.TlsOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a client cannot make the port with TLS do, with BoringSSL. */
@EnabledOnOs(OS.LINUX)
class OpenSslLimitsIT extends TlsLimitsIT {
    @BeforeEach
    void take() {
        proxy.options.getTls().setEngine(TlsOptions.Engine.OPENSSL);
    }
}
