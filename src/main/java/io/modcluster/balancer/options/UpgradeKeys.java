package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.number;

import java.time.Duration;
import java.util.List;

/** The table of {@code upgrade.*}. */
final class UpgradeKeys {
    static final OptionTable<UpgradeOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "tokens",
                    ListTypes.upgradeTokens(),
                    UpgradeOptions::getTokens,
                    UpgradeOptions::setTokens,
                    "Protocols that the Upgrade of a client may turn a connection into; a request for another one is an"
                            + " ordinary request."),
            new OptionKey<>(
                    "idle-timeout",
                    durationOrNever(Duration.ofSeconds(1), Duration.ofHours(24)),
                    UpgradeOptions::getIdleTimeout,
                    UpgradeOptions::setIdleTimeout,
                    "How long a tunnel may be without a byte in either direction; 0s is for ever."),
            new OptionKey<>(
                    "max-tunnels",
                    number(0, 1_000_000),
                    UpgradeOptions::getMaxTunnels,
                    UpgradeOptions::setMaxTunnels,
                    "Most tunnels at a time, of all clients together; one more is answered 503, and 0 is no limit but"
                            + " traffic.max-connections.")));

    private UpgradeKeys() {}
}
