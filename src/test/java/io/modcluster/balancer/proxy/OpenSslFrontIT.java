package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.TlsOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Certificates of names and of clients, their reload, HTTP/2 and the redirect, with BoringSSL. */
@EnabledOnOs(OS.LINUX)
class OpenSslFrontIT extends TlsFrontIT {
    OpenSslFrontIT() throws Exception {}

    @BeforeEach
    void take() {
        proxy.options.getTls().setEngine(TlsOptions.Engine.OPENSSL);
    }
}
