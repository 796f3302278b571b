package io.modcluster.balancer.options;

import io.modcluster.balancer.options.CrossRules.Listener;
import io.vertx.core.http.ClientAuth;
import java.util.ArrayList;
import java.util.List;

/** What must hold between {@code tls.*}, {@code http2.*} and {@code traffic.*}. What is in the files is seen at the start. */
final class TlsRules {
    private TlsRules() {}

    static void check(BalancerOptions options, List<OptionsProblem> problems) {
        TlsOptions tls = options.getTls();
        if (tls.getClientAuth() != ClientAuth.NONE && tls.getClientTrust().isEmpty()) {
            problems.add(new OptionsProblem(
                    "tls.client-trust",
                    CrossRules.ORIGIN,
                    "",
                    "a PEM file with the issuers of clients' certificates, since tls.client-auth asks for them"));
        }
        if (tls.isRedirect() && !tls.isOn()) {
            problems.add(new OptionsProblem(
                    "tls.redirect", CrossRules.ORIGIN, "true", "false, or tls.certificates to redirect to"));
        }
    }

    /** Those that will be opened beside the one without TLS. */
    static List<Listener> listeners(BalancerOptions options) {
        List<Listener> listeners = new ArrayList<>();
        if (options.getTraffic().isEnabled()) {
            TlsOptions tls = options.getTls();
            if (tls.isOn()) {
                listeners.add(new Listener("tls.port", tls.getHost(), tls.getPort()));
            }
            Http2Options http2 = options.getHttp2();
            if (http2.isClearText()) {
                listeners.add(new Listener(
                        "http2.clear-text-port", options.getTraffic().getHost(), http2.getClearTextPort()));
            }
        }
        return listeners;
    }
}
