package io.modcluster.balancer.options;

import java.time.Duration;
import java.util.List;

/** The table of {@code proxy-protocol.*}. */
final class ProxyProtocolKeys {
    static final OptionTable<ProxyProtocolOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    OptionTypes.trueOrFalse(),
                    ProxyProtocolOptions::isEnabled,
                    ProxyProtocolOptions::setEnabled,
                    "Whether each connection to the traffic port begins with a PROXY header, version 1 or 2; one without is closed."),
            new OptionKey<>(
                    "trusted",
                    ListTypes.addressBlocks(true),
                    ProxyProtocolOptions::getTrusted,
                    ProxyProtocolOptions::setTrusted,
                    "Address blocks of the load balancers that send it, needed when it is enabled; connections of others are closed."),
            new OptionKey<>(
                    "timeout",
                    OptionTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                    ProxyProtocolOptions::getTimeout,
                    ProxyProtocolOptions::setTimeout,
                    "How long a connection may take until its PROXY header is complete.")));

    private ProxyProtocolKeys() {}
}
